import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { Form, HiddenFields, SubmitButton } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { formatDay } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { payrollLineList } from '@/lib/payroll/list'
import { getPayday, listBatches, payrollPositions, previewBatch } from '@/lib/payroll/queries'
import { getSettings } from '@/lib/settings/queries'
import { isEmptyPeriod } from '@/lib/timesheets/periods'
import { positionNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { BatchTable } from '../_components/batch-table'
import { CutoffAhead, NotApproved, WithoutRate } from '../_components/before-export'
import { Figures } from '../_components/figures'
import { LineTable } from '../_components/line-table'
import { countOf, positionOf } from '../_components/payroll-context'
import { exportAction } from '../actions'

/** Names the position and the payday; whoever may not run this payroll learns neither. */
export async function generateMetadata({ searchParams }: PageProps): Promise<Metadata> {
  const [viewer, given] = await Promise.all([getViewer(), searchParams])
  const { payday: paydayId, position: asked } = payrollLineList.parse(given).filters
  const position = asked ?? (viewer ? payrollPositions(viewer)[0] : undefined)
  const payday =
    viewer && paydayId && position ? await getPayday(viewer, { paydayId, position }).catch(() => null) : null
  if (!payday || !position) return { title: 'Next batch – Payroll' }
  return { title: `Next batch: ${positionNames[position]}s, payday ${formatDay(payday.paidOn)} – Payroll` }
}

const PATH = '/payroll/preview'

export default definePage({ path: PATH, gate: 'payroll.export' }, async ({ viewer, searchParams }) => {
  const params = payrollLineList.parse(searchParams)
  const { position } = positionOf(viewer, params.filters.position)
  const paydayId = params.filters.payday
  if (!paydayId) throw notFound('This payday')
  const [{ payday, plan, open }, settings] = await Promise.all([
    previewBatch(viewer, { paydayId, position }),
    getSettings(),
  ])
  const earlier = await listBatches(
    viewer,
    { termId: payday.termId, position },
    { page: 1, size: 100, filters: { payday: paydayId } },
  )
  const { lines, totals, unrated, fingerprint } = plan
  const back = `/payroll?term=${payday.termId}&position=${position}`
  const number = Math.max(0, ...earlier.rows.map((batch) => batch.number)) + 1
  const from = (params.page - 1) * params.size
  const page = lines.slice(from, from + params.size)
  return (
    <div className="space-y-8">
      <div>
        <PageHeader
          title={`${positionNames[position]}s, payday ${formatDay(payday.paidOn)}`}
          description={`${isEmptyPeriod(payday.period) ? '' : `Worked from ${formatDay(payday.period.from)} to ${formatDay(payday.period.to)}, `}${payday.termName}`}
          breadcrumb={[{ label: 'Payroll', href: back }]}
        />
        <NotApproved
          open={open}
          approvals={`/hours/approve?term=${payday.termId}&position=${position}&payday=${payday.id}`}
          reminders={`/hours/reminders?term=${payday.termId}&payday=${payday.id}`}
        />
        <CutoffAhead cutoffAt={payday.cutoffAt} now={new Date()} zone={settings.timeZone} />
        {lines.length > 0 && (
          <div className="space-y-4">
            <Figures totals={totals} />
            <WithoutRate unrated={unrated} />
            <Form action={exportAction} className="!max-w-none">
              <p className="measure mb-3 text-sm text-muted">
                An export cannot be taken back: the batch and its files stay as they are. Hours of it change
                only as a correction, whose difference goes into a later batch of this payday.
              </p>
              <HiddenFields values={{ paydayId, position, requestKey: randomUUID(), seen: fingerprint }} />
              <div className="flex flex-wrap items-center gap-2">
                <SubmitButton pendingText="Exporting">
                  {`Export ${countOf(totals.sheets, 'timesheet')} as batch ${number}`}
                </SubmitButton>
                <ButtonLink href={back} variant="ghost">
                  Cancel
                </ButtonLink>
              </div>
            </Form>
          </div>
        )}
      </div>
      <Section
        id="lines"
        title={lines.length > 0 ? `What batch ${number} will hold` : 'Next batch'}
        description={
          totals.corrections > 0
            ? 'A correction is the difference to all that was exported before, so it can be negative.'
            : undefined
        }
      >
        <LineTable
          rows={page.map((line, i) => ({ ...line, id: `${line.timesheetId}.${from + i}` }))}
          empty={
            <EmptyState title="No approved hours wait to be exported">
              {open.submitted > 0
                ? 'Hours of this payday are waiting for approval.'
                : 'Hours appear here once they are approved.'}
            </EmptyState>
          }
        />
        {lines.length > params.size && (
          <Pagination
            page={params.page}
            pageSize={params.size}
            total={lines.length}
            noun="lines"
            hrefFor={(next) => payrollLineList.href(PATH, params, { page: next })}
          />
        )}
      </Section>
      {earlier.total > 0 && (
        <Section id="batches" title="Batches of this payday">
          <BatchTable rows={earlier.rows} zone={settings.timeZone} empty={null} />
        </Section>
      )}
    </div>
  )
})
