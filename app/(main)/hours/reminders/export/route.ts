import { notFound } from '@/lib/errors'
import { getSettings } from '@/lib/settings/queries'
import { reminderColumns } from '@/lib/timesheets/export'
import { reminderList } from '@/lib/timesheets/reminder-list'
import { getReminderPage } from '@/lib/timesheets/reminder-queries'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { termOf } from '@/lib/web/term'

/** Who was reminded of a payday, as shown, of the work that the viewer approves: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'reminders.export', gate: 'hours.approve' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const [term, { timeZone }] = await Promise.all([termOf(viewer, search), getSettings()])
    if (!term) throw notFound('This term')
    const page = await getReminderPage(viewer, term.id, wholeList(reminderList.parse(search)))
    return sendTable(query, `Reminders ${page.period?.paidOn ?? term.name}`, reminderColumns, page, timeZone)
  },
)
