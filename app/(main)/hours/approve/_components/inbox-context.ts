import { todayIn } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import type { Term } from '@/lib/terms/queries'
import { type InboxParams, type InboxTab, type InboxView, inboxList } from '@/lib/timesheets/inbox-list'
import { termOf } from '@/lib/web/term'

export type InboxContext = {
  term: Term | null
  tab: InboxTab
  view: InboxView
  params: InboxParams
  now: Date
  today: string
  zone: string
}

/** What the address of an inbox page stands for. */
export async function inboxContext(
  viewer: Viewer,
  search: Record<string, string | string[] | undefined>,
): Promise<InboxContext> {
  const params = inboxList.parse(search)
  const [term, settings] = await Promise.all([termOf(viewer, search), getSettings()])
  const now = new Date()
  return {
    term,
    tab: params.filters.tab ?? 'waiting',
    view: params.filters.view ?? 'sheets',
    params,
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
