import type { Metadata } from 'next'
import { DataTable } from '@/components/table/data-table'
import { ExportMenu } from '@/components/table/export-menu'
import type { Column } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import { formatDay, formatInstant, relativeDay, todayIn } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { payrollList } from '@/lib/payroll/list'
import { listBatches, listPayrollPaydays, type PaydayRow } from '@/lib/payroll/queries'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { Amount } from './_components/amount'
import { BatchTable } from './_components/batch-table'
import { countOf, positionOf } from './_components/payroll-context'

export const metadata: Metadata = { title: 'Payroll' }

const PATH = '/payroll'

const columns: Column[] = [
  { id: 'payday', label: 'Payday', primary: true, sticky: true },
  { id: 'due', label: 'Cut-off', hideOnPhone: true },
  { id: 'waiting', label: 'Approved, to export' },
  { id: 'open', label: 'Not approved yet' },
  { id: 'batches', label: 'Batches', align: 'end', hideOnPhone: true },
  { id: 'hours', label: 'Exported', align: 'end', hideOnPhone: true },
  { id: 'amount', label: 'Amount', align: 'end' },
]

export default definePage({ path: PATH, gate: 'payroll.export' }, async ({ viewer, searchParams }) => {
  const params = payrollList.parse(searchParams)
  const { position, positions } = positionOf(viewer, params.filters.position)
  const [term, settings] = await Promise.all([termOf(viewer, searchParams), getSettings()])
  const rates = <ButtonLink href={`${PATH}/rates`}>Pay rates</ButtonLink>
  if (!term)
    return (
      <>
        <PageHeader title="Payroll" actions={rates} />
        <EmptyState title="No term yet">Hours are paid term by term.</EmptyState>
      </>
    )
  const scope = { termId: term.id, position }
  const [paydays, batches] = await Promise.all([
    listPayrollPaydays(viewer, scope),
    listBatches(viewer, scope, { page: params.page, size: params.size }),
  ])
  const here = { ...params, filters: { ...params.filters, position } }
  const today = todayIn(settings.timeZone)
  const exportsOf = (table: 'paydays' | 'batches', total: number) =>
    exportLinks(`${PATH}/export`, `${PATH}?term=${term.id}&position=${position}&table=${table}`, total)
  return (
    <>
      <PageHeader title="Payroll" description={`${positionNames[position]}s, ${term.name}`} actions={rates} />
      {positions.length > 1 && (
        <Tabs
          label="Position"
          className="mb-4"
          items={positions.map((one) => ({
            href: payrollList.href(PATH, here, { filters: { position: one } }),
            label: `${positionNames[one]}s`,
            current: one === position,
          }))}
        />
      )}
      <div className="space-y-8">
        <Section
          id="paydays"
          title="Paydays"
          description="Approved hours go out in numbered batches."
          actions={paydays.length > 0 && <ExportMenu items={exportsOf('paydays', paydays.length)} />}
        >
          <DataTable
            caption={`Paydays of ${term.name}`}
            columns={columns}
            fill={false}
            rows={paydays.map((row) => ({
              id: row.id,
              label: formatDay(row.paidOn),
              href: `${PATH}/preview?payday=${row.id}&position=${position}`,
              cells: {
                payday: (
                  <>
                    {formatDay(row.paidOn)}
                    <Near text={relativeDay(row.paidOn, today)} />
                  </>
                ),
                due: formatInstant(row.cutoffAt, settings.timeZone),
                waiting: <Waiting row={row} />,
                open: <Open row={row} />,
                batches: row.batches.count || null,
                hours: row.batches.count > 0 ? formatHours(row.batches.quarters) : null,
                amount: row.batches.count > 0 ? <Amount {...row.batches} /> : null,
              },
            }))}
            empty={
              <EmptyState
                title="This term has no paydays"
                action={<ButtonLink href={`/terms/${term.id}/paydays`}>Set paydays</ButtonLink>}
              >
                Hours are recorded and paid by payday.
              </EmptyState>
            }
          />
        </Section>
        <Section
          id="batches"
          title="Batches"
          description="Each can be downloaded again, unchanged."
          actions={batches.total > 0 && <ExportMenu items={exportsOf('batches', batches.total)} />}
        >
          <BatchTable
            rows={batches.rows}
            zone={settings.timeZone}
            empty={
              <EmptyState title="Nothing exported yet">
                Choose a payday above to see what a batch would hold, then export it.
              </EmptyState>
            }
          />
          {batches.total > 0 && (
            <Pagination
              page={params.page}
              pageSize={params.size}
              total={batches.total}
              noun="batches"
              hrefFor={(page) => payrollList.href(PATH, here, { page })}
            />
          )}
        </Section>
      </div>
    </>
  )
})

function Near({ text }: { text: string | null }) {
  return text && <span className="ml-2 font-normal text-muted">{text}</span>
}

function Waiting({ row }: { row: PaydayRow }) {
  const { sheets, corrections, quarters } = row.waiting
  if (sheets === 0) return <span className="text-muted">None</span>
  return (
    <span className="font-medium tabular-nums">
      {countOf(sheets, 'timesheet')}, <span className="whitespace-nowrap">{formatHours(quarters)}</span>
      {corrections > 0 && (
        <span className="block text-xs font-normal text-muted">
          {corrections === sheets
            ? countOf(corrections, 'correction')
            : `${countOf(corrections, 'correction')} among them`}
        </span>
      )}
    </span>
  )
}

function Open({ row }: { row: PaydayRow }) {
  const n = row.open.submitted + row.open.returned + row.open.draft
  if (n === 0) return <span className="text-muted">None</span>
  return <Badge tone="warn">{countOf(n, 'timesheet')}</Badge>
}
