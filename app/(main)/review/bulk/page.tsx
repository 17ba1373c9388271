import type { Metadata } from 'next'
import { Form, FormActions, HiddenFields, SubmitButton, TextArea } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { BULK_LIMIT } from '@/lib/bulk'
import { formatHours } from '@/lib/hours'
import { ordinal } from '@/lib/ordinal'
import { previewBulk } from '@/lib/review/bulk'
import { reviewList } from '@/lib/review/list'
import { listApplicationIds } from '@/lib/review/queries'
import { itemText } from '@/lib/review/schema'
import { type Act, acts } from '@/lib/review/states'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { reviewContext } from '../_components/review-context'
import { bulkDecideAction, undoManyAction } from '../actions'
import { BeforeOutcome, BulkOutcome } from './bulk-outcome'

export const metadata: Metadata = { title: 'Decide many – Review' }

const people = (n: number) => `${n} ${n === 1 ? 'application' : 'applications'}`
const titles: Record<Act, (n: number) => string> = {
  accept: (n) => `Accept ${people(n)}`,
  reserve: (n) => `Put ${people(n)} on reserve`,
  reject: (n) => `Reject ${people(n)}`,
  undo: (n) => `Undo the decision of ${people(n)}`,
}

const cannot: Record<Act, string> = {
  accept: 'can be accepted',
  reserve: 'can be put on reserve',
  reject: 'can be rejected',
  undo: 'has a decision to undo',
}
/** Said of a choice of which no application can take part. */
const noneTitle = (act: Act, chosen: number) => `None of ${people(chosen)} ${cannot[act]}`

export default definePage(
  { path: '/review/bulk', gate: 'applications.decide' },
  async ({ viewer, searchParams }) => {
    const context = await reviewContext(viewer, searchParams)
    const { term, position, tab, params } = context
    const back = reviewList.href('/review', params, { page: params.page })
    const act = acts.find((name) => name === searchParams.do)
    const given = searchParams.ids
    const all = searchParams.all === '1'
    const ids =
      all && term
        ? await listApplicationIds(viewer, { termId: term.id, position, tab }, params, BULK_LIMIT + 1)
        : (Array.isArray(given) ? given : given ? [given] : []).filter((id) => /^[\w-]{1,36}$/.test(id))
    if (!term || !act || ids.length === 0)
      return (
        <>
          <PageHeader title="Decide many" breadcrumb={[{ label: 'Review', href: back }]} />
          <EmptyState
            title="No application is chosen"
            action={<ButtonLink href={back}>Back to the table</ButtonLink>}
          >
            Choose rows in the table, then what to do with them.
          </EmptyState>
        </>
      )
    const preview = await previewBulk(viewer, { termId: term.id, position }, act, ids)
    const { totals, lines } = preview
    const taking = lines.filter((line) => line.leftOut === null)
    const left = lines.filter((line) => line.leftOut !== null)
    return (
      <div className="max-w-3xl">
        <PageHeader
          title={totals.people === 0 ? noneTitle(act, ids.length) : titles[act](totals.people)}
          description={`${positionNames[position]} applications, ${term.name}`}
          breadcrumb={[{ label: 'Review', href: back }]}
        />
        {ids.length > BULK_LIMIT && (
          <Alert tone="info" className="mb-4">
            <p>{`At most ${BULK_LIMIT} applications are decided at once: these are the first in the order of the table.`}</p>
          </Alert>
        )}
        <Form action={bulkDecideAction} className="!max-w-none">
          <BeforeOutcome>
            <ul className="mb-6 list-disc space-y-1 pl-5 text-base">
              {act === 'accept' && totals.people > 0 && (
                <li>
                  {`${formatHours(totals.quarters)} over ${totals.courses} ${totals.courses === 1 ? 'course' : 'courses'}: each person gets their most wanted course that has room, with the usual share of its hours.`}
                </li>
              )}
              {totals.changed > 0 && (
                <li>
                  {`${people(totals.changed)} of these ${totals.changed === 1 ? 'has' : 'have'} another decision now, which is replaced${act === 'accept' ? '' : '; hours proposed by it are given back'}.`}
                </li>
              )}
              {left.length > 0 && taking.length > 0 && (
                <li>{`${people(left.length)} cannot take part and ${left.length === 1 ? 'stays as it is' : 'stay as they are'}; see below why.`}</li>
              )}
              {taking.length > 0 ? (
                <li>
                  No student is told anything before you publish, and all of it can be undone until then.
                </li>
              ) : (
                <li>Nothing would change; below stands why for each.</li>
              )}
            </ul>
          </BeforeOutcome>
          {taking.length === 0 && <ButtonLink href={back}>Back to the table</ButtonLink>}
          <HiddenFields values={{ act, back, item: taking.map(itemText) }} />
          <BulkOutcome
            path="/review"
            names={Object.fromEntries(lines.map((line) => [line.id, line.name]))}
            undo="undo-many"
          />
          {taking.length > 0 && (
            <BeforeOutcome after={<ButtonLink href={back}>Back to the table</ButtonLink>}>
              {act !== 'undo' && (
                <div className="max-w-xl">
                  <TextArea
                    name="note"
                    label="Note to these students"
                    help="The same for each, told with the result. Blank leaves the notes that stand."
                    optional
                    rows={2}
                    maxLength={1000}
                  />
                  <TextArea
                    name="internalReason"
                    label="Internal reason"
                    help="For coordinators only. Blank leaves the reasons that stand."
                    optional
                    rows={2}
                    maxLength={1000}
                  />
                </div>
              )}
              <FormActions>
                <SubmitButton variant={act === 'reject' ? 'danger' : 'primary'} pendingText="Working">
                  {titles[act](totals.people)}
                </SubmitButton>
                <ButtonLink href={back} variant="ghost">
                  Cancel
                </ButtonLink>
              </FormActions>
            </BeforeOutcome>
          )}
        </Form>
        <form id="undo-many" action={undoManyAction} />
        <h2 className="mt-8 mb-2 text-lg">Who</h2>
        <ul className="divide-y divide-line border-y border-line text-sm">
          {[...taking, ...left].map((line) => (
            <li
              key={line.id}
              className="grid items-baseline gap-x-4 gap-y-1 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]"
            >
              <span className="flex flex-wrap items-baseline gap-x-2">
                <Link href={`/review/${line.id}`} className="link">
                  {line.name}
                </Link>
                {line.decision && <StateBadge state={line.decision} />}
              </span>
              {line.leftOut ? (
                <span className="text-warn">{line.leftOut}</span>
              ) : (
                <span>
                  {line.courses.map((one) => (
                    // Hours below hours and codes below codes: these are read down the column.
                    <span
                      key={one.courseId}
                      className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-2 tabular-nums sm:grid-cols-[4.5rem_9rem_minmax(0,1fr)]"
                    >
                      <span className="sm:text-right">{formatHours(one.quarters)}</span>
                      <span>
                        <span className="sr-only">in </span>
                        {one.code}
                      </span>
                      {one.rank !== null && (
                        <span className="text-muted max-sm:col-start-2">{ordinal(one.rank)} preference</span>
                      )}
                    </span>
                  ))}
                </span>
              )}
            </li>
          ))}
        </ul>
      </div>
    )
  },
)
