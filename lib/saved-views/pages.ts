import { staffingList } from '@/lib/allocations/members-list'
import { auditList } from '@/lib/audit/queries'
import { courseList } from '@/lib/courses/list'
import { emailList } from '@/lib/emails/schema'
import type { ListSchema } from '@/lib/list-params'
import type { Action } from '@/lib/permissions'
import { reports } from '@/lib/reports'
import { reviewList } from '@/lib/review/list'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { peopleList } from '@/lib/users/list'

/** A page whose table can be kept as views: who may open it, and what its address may hold. */
type PageOfViews = {
  gate: Action
  /** A query string as the page's own schema reads it, on the first page of the list. */
  query: (params: string) => string
  /** The page shows one term, which its address names; elsewhere `term` is a filter like others, or nothing. */
  ofTerm: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: any list will do; it reads and writes its own parameters
const of = (gate: Action, list: ListSchema<any, any>, ofTerm = true): PageOfViews => ({
  gate,
  ofTerm,
  query: (params) => list.href('', list.parse(new URLSearchParams(params))).slice(1),
})

const single = {
  audit: of('audit.read', auditList),
  courses: of('courses.read', courseList),
  emails: of('emails.read', emailList, false),
  enrolment: of('members.read', staffingList),
  'hours/approve': of('hours.approve', inboxList),
  review: of('applications.decide', reviewList),
  users: of('users.list', peopleList),
}

/** A page is named by its path without the first slash, so that a view opens nothing else. */
export type ViewPage = keyof typeof single | `reports/${string}`

const pages = new Map<string, PageOfViews>([
  ...Object.entries(single),
  ...reports.map(({ id, list }) => [`reports/${id}`, of('reports.read', list)] as const),
])

export const isViewPage = (page: unknown): page is ViewPage => typeof page === 'string' && pages.has(page)

/** The gate of a page whose table can be kept as views. */
export const gateOf = (page: ViewPage): Action => pageOf(page).gate

/**
 * What a view of a page holds of its present parameters: search, filters, order, columns and density. A view opens in
 * the term that is shown then, unless it is of courses or paydays, which belong to one.
 */
export function keptParams(page: ViewPage, params: string): string {
  const { query, ofTerm } = pageOf(page)
  const kept = new URLSearchParams(query(params))
  if (ofTerm && !kept.has('course') && !kept.has('payday')) kept.delete('term')
  return kept.toString()
}

function pageOf(page: ViewPage): PageOfViews {
  const found = pages.get(page)
  if (!found) throw new Error(`${page} keeps no views`)
  return found
}
