import { emailColumns } from '@/lib/emails/export'
import { listEmails } from '@/lib/emails/queries'
import { emailList } from '@/lib/emails/schema'
import { getSettings } from '@/lib/settings/queries'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The log of mails, as far as the viewer may see it, as shown: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'emails.export', gate: 'emails.read' },
  async ({ viewer, request }) => {
    const query = request.nextUrl.searchParams
    const [{ timeZone }, found] = await Promise.all([
      getSettings(),
      listEmails(viewer, wholeList(emailList.parse(query))),
    ])
    return sendTable(query, 'Emails', emailColumns, found, timeZone)
  },
)
