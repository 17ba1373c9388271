import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { courseCoordinators, courses, paydays, terms, userRoles, users } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { invalid, notFound } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { activeOrInvited } from '@/lib/users/scope'
import { asTermErrors, lockTerm, requireFreeName, termRecord } from './commands'
import { copiedCourse, copiedPayday, copiedTerm, copyProblem, shiftOf } from './copy-rules'
import { storedPaydays } from './payday-commands'
import type { PaydayValues } from './paydays'
import { getTerm, type Term } from './queries'
import type { TermCopy, TermValues } from './schema'

type Course = typeof courses.$inferSelect

const live = (termId: string) => and(eq(courses.termId, termId), isNull(courses.archivedAt))

/** Coordinators who could be chosen today: active or invited, and with the role. */
const coordinatorsOf = (from: Tx, courseIds: string[] | null, termId: string) =>
  from
    .select({ courseId: courseCoordinators.courseId, userId: users.id, name: users.name })
    .from(courseCoordinators)
    .innerJoin(courses, eq(courses.id, courseCoordinators.courseId))
    .innerJoin(users, eq(users.id, courseCoordinators.userId))
    .innerJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, 'course_coordinator')))
    .where(and(live(termId), activeOrInvited, courseIds ? inArray(courses.id, courseIds) : undefined))
    .orderBy(asc(users.sortName), asc(users.id))

export type CopiedCourse = Pick<
  Course,
  'id' | 'code' | 'name' | 'availableQuarters' | 'tutorDeadline' | 'markerDeadline'
> & { coordinators: string[] }

export type CopyPreview = {
  from: Term
  shift: number
  term: TermValues
  paydays: PaydayValues[]
  courses: CopiedCourse[]
  courseCount: number
  archivedCount: number
  /** By field of the form; nothing can be copied while there are any. */
  errors: Record<string, string>
}

/**
 * What copying a term makes, with its new dates; nothing is written. Courses by pages of `size`. Ten
 * queries, whatever the term holds. Throws `not_found`.
 */
export async function previewCopy(
  viewer: Viewer,
  input: TermCopy,
  { page, size }: { page: number; size: number },
): Promise<CopyPreview> {
  requireCan(viewer, 'terms.manage')
  const { timeZone } = await loadSettings()
  const from = await getTerm(viewer, input.id)
  if (!from) throw notFound('This term')
  const shift = shiftOf(from, input.startsOn)
  const [days, rows, [all], [present]] = await Promise.all([
    storedPaydays(db, from.id),
    db
      .select()
      .from(courses)
      .where(live(from.id))
      .orderBy(asc(courses.code), asc(courses.id))
      .limit(size)
      .offset((page - 1) * size),
    db.select({ n: count() }).from(courses).where(eq(courses.termId, from.id)),
    db.select({ n: count() }).from(courses).where(live(from.id)),
  ])
  const who =
    rows.length > 0
      ? await coordinatorsOf(
          db,
          rows.map((course) => course.id),
          from.id,
        )
      : []
  const term = copiedTerm(from, input.name, input.startsOn)
  return {
    from,
    shift,
    term,
    paydays: days.map((payday) => copiedPayday(payday, shift, timeZone)),
    courses: rows.map((course) => ({
      ...copiedCourse(course, shift),
      coordinators: who.filter((one) => one.courseId === course.id).map((one) => one.name),
    })),
    courseCount: present?.n ?? 0,
    archivedCount: (all?.n ?? 0) - (present?.n ?? 0),
    errors: await problemsOf(term),
  }
}

async function problemsOf(term: TermValues): Promise<Record<string, string>> {
  const problem = copyProblem(term)
  if (problem) return { startsOn: problem }
  try {
    await requireFreeName(db, term.name, null)
    return {}
  } catch (error) {
    const { fields } = (error as { detail?: { fields?: Record<string, string> } }).detail ?? {}
    if (fields) return fields
    throw error
  }
}

/**
 * Copies a term to other dates: its courses with need, description and hours, their coordinators, and its
 * paydays, all moved by as many days as the first day moves. Archived courses, applications, allocations
 * and hours stay behind; the copy begins closed for applications. One transaction. Gives the new id.
 * Throws `invalid` by field, `not_found`.
 */
export async function copyTerm(viewer: Viewer, input: TermCopy): Promise<string> {
  requireCan(viewer, 'terms.manage')
  const { timeZone } = await loadSettings()
  return asTermErrors(() =>
    write(async (tx) => {
      const from = await lockTerm(tx, input.id)
      const term = copiedTerm(from, input.name, input.startsOn)
      const problem = copyProblem(term)
      if (problem) throw invalid({ startsOn: problem })
      await requireFreeName(tx, term.name, null)
      const shift = shiftOf(from, input.startsOn)
      const now = new Date()
      const id = newId()
      await tx.insert(terms).values({ id, ...term, createdAt: now, updatedAt: now })
      const days = (await storedPaydays(tx, from.id)).map((day) => copiedPayday(day, shift, timeZone))
      await insertMany(
        tx,
        paydays,
        days.map((day) => ({ id: newId(), termId: id, ...day, createdAt: now })),
      )
      const copied = await copyCourses(tx, from.id, { termId: id, shift, now })
      await audit(
        tx,
        {
          actor: viewer,
          action: 'terms.copy',
          record: termRecord({ id, name: term.name }),
          scope: { termId: id },
          after: {
            from: from.name,
            ...term,
            paydays: days.map((day) => day.paidOn),
            courses: copied.length,
          },
        },
        ...copied.map(({ course, coordinators }) => ({
          actor: viewer,
          action: 'courses.copy' as const,
          record: { type: 'course', id: course.id, name: `${course.code} ${course.name}` },
          scope: { termId: id, courseId: course.id },
          after: { from: from.name, coordinators },
        })),
      )
      return id
    }),
  )
}

async function copyCourses(
  tx: Tx,
  fromId: string,
  { termId, shift, now }: { termId: string; shift: number; now: Date },
): Promise<{ course: Course; coordinators: string[] }[]> {
  const rows = await tx.select().from(courses).where(live(fromId)).orderBy(asc(courses.code))
  const who = Map.groupBy(await coordinatorsOf(tx, null, fromId), (one) => one.courseId)
  const copies = rows.map((old) => ({
    course: {
      ...copiedCourse(old, shift),
      id: newId(),
      termId,
      version: 1,
      createdAt: now,
      updatedAt: now,
    },
    people: who.get(old.id) ?? [],
  }))
  await insertMany(
    tx,
    courses,
    copies.map(({ course }) => course),
    100,
  )
  await insertMany(
    tx,
    courseCoordinators,
    copies.flatMap(({ course, people }) =>
      people.map(({ userId }) => ({ courseId: course.id, userId, createdAt: now })),
    ),
  )
  return copies.map(({ course, people }) => ({ course, coordinators: people.map((one) => one.name) }))
}
