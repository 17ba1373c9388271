import type { Metadata } from 'next'
import { DateField, Select } from '@/components/form'
import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import type { Column } from '@/components/table/types'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { actionInWords, auditList, changeInWords, listAudit } from '@/lib/audit/queries'
import { formatDay, formatInstant } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'

export const metadata: Metadata = { title: 'Audit log' }

const columns: Column[] = [
  { id: 'at', label: 'When', sortable: true, descFirst: true, sticky: true, primary: true, width: '13rem' },
  { id: 'actor', label: 'Who', sortable: true },
  { id: 'action', label: 'What', sortable: true },
  { id: 'record', label: 'Record', long: true },
  { id: 'change', label: 'Before → after', long: true, onPhone: 'block' },
  { id: 'reason', label: 'Reason', long: true, hideOnPhone: true },
]

const areas = [
  'account',
  'users',
  'roles',
  'terms',
  'courses',
  'applications',
  'results',
  'allocations',
  'hours',
  'payroll',
  'offers',
  'settings',
  'emails',
]

export default definePage({ path: '/audit', gate: 'audit.read' }, async ({ viewer, searchParams }) => {
  const { timeZone } = await getSettings()
  const params = auditList.parse(searchParams)
  const { rows, total } = await listAudit(viewer, params, timeZone)
  const { area, position, from, to, record } = params.filters
  const chips = [
    area && { label: 'Area', value: area, param: 'area' },
    position && { label: 'Position', value: positionNames[position], param: 'position' },
    from && { label: 'From', value: formatDay(from), param: 'from' },
    to && { label: 'To', value: formatDay(to), param: 'to' },
    record && { label: 'One record', value: 'only', param: 'record' },
  ].filter((chip) => chip !== undefined && chip !== '')
  return (
    <>
      <PageHeader
        title="Audit log"
        count={total}
        description="Who changed what, when and why. Entries are never changed or removed."
      />
      <Toolbar
        path="/audit"
        params={auditList.toParams(params)}
        search={{ label: 'Search who, record or reason' }}
        chips={chips}
        exports={exportLinks('/audit/export', auditList.href('/audit', params), total)}
        filters={{
          names: ['area', 'position', 'from', 'to'],
          children: (
            <>
              <Select
                name="area"
                label="Area"
                placeholder="Any"
                optional
                defaultValue={area}
                options={areas.map((value) => ({ value, label: value }))}
              />
              <Select
                name="position"
                label="Position"
                placeholder="Any"
                optional
                defaultValue={position}
                options={Object.entries(positionNames).map(([value, label]) => ({ value, label }))}
              />
              <DateField name="from" label="From" optional defaultValue={from} />
              <DateField name="to" label="To" optional defaultValue={to} />
            </>
          ),
        }}
      />
      <DataTable
        caption="Audit log"
        columns={columns}
        rows={rows.map((row) => ({
          id: row.id,
          label: `${actionInWords(row.action)}, ${row.recordName}`,
          cells: {
            at: formatInstant(row.at, timeZone),
            actor: row.actorName,
            action: actionInWords(row.action),
            record: row.recordName,
            change: changeInWords(row) || '–',
            reason: row.reason ?? '–',
          },
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, isDesc) =>
          auditList.href('/audit', params, { sort: id as 'at', dir: isDesc ? 'desc' : 'asc' })
        }
        empty={
          <EmptyState title="No entries">
            {chips.length > 0 || params.q
              ? 'Nothing matches these filters.'
              : 'Every change will be listed here.'}
          </EmptyState>
        }
      />
      {total > 0 && (
        <Pagination
          page={params.page}
          pageSize={params.size}
          total={total}
          noun="entries"
          hrefFor={(page) => auditList.href('/audit', params, { page })}
        />
      )}
    </>
  )
})
