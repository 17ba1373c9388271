import { and, asc, desc, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, endorsements, preferredCourses, terms, users } from '@/db/schema'
import { nullsLast, whole } from '@/db/sql'
import { countedQuarters, heldBy } from '@/lib/allocations/counted'
import { usedQuarters } from '@/lib/allocations/facts'
import { teachingWeeks } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import type { Page } from '@/lib/list-params'
import { requireCan, type Viewer } from '@/lib/permissions'
import { acceptCourse, capacityOf } from '@/lib/review/accept-courses'
import { eligibilityColumns } from '@/lib/review/eligibility-sql'
import { heldSum } from '@/lib/review/list-where'
import { suggestHours } from '@/lib/review/prefill'
import { byOthers } from '@/lib/review/scope'
import { reserveRefusal } from '@/lib/review/states'
import { getSettings } from '@/lib/settings/queries'
import type { Position, Verdict } from '@/lib/vocabulary'
import type { ReserveParams } from './reserve-list'

/** Somebody on the reserve list who ranked the course. Hours are quarter hours. */
export type ReserveRow = {
  id: string
  version: number
  studentId: string
  name: string
  upi: string | null
  email: string | null
  rank: number
  completed: boolean | null
  grade: string | null
  gpaHundredths: number | null
  preferredGpaHundredths: number | null
  overseas: boolean | null
  returning: boolean | null
  citizenOrResident: boolean | null
  validVisa: boolean | null
  maxWeekQuarters: number | null
  endorsements: { coordinator: string; verdict: Verdict; place: number | null }[]
  /** Live hours of the person in the term. */
  heldQuarters: number
  holdsCourse: boolean
  /** Why no hours can be offered from here; null when they can. */
  refusal: string | null
  /** Hours to begin with, as an acceptance begins: the usual share of the course, within what is left and the person's limits. */
  suggestedQuarters: number
}

export type ReserveCourse = {
  id: string
  code: string
  name: string
  termId: string
  termName: string
  weeks: number
  position: Position
  /** Left for the position; negative when over. */
  leftQuarters: number
  budgetQuarters: number
  needed: boolean
  /** People that the course wants in the position. */
  wanted: number | null
}

/**
 * The reserve list of a course: applications of the term and position on reserve that ranked it, with what
 * a choice needs. Six queries whatever the number of rows.
 */
export async function listReserve(
  viewer: Viewer,
  asked: { courseId: string; position: Position },
  params: ReserveParams,
): Promise<Page<ReserveRow> & { course: ReserveCourse }> {
  const course = await reserveCourse(viewer, asked)
  const where = and(onReserve(course), byOthers(viewer), eq(preferredCourses.courseId, course.id))
  const [counted] = await db
    .select({ n: whole(sql`count(*)`) })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .where(where)
  const total = counted?.n ?? 0
  // A page beyond the end (people were given hours meanwhile) shows the last one.
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const rows = await selectRows(where, { ...params, page })
  return { course, total, rows: await complete(rows, course) }
}

/** One of the reserve list, for the page that offers them hours. Not found unless they ranked the course. */
export async function getReserve(
  viewer: Viewer,
  asked: { courseId: string; applicationId: string },
): Promise<{ course: ReserveCourse; row: ReserveRow; visaCapQuarters: number }> {
  const [found] = await db
    .select({ position: applications.position })
    .from(applications)
    .where(eq(applications.id, asked.applicationId))
  if (!found) throw notFound('This application')
  const course = await reserveCourse(viewer, { courseId: asked.courseId, position: found.position })
  const rows = await selectRows(
    and(
      eq(applications.id, asked.applicationId),
      byOthers(viewer),
      eq(applications.termId, course.termId),
      eq(preferredCourses.courseId, course.id),
      inArray(applications.state, ['submitted', 'published', 'withdrawn']),
      isNotNull(applications.decision),
    ),
  )
  const [row] = await complete(rows, course)
  if (!row) throw notFound('This application')
  return { course, row, visaCapQuarters: (await getSettings()).visaCapHours * 4 }
}

async function reserveCourse(
  viewer: Viewer,
  { courseId, position }: { courseId: string; position: Position },
): Promise<ReserveCourse> {
  requireCan(viewer, 'applications.decide', { position })
  const [found] = await db
    .select({ course: courses, term: terms })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(eq(courses.id, courseId))
  if (!found) throw notFound('This course')
  const { course, term } = found
  const used = (await usedQuarters(db, [course.id])).get(course.id)
  const person = { rank: null, given: 0, held: 0 }
  const { needed, leftQuarters, budgetQuarters } = acceptCourse(course, position, used, person)
  return {
    id: course.id,
    code: course.code,
    name: course.name,
    termId: term.id,
    termName: term.name,
    weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
    position,
    leftQuarters,
    budgetQuarters,
    needed,
    wanted: position === 'tutor' ? course.wantedTutors : course.wantedMarkers,
  }
}

