import type { Metadata } from 'next'
import { cache } from 'react'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import { type CourseRowDiff, countKinds } from '@/lib/courses/import-diff'
import { getImportPreview } from '@/lib/courses/import-previews'
import { notFound } from '@/lib/errors'
import { mayEver } from '@/lib/permissions'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { ApplyForm, FileNotes } from './_components/apply-form'
import { PlanRows } from './_components/plan-rows'
import { Summary } from './_components/summary'

const load = cache(getImportPreview)

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { previewId }] = await Promise.all([getViewer(), params])
  const preview =
    viewer && previewId && mayEver(viewer, 'courses.import') ? await load(viewer, previewId) : null
  return { title: preview ? `Import of ${preview.fileName}` : 'Import courses' }
}

const kinds = ['all', 'new', 'changed', 'unchanged', 'error'] as const
type Kind = (typeof kinds)[number]
const tabNames: Record<Kind, string> = {
  all: 'All rows',
  new: 'New',
  changed: 'Changed',
  unchanged: 'Unchanged',
  error: 'Errors',
}
const PAGE = 50

export default definePage(
  { path: '/courses/import/[previewId]', gate: 'courses.import' },
  async ({ viewer, params, searchParams }) => {
    const preview = params.previewId ? await load(viewer, params.previewId) : null
    if (!preview) throw notFound('This preview')
    const path = `/courses/import/${preview.id}`
    if (preview.state === 'applied') return <Summary preview={preview} />

    const counts = countKinds(preview.plan)
    const kind = kinds.find((one) => one === searchParams.show) ?? 'all'
    const rows = preview.plan.filter((row) => kind === 'all' || row.kind === kind)
    const pages = Math.max(1, Math.ceil(rows.length / PAGE))
    const asked = Number(searchParams.page)
    const page = Number.isInteger(asked) && asked >= 1 ? Math.min(asked, pages) : 1
    const href = (show: Kind, at = 1) => {
      const query = new URLSearchParams()
      if (show !== 'all') query.set('show', show)
      if (at > 1) query.set('page', String(at))
      return query.size > 0 ? `${path}?${query}` : path
    }
    return (
      <div className="max-w-6xl">
        <PageHeader
          title="Preview of the import"
          count={preview.plan.length}
          description={`${preview.fileName}, into ${preview.term.name}. Nothing has been saved yet.`}
          breadcrumb={[
            { label: 'Courses', href: `/courses?term=${preview.term.id}` },
            { label: 'Import courses', href: `/courses/import?term=${preview.term.id}` },
          ]}
        />
        <FileNotes parsed={preview.parsed} />
        <Warnings plan={preview.plan} />
        <ApplyForm preview={preview} counts={counts} key={preview.fingerprint} />
        <Tabs
          label="Rows by what happens to them"
          className="mt-8 mb-4"
          items={kinds.map((one) => ({
            href: href(one),
            label: tabNames[one],
            count: one === 'all' ? preview.plan.length : counts[one],
            current: one === kind,
          }))}
        />
        {rows.length > 0 ? (
          <>
            <PlanRows rows={rows.slice((page - 1) * PAGE, page * PAGE)} />
            <Pagination page={page} pageSize={PAGE} total={rows.length} hrefFor={(to) => href(kind, to)} />
          </>
        ) : (
          <div className="rounded border border-line bg-surface">
            <EmptyState
              title={kind === 'error' ? 'No errors' : 'No rows'}
              action={<ButtonLink href={href('all')}>Show all rows</ButtonLink>}
            />
          </div>
        )}
      </div>
    )
  },
)

const NAMED = 5

/** Said on top too: the rows may be on a later page. */
function Warnings({ plan }: { plan: CourseRowDiff[] }) {
  const warned = plan.filter((row) => row.notes.some((note) => note.warning))
  if (warned.length === 0) return null
  const codes = warned.slice(0, NAMED).map((row) => row.code)
  const more = warned.length - codes.length
  return (
    <Alert
      tone="warning"
      className="mb-4"
      title={`${warned.length === 1 ? '1 row has a deadline' : `${warned.length} rows have deadlines`} after the end of the term`}
    >
      <p>
        {codes.join(', ')}
        {more > 0 && ` and ${more} more`}. It can be applied; check the dates first.
      </p>
    </Alert>
  )
}
