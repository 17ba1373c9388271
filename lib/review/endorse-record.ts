import type { Search } from '@/lib/list-params'
import type { Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import { type CourseNeed, getCourseNeed } from './course-need'
import { type EndorseParams, endorseList } from './endorse-list'
import { listOwnOrder, type Wanted } from './endorse-order'
import { type Applicant, listApplicants } from './endorse-queries'
import type { ReviewRecord } from './record'

/** What the page of a course's applicants shows; a fixed number of queries. */
export type EndorseScene = {
  need: CourseNeed
  position: Position
  list: { rows: Applicant[]; total: number }
  order: Wanted[]
  /** The address in full: course, position and term named. */
  params: EndorseParams
}

/** The applicants of a course in the position asked for, else in the first that the course asks for and that has some. */
export async function endorseScene(
  viewer: Viewer,
  courseId: string,
  given: EndorseParams,
): Promise<EndorseScene> {
  const need = await getCourseNeed(viewer, courseId)
  const position =
    given.filters.position ??
    need.positions.find((one) => need.needed[one] && need.applicants[one] > 0) ??
    need.positions.find((one) => need.applicants[one] > 0) ??
    need.positions[0] ??
    'tutor'
  const params = {
    ...given,
    filters: { ...given.filters, course: courseId, position, term: need.termId },
  }
  const scope = { courseId, position }
  const [list, order] = await Promise.all([
    listApplicants(viewer, scope, params),
    listOwnOrder(viewer, scope),
  ])
  return { need, position, list, order, params }
}

/**
 * The list of applicants from which a record was opened, for those who endorse and do not decide: the course that the
 * address names, if it is one of theirs among the preferences, else the first that is. An address that speaks of
 * another list (another course or position) brings none of its search, order or page along. Null where no preference
 * is of a course of theirs.
 */
export function listOfRecord(
  record: Pick<ReviewRecord, 'application' | 'preferences'>,
  search: Search,
): { courseId: string; given: EndorseParams } | null {
  const { position, termId } = record.application
  const asked = endorseList.parse(search)
  const named = record.preferences.find(
    (wish) => wish.courseId === asked.filters.course || wish.code === asked.filters.course,
  )
  const courseId = (named ?? record.preferences[0])?.courseId
  if (!courseId) return null
  const same = named && (asked.filters.position ?? position) === position
  const params = same ? asked : endorseList.parse({})
  return {
    courseId,
    given: { ...params, filters: { ...params.filters, course: courseId, position, term: termId } },
  }
}

/**
 * Who stands before and after a record on the page of its list. One who has left it, as whoever is endorsed leaves
 * those without an endorsement, is followed by the first that is still there.
 */
export function besideInList(
  rows: readonly { id: string }[],
  id: string,
): { previous: string | undefined; next: string | undefined } {
  const at = rows.findIndex((row) => row.id === id)
  return {
    previous: at > 0 ? rows[at - 1]?.id : undefined,
    next: at >= 0 ? rows[at + 1]?.id : rows[0]?.id,
  }
}

/** Whom an endorsement goes on to: the next of the page who can still be endorsed. Results that are out are passed over. */
export function nextToEndorse(
  rows: readonly { id: string; state: Applicant['state'] }[],
  id: string,
): string | undefined {
  const at = rows.findIndex((row) => row.id === id)
  return rows.slice(at + 1).find((row) => row.state === 'submitted')?.id
}
