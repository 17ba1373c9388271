import { and, asc, desc, eq, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, endorsements, preferredCourses, users } from '@/db/schema'
import { nullsLast, whole } from '@/db/sql'
import { countedOfA, countedQuarters, heldBy } from '@/lib/allocations/counted'
import { notFound } from '@/lib/errors'
import type { Page } from '@/lib/list-params'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import type { ApplicationState, DegreeLevel, Position, Verdict } from '@/lib/vocabulary'
import { eligibilityColumns } from './eligibility-sql'
import type { EndorseParams } from './endorse-list'
import { endorsePositions, submitted } from './endorse-scope'
import { earlierTermsOf } from './list-rows'

export type Applicant = {
  id: string
  state: ApplicationState
  name: string
  upi: string | null
  email: string | null
  degreeLevel: DegreeLevel | null
  rank: number
  completed: boolean | null
  grade: string | null
  whySuitable: string | null
  experience: string | null
  workedBefore: boolean | null
  gpaHundredths: number | null
  preferredGpaHundredths: number | null
  overseas: boolean | null
  returning: boolean | null
  citizenOrResident: boolean | null
  validVisa: boolean | null
  maxWeekQuarters: number | null
  /** Live hours of the term in other courses: the number alone. */
  elsewhereQuarters: number
  /** Live hours in this course, both positions. */
  hereQuarters: number
  earlierTerms: number
  mine: { verdict: Verdict | null; comment: string | null; place: number | null; version: number } | null
  others: { coordinator: string; verdict: Verdict | null; comment: string | null }[]
}

/** Order of grades, best first; those without a value after them. */
const gradeOrder = [
  'A+',
  'A',
  'A-',
  'B+',
  'B',
  'B-',
  'C+',
  'C',
  'C-',
  'CPL',
  'Pass',
  'D+',
  'D',
  'D-',
  'DNC',
  'DNS',
  'Fail',
]
const gradePlace = sql`case ${preferredCourses.grade} ${sql.join(
  gradeOrder.map((grade, i) => sql`when ${grade} then ${i}`),
  sql` `,
)} end`

/**
 * One page of a course's applicants in one position with the viewer's own endorsements. Six queries,
 * whatever the number of rows.
 */
export async function listApplicants(
  viewer: Viewer,
  scope: { courseId: string; position: Position },
  params: EndorseParams,
): Promise<Page<Applicant>> {
  const { courseId, position } = scope
  requireCanOr(notFound('This course'), viewer, 'applications.endorse', { courseId })
  if (!endorsePositions(viewer, courseId).includes(position)) throw notFound('This page')
  const mine = params.filters.mine
  const wordsGiven = mine.filter((word) => word !== 'none') as Verdict[]
  const from = () =>
    and(
      eq(preferredCourses.courseId, courseId),
      eq(applications.position, position),
      submitted,
      // A coordinator who has applied reads nothing about themselves.
      ne(applications.studentId, viewer.id),
      hasWords(applications.searchText, params.q),
      params.filters.open ? eq(applications.state, 'submitted') : undefined,
      mine.length > 0
        ? or(
            wordsGiven.length > 0 ? inArray(endorsements.verdict, wordsGiven) : undefined,
            mine.includes('none') ? isNull(endorsements.verdict) : undefined,
          )
        : undefined,
    )
  const own = and(
    eq(endorsements.applicationId, applications.id),
    eq(endorsements.courseId, courseId),
    eq(endorsements.coordinatorId, viewer.id),
  )
  const [counted] = await db
    .select({ n: whole(sql`count(*)`) })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .leftJoin(endorsements, own)
    .where(from())
  const total = counted?.n ?? 0
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const rows = await db
    .select({
      id: applications.id,
      studentId: applications.studentId,
      state: applications.state,
      name: applications.name,
      upi: applications.upi,
      email: applications.email,
      degreeLevel: applications.degreeLevel,
      rank: preferredCourses.rank,
      completed: preferredCourses.completed,
      grade: preferredCourses.grade,
      whySuitable: preferredCourses.whySuitable,
      experience: preferredCourses.experience,
      workedBefore: preferredCourses.workedBefore,
      gpaHundredths: applications.gpaHundredths,
      preferredGpaHundredths: applications.preferredGpaHundredths,
      ...eligibilityColumns,
      maxWeekQuarters: applications.maxWeekQuarters,
      termId: applications.termId,
      mineId: endorsements.id,
      verdict: endorsements.verdict,
      comment: endorsements.comment,
      place: endorsements.place,
      version: endorsements.version,
    })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .leftJoin(endorsements, own)
    .where(from())
    .orderBy(...orderOf(params.sort, params.dir))
    .limit(params.size)
    .offset((page - 1) * params.size)
  const [hours, earlier, others] = await Promise.all([
    hoursOf(rows, courseId),
    rows[0]
      ? earlierTermsOf(
          rows.map((row) => row.studentId),
          rows[0].termId,
        )
      : new Map<string, unknown[]>(),
    othersOf(
      viewer,
      rows.map((row) => row.id),
      courseId,
    ),
  ])
  return {
    total,
    rows: rows.map(({ studentId, termId: _, mineId, verdict, comment, place, version, ...row }) => ({
      ...row,
      name: row.name ?? 'Unnamed',
      elsewhereQuarters: hours.get(studentId)?.elsewhere ?? 0,
      hereQuarters: hours.get(studentId)?.here ?? 0,
      earlierTerms: earlier.get(studentId)?.length ?? 0,
      mine: mineId === null ? null : { verdict, comment, place, version: version ?? 0 },
      others: others.get(row.id) ?? [],
    })),
  }
}