const onReserve = (course: ReserveCourse): SQL | undefined =>
  and(
    eq(applications.termId, course.termId),
    eq(applications.position, course.position),
    inArray(applications.state, ['submitted', 'published']),
    eq(applications.decision, 'reserve'),
  )

function selectRows(where: SQL | undefined, params?: ReserveParams) {
  const query = db
    .select({
      id: applications.id,
      version: applications.version,
      studentId: applications.studentId,
      state: applications.state,
      decision: applications.decision,
      name: applications.name,
      upi: applications.upi,
      email: applications.email,
      rank: preferredCourses.rank,
      completed: preferredCourses.completed,
      grade: preferredCourses.grade,
      gpaHundredths: applications.gpaHundredths,
      preferredGpaHundredths: applications.preferredGpaHundredths,
      ...eligibilityColumns,
      maxWeekQuarters: applications.maxWeekQuarters,
    })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .where(where)
    .$dynamic()
  if (!params) return query
  const way = params.dir === 'asc' ? asc : desc
  const by: Record<ReserveParams['sort'], SQL[]> = {
    rank: [way(preferredCourses.rank)],
    name: [way(applications.sortName)],
    gpa: nullsLast(applications.gpaHundredths, params.dir),
    preferredGpa: nullsLast(applications.preferredGpaHundredths, params.dir),
    held: [way(heldSum)],
  }
  return query
    .orderBy(...by[params.sort], asc(applications.sortName), asc(applications.id))
    .limit(params.size)
    .offset((params.page - 1) * params.size)
}

/** Adds endorsements and hours held. Two queries. */
async function complete(
  rows: Awaited<ReturnType<typeof selectRows>>,
  course: ReserveCourse,
): Promise<ReserveRow[]> {
  if (rows.length === 0) return []
  const settings = await getSettings()
  const [endorsed, hours] = await Promise.all([
    db
      .select({
        applicationId: endorsements.applicationId,
        coordinator: users.name,
        verdict: endorsements.verdict,
        place: endorsements.place,
      })
      .from(endorsements)
      .innerJoin(users, eq(users.id, endorsements.coordinatorId))
      .where(
        and(
          eq(endorsements.courseId, course.id),
          inArray(
            endorsements.applicationId,
            rows.map((row) => row.id),
          ),
          isNotNull(endorsements.verdict),
        ),
      )
      .orderBy(asc(users.sortName)),
    db
      .select({
        userId: allocations.userId,
        quarters: whole(sql`sum(${countedQuarters})`),
        here: whole(
          sql`sum(case when ${allocations.courseId} = ${course.id} and ${allocations.position} = ${course.position} then 1 else 0 end)`,
        ),
      })
      .from(allocations)
      .where(
        heldBy(
          rows.map((row) => row.studentId),
          course.termId,
        ),
      )
      .groupBy(allocations.userId),
  ])
  const rules = { weeks: course.weeks, visaCapQuarters: settings.visaCapHours * 4 }
  return rows.map(({ state, decision, name, ...row }) => {
    const theirs = hours.find((one) => one.userId === row.studentId)
    const heldQuarters = theirs?.quarters ?? 0
    const holdsCourse = (theirs?.here ?? 0) > 0
    const suggestion = suggestHours([{ ...course, courseId: course.id, heldQuarters: 0 }], {
      wanted: new Map([[course.id, course.wanted]]),
      usualQuarters: settings.minimumBlockHours * 4,
      stepQuarters: settings.blockStepHours * 4,
      capacityQuarters: capacityOf(row, rules) - heldQuarters,
    })
    return {
      ...row,
      name: name ?? 'Unnamed',
      endorsements: endorsed.flatMap((one) =>
        one.applicationId === row.id && one.verdict
          ? [{ coordinator: one.coordinator, verdict: one.verdict, place: one.place }]
          : [],
      ),
      heldQuarters,
      holdsCourse,
      refusal: holdsCourse
        ? `Holds ${course.code} as ${course.position} already.`
        : reserveRefusal({ state, decision }),
      suggestedQuarters: suggestion.get(course.id) ?? 0,
    }
  })
}
