import type { Metadata } from 'next'
import { Form, FormActions, HiddenFields, SubmitButton, TextArea } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { BULK_LIMIT } from '@/lib/bulk'
import { formatDay } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { isAbovePlan, listInboxIds } from '@/lib/timesheets/inbox'
import { type BulkHours, previewBulkHours } from '@/lib/timesheets/inbox-bulk'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { definePage } from '@/lib/web/page'
import { BeforeOutcome, BulkOutcome } from '../../../review/bulk/bulk-outcome'
import { bulkHoursAction } from '../../actions'
import { inboxContext, scopeOf } from '../_components/inbox-context'

export const metadata: Metadata = { title: 'Decide many – Approve hours' }

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`
const titles = {
  approve: (n: number) => `Approve ${count(n, 'timesheet')}`,
  return: (n: number) => `Return ${count(n, 'timesheet')}`,
}

export default definePage(
  { path: '/hours/approve/bulk', gate: 'hours.approve' },
  async ({ viewer, searchParams }) => {
    const context = await inboxContext(viewer, searchParams)
    const { term, tab, params } = context
    const back = inboxList.href('/hours/approve', params, { page: params.page })
    const act = (['approve', 'return'] as const).find((name) => name === searchParams.do)
    const given = searchParams.ids
    const all = searchParams.all === '1'
    const ids =
      all && term
        ? await listInboxIds(viewer, scopeOf({ ...context, term }), tab, params, BULK_LIMIT + 1)
        : (Array.isArray(given) ? given : given ? [given] : []).filter((id) => /^[\w-]{1,36}$/.test(id))
    if (!term || !act || ids.length === 0)
      return (
        <>
          <PageHeader title="Decide many" breadcrumb={[{ label: 'Approve hours', href: back }]} />
          <EmptyState
            title="No timesheet is chosen"
            action={<ButtonLink href={back}>Back to the table</ButtonLink>}
          >
            Choose rows in the table, then what to do with them.
          </EmptyState>
        </>
      )
    const preview = await previewBulkHours(viewer, scopeOf({ ...context, term }), act, ids)
    const { totals, lines } = preview
    const taking = lines.filter((line) => line.leftOut === null)
    return (
      <div className="max-w-3xl">
        <PageHeader
          title={titles[act](totals.sheets)}
          breadcrumb={[{ label: 'Approve hours', href: back }]}
        />
        <Form action={bulkHoursAction} className="!max-w-none">
          <BeforeOutcome>
            <Effects act={act} preview={preview} tooMany={ids.length > BULK_LIMIT} />
          </BeforeOutcome>
          <HiddenFields values={{ act, back, item: taking.map((line) => `${line.id}.${line.version}`) }} />
          <BulkOutcome
            path="/hours/approve"
            names={Object.fromEntries(
              lines.map((line) => [line.id, `${line.personName}, ${line.courseCode}`]),
            )}
          />
          {taking.length > 0 && (
            <BeforeOutcome after={<ButtonLink href={back}>Back to the table</ButtonLink>}>
              {act === 'return' && (
                <div className="max-w-xl">
                  <TextArea
                    name="reason"
                    label="Reason"
                    help="The same for each; the students read it in the email and with their hours."
                    rows={3}
                    maxLength={1000}
                  />
                </div>
              )}
              <FormActions>
                <SubmitButton variant={act === 'return' ? 'danger' : 'primary'} pendingText="Working">
                  {titles[act](totals.sheets)}
                </SubmitButton>
                <ButtonLink href={back} variant="ghost">
                  Cancel
                </ButtonLink>
              </FormActions>
            </BeforeOutcome>
          )}
        </Form>
        <h2 className="mt-8 mb-2 text-lg">Which</h2>
        <ul className="divide-y divide-line border-y border-line text-sm">
          {[...taking, ...lines.filter((line) => line.leftOut !== null)].map((line) => (
            <li key={line.id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-2">
              <span className="min-w-0">
                <Link href={`/hours/approve/${line.id}`} className="link">
                  {line.personName}
                </Link>
                <span className="text-muted">{`, ${line.courseCode}, payday ${formatDay(line.paidOn)}${line.late ? ', late' : ''}`}</span>
              </span>
              {line.leftOut ? (
                <span className="text-warn">{line.leftOut}</span>
              ) : (
                <span className="ml-auto text-right tabular-nums">
                  {formatHours(line.quarters)}
                  <span className="text-muted">{` (${formatHours(line.usage.recorded)} of ${formatHours(line.usage.ceiling)} recorded)`}</span>
                  {act === 'approve' && isAbovePlan(line) && (
                    <span className="block text-warn">{`${formatHours(line.recordedThen)} up to this payday, ${formatHours(line.planQuarters)} planned`}</span>
                  )}
                </span>
              )}
            </li>
          ))}
        </ul>
      </div>
    )
  },
)

function Effects({
  act,
  preview: { totals, lines },
  tooMany,
}: {
  act: 'approve' | 'return'
  preview: BulkHours
  tooMany: boolean
}) {
  const left = lines.length - totals.sheets
  return (
    <ul className="mb-6 list-disc space-y-1 pl-5 text-base">
      <li>
        {act === 'approve'
          ? `${formatHours(totals.quarters)} of ${count(totals.people, 'person', 'people')} ${totals.sheets === 1 ? 'is' : 'are'} approved and ${totals.sheets === 1 ? 'goes' : 'go'} to the next payroll export.`
          : `${count(totals.people, 'student')} ${totals.people === 1 ? 'gets' : 'get'} their hours back with your reason, and an email.`}
      </li>
      {act === 'approve' && totals.late > 0 && (
        <li>{`${totals.late} ${totals.late === 1 ? 'was' : 'were'} submitted late.`}</li>
      )}
      {act === 'approve' && totals.abovePlan > 0 && (
        <li>{`${totals.abovePlan} ${totals.abovePlan === 1 ? 'is' : 'are'} above the plan: up to their payday more is recorded than an even spread over the term gives.`}</li>
      )}
      {act === 'return' && totals.approved > 0 && (
        <li>{`${count(totals.approved, 'approval')} ${totals.approved === 1 ? 'is' : 'are'} taken back.`}</li>
      )}
      {act === 'return' && totals.exported > 0 && (
        <li>{`${count(totals.exported, 'timesheet')} went to payroll already: once changed and approved again, the next batch carries the difference.`}</li>
      )}
      {left > 0 && (
        <li>{`${count(left, 'timesheet')} cannot take part and stay as they are; see below why.`}</li>
      )}
      {tooMany && <li>{`Only the first ${BULK_LIMIT} are taken at once.`}</li>}
      {act === 'approve' && <li>An approval can be taken back by returning the hours.</li>}
    </ul>
  )
}
