import { Alert } from '@/components/ui/alert'
import { Link } from '@/components/ui/link'
import { formatInstant, relative } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import type { StateCounts } from '@/lib/payroll/queries'
import type { Unrated } from '@/lib/payroll/rules'
import { countOf } from './payroll-context'

/** What a batch made now would leave out, and who can mend that. */
export function NotApproved({
  open,
  approvals,
  reminders,
}: {
  open: StateCounts
  approvals: string
  reminders: string
}) {
  const { submitted, returned, draft } = open
  if (submitted + returned + draft === 0) return null
  const be = (n: number) => (n === 1 ? 'is' : 'are')
  const parts = [
    submitted > 0 && `${countOf(submitted, 'timesheet')} ${submitted === 1 ? 'waits' : 'wait'} for approval`,
    returned > 0 && `${countOf(returned, 'timesheet')} ${be(returned)} returned to the person`,
    draft > 0 && `${countOf(draft, 'timesheet')} ${be(draft)} not submitted`,
  ].filter((part) => part !== false)
  const all = submitted + returned + draft
  return (
    <Alert
      tone="warning"
      title="Not everything is approved"
      className="mb-4"
      actions={
        <>
          {submitted > 0 && (
            <Link className="link" href={approvals}>
              See what waits for approval
            </Link>
          )}
          {returned + draft > 0 && (
            <Link className="link" href={reminders}>
              See who has not submitted
            </Link>
          )}
        </>
      }
    >
      <p>
        {`${parts.join('; ')}. ${all === 1 ? 'It is' : 'They are'} left out now; once approved ${all === 1 ? 'it goes' : 'they go'} into the next batch of this payday.`}
      </p>
    </Alert>
  )
}

/** The cut-off is ahead: more hours may come. */
export function CutoffAhead({ cutoffAt, now, zone }: { cutoffAt: Date; now: Date; zone: string }) {
  if (now > cutoffAt) return null
  const away = relative(cutoffAt, now, zone)
  return (
    <Alert tone="info" title="The cut-off is ahead" className="mb-4">
      <p>
        {`Hours of this payday can be submitted in time until ${formatInstant(cutoffAt, zone)}${away ? ` (${away})` : ''}. What is approved after an export goes into a further batch.`}
      </p>
    </Alert>
  )
}

/** People that are named one by one. */
const MOST_NAMED = 5

/** Hours without an amount: why, and what can be done before they are exported. */
export function WithoutRate({ unrated: { noRate, noLevel, kept } }: { unrated: Unrated }) {
  const what = ({ sheets, quarters }: { sheets: number; quarters: number }) =>
    `${formatHours(quarters)} of ${countOf(sheets, 'timesheet')}`
  const more = noLevel.people.length - MOST_NAMED
  return (
    <>
      {noRate.sheets > 0 && (
        <Alert tone="warning" title={`No rate is set for ${what(noRate)}`}>
          <p>
            Once exported without a rate, their amount stays blank even if one is set later.{' '}
            <Link className="link" href="/payroll/rates">
              Set the rate first
            </Link>{' '}
            if MTMS is to work out the amount.
          </p>
        </Alert>
      )}
      {noLevel.sheets > 0 && (
        <Alert tone="warning" title={`The degree level is not known for ${what(noLevel)}`}>
          <p>
            No rate fits, so their amount stays blank. Ask{' '}
            {noLevel.people.slice(0, MOST_NAMED).map((person, i) => (
              <span key={person.id}>
                {i > 0 && ', '}
                <Link className="link" href={`/users/${person.id}`}>
                  {person.name}
                </Link>
              </span>
            ))}
            {more > 0 && ` and ${countOf(more, 'other person', 'other people')}`} to give it in their profile
            first.
          </p>
        </Alert>
      )}
      {kept.sheets > 0 && (
        <Alert tone="info" title={`${what(kept)} stay without a rate`}>
          <p>
            Their days were exported without one before, and a day keeps that. Payroll has to work out the
            amount of the difference, as it did then.
          </p>
        </Alert>
      )}
    </>
  )
}
