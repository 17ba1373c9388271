import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { cache } from 'react'
import { Toolbar } from '@/components/table/toolbar'
import { buttonClass } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import { formatInstant } from '@/lib/dates'
import { paramsOf } from '@/lib/list-params'
import { payrollLineList } from '@/lib/payroll/list'
import { batchName } from '@/lib/payroll/names'
import { listBatchLines, requireBatch } from '@/lib/payroll/queries'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { Figures } from '../_components/figures'
import { LineTable } from '../_components/line-table'

const load = cache(requireBatch)

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { batchId }] = await Promise.all([getViewer(), params])
  const batch = viewer && batchId ? await load(viewer, batchId).catch(() => null) : null
  return { title: batch ? `${batchName(batch)} – Payroll` : 'Payroll batch' }
}

export default definePage(
  { path: '/payroll/[batchId]', gate: 'payroll.export' },
  async ({ viewer, params, searchParams }) => {
    const list = payrollLineList.parse(searchParams)
    const batch = await load(viewer, params.batchId ?? '')
    const [{ rows, total }, settings] = await Promise.all([
      listBatchLines(viewer, batch, list),
      getSettings(),
    ])
    const path = `/payroll/${batch.id}`
    const here = payrollLineList.href(path, list, { page: list.page })
    const kinds = [undefined, 'normal', 'correction'] as const
    return (
      <>
        <PageHeader
          title={batchName(batch)}
          description={`${batch.termName}, exported by ${batch.createdByName} on ${formatInstant(batch.createdAt, settings.timeZone)}`}
          breadcrumb={[
            { label: 'Payroll', href: `/payroll?term=${batch.termId}&position=${batch.position}` },
          ]}
          actions={
            <>
              <a
                className={buttonClass({ variant: 'primary' })}
                href={`${path}/download?format=xlsx`}
                download
              >
                <Download aria-hidden />
                Download XLSX
              </a>
              <a className={buttonClass()} href={`${path}/download?format=csv`} download>
                <Download aria-hidden />
                Download CSV
              </a>
            </>
          }
        />
        <div className="mb-6 space-y-3">
          <Figures totals={batch} />
          <p className="measure text-sm text-muted">
            The files stay as they are, to the byte. Hours that are corrected later appear as a difference in
            a later batch of this payday.
          </p>
        </div>
        {batch.corrections > 0 && (
          <Tabs
            label="Lines by kind"
            className="mb-4"
            items={kinds.map((kind) => ({
              href: payrollLineList.href(path, list, { filters: { kind } }),
              label: kind === undefined ? 'All lines' : kind === 'normal' ? 'Normal' : 'Corrections',
              current: list.filters.kind === kind,
            }))}
          />
        )}
        <Toolbar
          path={path}
          params={paramsOf(here)}
          search={{ label: 'Search person, student ID, UPI or course' }}
          exports={exportLinks(`${path}/export`, here, total)}
        />
        <LineTable
          rows={rows}
          sort={{ id: list.sort, desc: list.dir === 'desc' }}
          sortHref={(id, desc) =>
            payrollLineList.href(path, list, {
              sort: payrollLineList.sorts.find((name) => name === id) ?? 'line',
              dir: desc ? 'desc' : 'asc',
            })
          }
          empty={<EmptyState title="No line matches">Clear the search to see all lines.</EmptyState>}
        />
        <Pagination
          page={list.page}
          pageSize={list.size}
          total={total}
          noun="lines"
          hrefFor={(page) => payrollLineList.href(path, list, { page })}
        />
      </>
    )
  },
)
