import { and, asc, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { courses } from '@/db/schema'
import { can, type Viewer } from '@/lib/permissions'

export type CourseOption = { id: string; code: string; name: string }

/** A list to choose from is of use, and light, up to so many courses; of a term with more one types the code. */
export const MOST_COURSE_OPTIONS = 300

export type CourseChoice = {
  /** All courses of the viewer in the term by code, or the first of them when there are more. */
  options: CourseOption[]
  /** There are more courses than `options` holds: the form takes a code instead. */
  byCode: boolean
  /** What was asked for, as far as it exists, archived courses too. */
  chosen: CourseOption[]
  /** Ids of what was asked for; what is no course stays as it was, and matches nothing. */
  ids: string[]
}

/** Where there is no course to choose. */
export const noCourses: CourseChoice = { options: [], byCode: false, chosen: [], ids: [] }

const folded = (code: string) => code.trim().replace(/\s+/g, ' ').toUpperCase()

/**
 * The courses of a term between which a viewer can choose where members or endorsements are shown: all
 * for coordinators of a position, own ones for course coordinators. `asked` are those of the address, by id or, as
 * typed into a form, by code in any case. One query, and another when something is asked for that `options` lacks.
 */
export async function listCourseOptions(
  viewer: Viewer,
  termId: string,
  asked: readonly string[] = [],
): Promise<CourseChoice> {
  const all = can(viewer, 'courses.manage').allowed
  if (!all && viewer.courseIds.length === 0) return { ...noCourses, ids: [...asked] }
  const known = and(eq(courses.termId, termId), all ? undefined : inArray(courses.id, [...viewer.courseIds]))
  return chooseCourses(known, isNull(courses.archivedAt), asked)
}

/**
 * The choice between the `known` courses, of which those are listed that are also `offered`; what is asked for is
 * found among all that are known. Both are conditions on `courses` alone. One or two queries, as above.
 */
export async function chooseCourses(
  known: SQL | undefined,
  offered: SQL | undefined,
  asked: readonly string[],
): Promise<CourseChoice> {
  const shape = { id: courses.id, code: courses.code, name: courses.name }
  const found: CourseOption[] = await db
    .select(shape)
    .from(courses)
    .where(and(known, offered))
    .orderBy(asc(courses.code))
    .limit(MOST_COURSE_OPTIONS + 1)
  const among = (list: CourseOption[], word: string) =>
    list.find((course) => course.id === word || folded(course.code) === folded(word))
  const missing = asked.filter((word) => !among(found, word))
  const others: CourseOption[] =
    missing.length === 0
      ? []
      : await db
          .select(shape)
          .from(courses)
          .where(
            and(
              known,
              or(inArray(courses.id, missing), inArray(sql`upper(${courses.code})`, missing.map(folded))),
            ),
          )
  const named = asked.map((word) => among(found, word) ?? among(others, word))
  return {
    options: found.slice(0, MOST_COURSE_OPTIONS),
    byCode: found.length > MOST_COURSE_OPTIONS,
    chosen: named.filter((course) => course !== undefined),
    ids: [...new Set(named.map((course, at) => course?.id ?? asked[at]!))],
  }
}
