import type { CourseChoice } from '@/lib/courses/options'
import { requireCan, type Viewer } from '@/lib/permissions'
import { type ReviewParams, reviewList } from '@/lib/review/list'
import { reviewPositions } from '@/lib/review/scope'
import type { Tab } from '@/lib/review/states'
import type { Term } from '@/lib/terms/queries'
import type { Position } from '@/lib/vocabulary'
import { termOf } from '@/lib/web/term'

type Search = Record<string, string | string[] | undefined>

export type ReviewContext = {
  term: Term | null
  /** The position shown, and all that the viewer decides on. */
  position: Position
  positions: Position[]
  tab: Tab
  params: ReviewParams
}

/** What the address of a review page stands for. Refuses a position that the viewer does not decide on. */
export async function reviewContext(viewer: Viewer, search: Search): Promise<ReviewContext> {
  const params = reviewList.parse(search)
  const positions = reviewPositions(viewer)
  const position = params.filters.position ?? positions[0] ?? 'tutor'
  requireCan(viewer, 'applications.decide', { position })
  return {
    term: await termOf(viewer, search),
    position,
    positions,
    tab: params.filters.tab ?? 'submitted',
    params: { ...params, filters: { ...params.filters, position } },
  }
}

/** The same with each course by its id, whether it was chosen or typed. */
export const withCourses = (params: ReviewParams, courses: CourseChoice): ReviewParams => ({
  ...params,
  filters: { ...params.filters, course: courses.ids },
})