function orderOf(sort: EndorseParams['sort'], dir: 'asc' | 'desc'): SQL[] {
  const way = dir === 'asc' ? asc : desc
  const elsewhere = sql`(select coalesce(sum(${countedOfA}), 0) from ${allocations} a where a.user_id = ${applications.studentId} and a.term_id = ${applications.termId} and a.course_id <> ${preferredCourses.courseId} and a.state in ('proposed', 'offered', 'accepted'))`
  const by: Record<EndorseParams['sort'], SQL[]> = {
    rank: [way(preferredCourses.rank)],
    name: [way(applications.sortName)],
    grade: nullsLast(gradePlace, dir),
    gpa: nullsLast(applications.gpaHundredths, dir),
    preferredGpa: nullsLast(applications.preferredGpaHundredths, dir),
    elsewhere: [way(elsewhere)],
    mine: nullsLast(
      sql`case ${endorsements.verdict} when 'strong' then 1 when 'yes' then 2 when 'no' then 3 end`,
      dir,
    ),
  }
  return [...by[sort], asc(applications.sortName), asc(applications.id)]
}

async function hoursOf(rows: readonly { studentId: string; termId: string }[], courseId: string) {
  const [first] = rows
  const totals = new Map<string, { here: number; elsewhere: number }>()
  if (!first) return totals
  const here = sql`sum(case when ${allocations.courseId} = ${courseId} then (${countedQuarters}) else 0 end)`
  const sums = await db
    .select({
      userId: allocations.userId,
      all: whole(sql`sum(${countedQuarters})`),
      here: whole(here),
    })
    .from(allocations)
    .where(
      heldBy(
        rows.map((row) => row.studentId),
        first.termId,
      ),
    )
    .groupBy(allocations.userId)
  for (const sum of sums) totals.set(sum.userId, { here: sum.here, elsewhere: sum.all - sum.here })
  return totals
}

/** What the other coordinators of the course think. */
async function othersOf(viewer: Viewer, applicationIds: readonly string[], courseId: string) {
  if (applicationIds.length === 0) return new Map<string, Applicant['others']>()
  const rows = await db
    .select({
      applicationId: endorsements.applicationId,
      coordinator: users.name,
      verdict: endorsements.verdict,
      comment: endorsements.comment,
    })
    .from(endorsements)
    .innerJoin(users, eq(users.id, endorsements.coordinatorId))
    .where(
      and(
        inArray(endorsements.applicationId, [...applicationIds]),
        eq(endorsements.courseId, courseId),
        ne(endorsements.coordinatorId, viewer.id),
        or(isNotNull(endorsements.verdict), isNotNull(endorsements.comment)),
      ),
    )
    .orderBy(asc(users.sortName))
  const grouped = new Map<string, Applicant['others']>()
  for (const { applicationId, ...row } of rows)
    grouped.set(applicationId, [...(grouped.get(applicationId) ?? []), row])
  return grouped
}
