import { emailExport } from '@/lib/emails/export'
import { listEmails } from '@/lib/emails/queries'
import { emailColumns, emailList } from '@/lib/emails/schema'
import { getSettings } from '@/lib/settings/queries'
import { shownInFile } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The log of mails, as far as the viewer may see it, as shown: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'emails.export', gate: 'emails.read' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const params = emailList.parse(search)
    const [{ timeZone }, found] = await Promise.all([getSettings(), listEmails(viewer, wholeList(params))])
    const columns = shownInFile(emailExport, chosenColumns(emailColumns, params.filters.cols))
    return sendTable(query, 'Emails', columns, found, timeZone)
  },
)
