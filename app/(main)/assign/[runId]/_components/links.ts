import { type BoardParams, boardList } from '@/lib/assignment-runs/board'

/** Addresses of one board, and what its forms carry along. */
export type BoardLinks = {
  id: string
  version: number
  /** The board as it is shown, panel included: where an edit comes back to. */
  here: string
  closed: string
  person: (userId: string) => string
  course: (courseId: string) => string
  /** The panel of a person, with what a course would change elsewhere. */
  exchange: (userId: string, courseId: string) => string
  /** A page of one of the lists of the course's panel that is open. */
  list: (name: 'inpage' | 'outpage', page: number) => string
  /** Where the need of a course is changed. */
  need: (courseId: string) => string
}

export function boardLinks(id: string, version: number, params: BoardParams): BoardLinks {
  const path = `/assign/${id}`
  const none = {
    person: undefined,
    course: undefined,
    why: undefined,
    cost: undefined,
    inpage: undefined,
    outpage: undefined,
  }
  const href = (filters: Parameters<typeof boardList.href>[2]) => boardList.href(path, params, filters)
  return {
    id,
    version,
    here: href({}),
    closed: href({ filters: none }),
    person: (person) => href({ filters: { ...none, person } }),
    exchange: (person, cost) => href({ filters: { ...none, person, cost } }),
    course: (course) => href({ filters: { ...none, course } }),
    list: (name, page) => href({ filters: { [name]: page === 1 ? undefined : page } }),
    need: (courseId) => `/courses/${courseId}/edit`,
  }
}
