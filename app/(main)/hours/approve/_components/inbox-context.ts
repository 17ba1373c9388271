import { type CourseChoice, noCourses } from '@/lib/courses/options'
import { todayIn } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import type { Term } from '@/lib/terms/queries'
import { type InboxParams, type InboxTab, type InboxView, inboxList } from '@/lib/timesheets/inbox-list'
import { listInboxCourses } from '@/lib/timesheets/inbox-options'
import { termOf } from '@/lib/web/term'

export const INBOX_PATH = '/hours/approve'

export type InboxContext = {
  term: Term | null
  tab: InboxTab
  view: InboxView
  params: InboxParams
  /** Between which the filter chooses; `params` names them by id, whether they were chosen or typed. */
  courses: CourseChoice
  now: Date
  today: string
  zone: string
}

/** An inbox that is shown: there is a term. */
export type ShownInbox = InboxContext & { term: Term }

/** What the address of an inbox page stands for. */
export async function inboxContext(
  viewer: Viewer,
  search: Record<string, string | string[] | undefined>,
): Promise<InboxContext> {
  const params = inboxList.parse(search)
  const [term, settings] = await Promise.all([termOf(viewer, search), getSettings()])
  const courses = term ? await listInboxCourses(viewer, term.id, params.filters.course) : noCourses
  const now = new Date()
  return {
    term,
    tab: params.filters.tab ?? 'waiting',
    view: params.filters.view ?? 'sheets',
    params: { ...params, filters: { ...params.filters, course: term ? courses.ids : params.filters.course } },
    courses,
    now,
    today: todayIn(settings.timeZone, now),
    zone: settings.timeZone,
  }
}

export const scopeOf = (context: InboxContext & { term: Term }) => ({
  termId: context.term.id,
  now: context.now,
  today: context.today,
  zone: context.zone,
})
