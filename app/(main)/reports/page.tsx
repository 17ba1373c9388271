import type { Metadata } from 'next'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { reports } from '@/lib/reports'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { WorkbookLink } from './_components/workbook-link'

export const metadata: Metadata = { title: 'Reports' }

export default definePage({ path: '/reports', gate: 'reports.read' }, async ({ viewer, searchParams }) => {
  const term = await termOf(viewer, searchParams)
  if (!term)
    return (
      <>
        <PageHeader title="Reports" />
        <EmptyState title="No term yet">Reports are made term by term.</EmptyState>
      </>
    )
  return (
    <div className="max-w-3xl">
      <PageHeader
        title="Reports"
        description={`${term.name}. Each can be sorted, filtered and saved as XLSX or CSV; the workbook holds all of a term in one file.`}
        actions={<WorkbookLink termId={term.id} />}
      />
      <Card flush>
        <ul className="divide-y divide-line">
          {reports.map((report) => (
            <li key={report.id}>
              <Link
                href={`/reports/${report.id}?term=${term.id}`}
                className="block px-4 py-3 hover:bg-hover focus-visible:-outline-offset-2"
              >
                <span className="block text-sm font-medium">{report.title}</span>
                <span className="block text-sm text-muted">{report.description}</span>
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
})
