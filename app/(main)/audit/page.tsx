import type { Metadata } from 'next'
import { DateField, Select } from '@/components/form'
import { tableColumns } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { actionInWords, auditActions, auditAreas } from '@/lib/audit/actions'
import { auditColumns, auditList, listAudit } from '@/lib/audit/queries'
import { changeInWords } from '@/lib/audit/words'
import { formatDay, formatInstant } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { upperFirst } from '@/lib/text'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { SavedViews } from '../_components/saved-views'

export const metadata: Metadata = { title: 'Audit log' }

const columns = tableColumns(auditColumns, auditList.sorts, {
  at: { descFirst: true, width: '13rem' },
  record: { long: true },
  position: { hideOnPhone: true },
  change: { long: true, onPhone: 'block' },
  reason: { long: true, hideOnPhone: true },
})

/** All that can have been done, area by area. */
const whats = auditActions.map((value) => ({ value, label: actionInWords(value) }))

export default definePage({ path: '/audit', gate: 'audit.read' }, async ({ viewer, searchParams }) => {
  const { timeZone } = await getSettings()
  const params = auditList.parse(searchParams)
  const { rows, total } = await listAudit(viewer, params, timeZone)
  const { area, action, position, from, to, record, cols, density = 'comfortable' } = params.filters
  const here = auditList.toParams(params)
  const visible = chosenColumns(auditColumns, cols).map((column) => column.id)
  const chips = [
    area && { label: 'Area', value: upperFirst(area), param: 'area' },
    action && { label: 'What', value: actionInWords(action), param: 'action' },
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
        params={here}
        search={{ label: 'Search who, what, record or reason' }}
        chips={chips}
        columns={{ all: columns, visible }}
        density={density}
        views={<SavedViews viewer={viewer} page="audit" params={here} />}
        exports={exportLinks('/audit/export', auditList.href('/audit', params), total)}
        filters={{
          names: ['area', 'action', 'position', 'from', 'to'],
          children: (
            <>
              <Select
                name="area"
                label="Area"
                placeholder="Any"
                optional
                defaultValue={area}
                options={auditAreas.map((value) => ({ value, label: upperFirst(value) }))}
              />
              <Select
                name="action"
                label="What"
                placeholder="Anything"
                optional
                defaultValue={action}
                options={whats}
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
        visible={visible}
        density={density}
        rows={rows.map((row) => ({
          id: row.id,
          label: `${actionInWords(row.action)}, ${row.recordName}`,
          cells: {
            at: formatInstant(row.at, timeZone),
            actor: row.actorName,
            action: actionInWords(row.action),
            record: row.recordName,
            position: row.position && positionNames[row.position],
            change: changeInWords(row) || '–',
            reason: row.reason ?? '–',
          },
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, isDesc) =>
          auditList.href('/audit', params, { sort: id as 'at', dir: isDesc ? 'desc' : 'asc' })
        }
        empty={
          chips.length > 0 || params.q ? (
            <EmptyState
              title="No entry matches"
              action={<ButtonLink href="/audit">Clear search and filters</ButtonLink>}
            >
              Entries are found by who, what, record and reason.
            </EmptyState>
          ) : (
            <EmptyState title="No entries">Every change will be listed here.</EmptyState>
          )
        }
      />
      {total > 0 && (
        <Pagination
          page={params.page}
          pageSize={params.size}
          total={total}
          noun="entries"
          hrefFor={(page) => auditList.href('/audit', params, { page })}
          hrefForSize={(size) => auditList.href('/audit', params, { size })}
        />
      )}
    </>
  )
})
