import { eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { isForeignKeyViolation, violates } from '@/db/errors'
import { courseCoordinators, courses, terms } from '@/db/schema'
import { lockRows, newId } from '@/db/sql'
import { usedQuarters } from '@/lib/allocations/facts'
import { audit, difference } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { formatDay } from '@/lib/dates'
import { type Difference, invalid, notFound, stateError } from '@/lib/errors'
import { seenVersion } from '@/lib/fields'
import { formatHours } from '@/lib/hours'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { lockTerm, requireNotArchived } from '@/lib/terms/commands'
import { budgetProblems } from './budget'
import {
  type CourseChange,
  type CourseNeedChange,
  type CourseRef,
  courseFieldNames,
  courseLabels,
  type NewCourse,
  needFieldNames,
} from './schema'
import { courseSearchText } from './search-text'
import { courseUse, isCourseInUse } from './use'

export type Course = typeof courses.$inferSelect

export const courseRecord = (course: Pick<Course, 'id' | 'code' | 'name'>) => ({
  type: 'course',
  id: course.id,
  name: `${course.code} ${course.name}`,
})

/** Adds a course to a term that is not archived. Gives its id. Throws `invalid` when the code is taken. */
export async function createCourse(viewer: Viewer, input: NewCourse): Promise<string> {
  requireCan(viewer, 'courses.manage')
  return asCourseErrors(input.code, () =>
    write(async (tx) => {
      requireNotArchived(await lockTerm(tx, input.termId))
      const id = newId()
      const now = new Date()
      const values = pick(courseFieldNames, input)
      await tx.insert(courses).values({
        id,
        ...values,
        searchText: courseSearchText(values),
        createdAt: now,
        updatedAt: now,
      })
      await audit(tx, {
        actor: viewer,
        action: 'courses.create',
        record: courseRecord({ id, ...values }),
        scope: { termId: values.termId, courseId: id },
        after: values,
      })
      return id
    }),
  )
}

/**
 * Changes any field of a course. The budget cannot fall below the hours already given; a course that
 * somebody prefers or works in stays in its term. Throws `conflict`, `state`, `invalid`.
 */
export async function updateCourse(viewer: Viewer, input: CourseChange): Promise<void> {
  requireCan(viewer, 'courses.manage', { courseId: input.id })
  const { timeZone } = await loadSettings()
  await asCourseErrors(input.code, () =>
    write(async (tx) => {
      const course = await lockCourse(tx, input.id)
      const values = pick(courseFieldNames, input)
      await requireSeen(tx, course, input, await inWords(tx, courseFieldNames, values, course), timeZone)
      requirePresent(course)
      requireNotArchived(await termOf(tx, course.termId))
      const used = await usedQuarters(tx, [course.id])
      const problems = budgetProblems(course, values, used.get(course.id) ?? { tutor: 0, marker: 0 })
      if (Object.keys(problems).length > 0) throw invalid(problems)
      if (values.termId !== course.termId) {
        requireNotArchived(await termOf(tx, values.termId))
        if (isCourseInUse(await courseUse(tx, course.id)))
          throw invalid({
            termId: 'Somebody has applied to this course or works in it, so it stays in its term.',
          })
      }
      await save(tx, viewer, course, values)
    }),
  )
}

/** Changes need and description only, which the course's own coordinators may do. Throws `conflict`, `state`. */
export async function updateCourseNeed(viewer: Viewer, input: CourseNeedChange): Promise<void> {
  requireCan(viewer, 'courses.editNeed', { courseId: input.id })
  const { timeZone } = await loadSettings()
  await write(async (tx) => {
    const course = await lockCourse(tx, input.id)
    const values = pick(needFieldNames, input)
    await requireSeen(tx, course, input, await inWords(tx, needFieldNames, values, course), timeZone)
    requirePresent(course)
    requireNotArchived(await termOf(tx, course.termId))
    await save(tx, viewer, course, values)
  })
}

async function save(tx: Tx, viewer: Viewer, course: Course, values: Partial<NewCourse>): Promise<void> {
  const change = difference(pick(Object.keys(values) as (keyof NewCourse)[], course), values)
  if (Object.keys(change.after).length === 0) return
  const after = { ...course, ...values }
  await tx
    .update(courses)
    .set({
      ...values,
      searchText: courseSearchText(after),
      version: course.version + 1,
      updatedAt: new Date(),
    })
    .where(eq(courses.id, course.id))
  await audit(tx, {
    actor: viewer,
    action: 'courses.update',
    record: courseRecord(after),
    scope: { termId: after.termId, courseId: course.id },
    ...change,
  })
}

/**
 * Takes a course away: archived when somebody has applied to it or works in it, else deleted (SPEC 5).
 * Says which of the two was done.
 */
export async function removeCourse(viewer: Viewer, input: CourseRef): Promise<'archived' | 'deleted'> {
  requireCan(viewer, 'courses.manage', { courseId: input.id })
  const { timeZone } = await loadSettings()
  try {
    return await write(async (tx) => {
      const course = await lockCourse(tx, input.id)
      await requireSeen(tx, course, input, [changedSince], timeZone)
      requirePresent(course)
      requireNotArchived(await termOf(tx, course.termId))
      const scope = { termId: course.termId, courseId: course.id }
      if (isCourseInUse(await courseUse(tx, course.id))) {
        const now = new Date()
        await tx
          .update(courses)
          .set({ archivedAt: now, version: course.version + 1, updatedAt: now })
          .where(eq(courses.id, course.id))
        await audit(tx, {
          actor: viewer,
          action: 'courses.archive',
          record: courseRecord(course),
          scope,
          before: { archived: false },
          after: { archived: true },
        })
        return 'archived'
      }
      await tx.delete(courseCoordinators).where(eq(courseCoordinators.courseId, course.id))
      await tx.delete(courses).where(eq(courses.id, course.id))
      await audit(tx, {
        actor: viewer,
        action: 'courses.delete',
        record: courseRecord(course),
        scope,
        before: pick(courseFieldNames, course),
      })
      return 'deleted'
    })
  } catch (error) {
    if (isForeignKeyViolation(error))
      throw stateError(
        'Somebody has begun to use this course just now. Load the page again: it can be archived.',
      )
    throw error
  }
}

/** Brings an archived course back into the lists. */
export async function restoreCourse(viewer: Viewer, input: CourseRef): Promise<void> {
  requireCan(viewer, 'courses.manage', { courseId: input.id })
  const { timeZone } = await loadSettings()
  await write(async (tx) => {
    const course = await lockCourse(tx, input.id)
    await requireSeen(tx, course, input, [changedSince], timeZone)
    if (course.archivedAt === null) throw stateError('This course is not archived.')
    requireNotArchived(await termOf(tx, course.termId))
    await tx
      .update(courses)
      .set({ archivedAt: null, version: course.version + 1, updatedAt: new Date() })
      .where(eq(courses.id, course.id))
    await audit(tx, {
      actor: viewer,
      action: 'courses.restore',
      record: courseRecord(course),
      scope: { termId: course.termId, courseId: course.id },
      before: { archived: true },
      after: { archived: false },
    })
  })
}

/** The course as it is now, locked until the transaction ends; acceptances take the same lock. Throws `not_found`. */
export async function lockCourse(tx: Tx, id: string): Promise<Course> {
  const [course] = await lockRows(tx, courses, [id])
  if (!course) throw notFound('This course')
  return course
}

/** Refuses every change of an archived course. */
export function requirePresent(course: Pick<Course, 'archivedAt' | 'code'>): void {
  if (course.archivedAt !== null)
    throw stateError(`${course.code} is archived. Bring it back before you change it.`)
}

export async function termOf(tx: Tx, id: string): Promise<typeof terms.$inferSelect> {
  const [term] = await tx.select().from(terms).where(eq(terms.id, id))
  if (!term) throw notFound('This term')
  return term
}

const changedSince: Difference = { field: 'Course', yours: 'As you saw it', theirs: 'Changed since' }

async function requireSeen(
  tx: Tx,
  course: Course,
  seen: CourseRef,
  differences: Difference[],
  zone: string,
): Promise<void> {
  if (course.version === seenVersion(seen)) return
  throw await conflictError(
    tx,
    { ...courseRecord(course), version: course.version },
    differences.length > 0 ? differences : [changedSince],
    zone,
  )
}

function pick<K extends keyof NewCourse>(fields: readonly K[], from: Pick<NewCourse, K>): Pick<NewCourse, K> {
  return Object.fromEntries(fields.map((field) => [field, from[field]])) as Pick<NewCourse, K>
}

/** The fields in which a form differs from what is stored, as people read them. */
async function inWords<K extends keyof NewCourse>(
  tx: Tx,
  fields: readonly K[],
  yours: Pick<NewCourse, K>,
  theirs: Pick<NewCourse, K>,
): Promise<Difference[]> {
  const differing = fields.filter((field) => yours[field] !== theirs[field])
  const names = new Map<string, string>()
  if (differing.includes('termId' as K))
    for (const term of await tx.select({ id: terms.id, name: terms.name }).from(terms))
      names.set(term.id, term.name)
  const word = (field: K, value: unknown): string => {
    if (value === null) return ''
    if (typeof value === 'boolean') return value ? 'Yes' : 'No'
    if (field === 'termId') return names.get(String(value)) ?? 'Another term'
    if (field.endsWith('Quarters')) return formatHours(Number(value))
    if (field.endsWith('Deadline')) return formatDay(String(value))
    const text = String(value)
    return text.length > 200 ? `${text.slice(0, 199).toWellFormed()}…` : text
  }
  return differing.map((field) => ({
    field: courseLabels[field],
    yours: word(field, yours[field]),
    theirs: word(field, theirs[field]),
  }))
}

async function asCourseErrors<T>(code: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (violates(error, 'courses_code', 'courses.term_id'))
      throw invalid({ code: `The term has a course ${code} already, perhaps an archived one.` })
    throw error
  }
}
