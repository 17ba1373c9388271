import { todayIn } from '@/lib/dates'
import { rateColumns } from '@/lib/payroll/export'
import { listRates } from '@/lib/payroll/rates'
import { getSettings } from '@/lib/settings/queries'
import { sendTable } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The pay rates of the viewer's positions: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'payroll.rates', gate: 'payroll.export' },
  async ({ viewer, request }) => {
    const [rows, { timeZone }] = await Promise.all([listRates(viewer), getSettings()])
    const columns = rateColumns(rows, todayIn(timeZone))
    return sendTable(request.nextUrl.searchParams, 'Pay rates', columns, { rows, total: rows.length })
  },
)
