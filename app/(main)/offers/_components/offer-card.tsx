import { HiddenFields, SubmitButton } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { keepUnits } from '@/components/ui/keep-units'
import { Link } from '@/components/ui/link'
import { StateBadge } from '@/components/ui/state-badge'
import { formatInstant, relative } from '@/lib/dates'
import { formatHours, weeklyHours } from '@/lib/hours'
import type { OwnOffer } from '@/lib/offers/queries'
import { positionNames } from '@/lib/vocabulary'
import { acceptOfferAction } from '../actions'

/** One offer that waits for an answer, or a change of hours. */
export function OfferCard({ offer, now, zone }: { offer: OwnOffer; now: Date; zone: string }) {
  const { agreedQuarters, quarters, answerBy } = offer
  // As in the load of the term below it: one figure for one thing.
  const perWeek = weeklyHours(quarters, offer.weeks)
  const away = answerBy ? relative(answerBy, now, zone) : null
  return (
    <Card
      level={3}
      title={
        <Link href={`/courses/${offer.courseId}`} className="link">
          {offer.code}
        </Link>
      }
      description={
        <span className="break-words">
          {offer.name}. {positionNames[offer.position]}, {offer.termName}
        </span>
      }
      actions={<StateBadge state={agreedQuarters === null ? 'offered' : 'changed'} />}
    >
      <p className="text-lg tabular-nums">
        {agreedQuarters === null
          ? formatHours(quarters)
          : `Changed from ${formatHours(agreedQuarters)} to ${formatHours(quarters)}`}
        <span className="block text-sm text-muted">{`for the whole term, about ${perWeek} h a week`}</span>
      </p>
      <p className="mt-3 text-sm">
        {!offer.open ? (
          'The time to answer has ended.'
        ) : answerBy ? (
          <>
            Answer by <span className="font-medium">{formatInstant(answerBy, zone)}</span>
            {away && ` (${away})`}
          </>
        ) : (
          'There is no time limit for your answer.'
        )}
      </p>
      {agreedQuarters !== null && (
        <p className="mt-1 text-sm text-muted">
          {keepUnits(`Until you accept, and if you decline, your ${formatHours(agreedQuarters)} stay.`)}
        </p>
      )}
      {offer.open && (
        <div className="mt-4 flex flex-wrap gap-2">
          <form action={acceptOfferAction}>
            <HiddenFields values={{ allocationId: offer.id, version: offer.version }} />
            <SubmitButton pendingText="Accepting">
              Accept {formatHours(quarters)}
              <span className="sr-only">{` in ${offer.code} as ${offer.position}`}</span>
            </SubmitButton>
          </form>
          <ButtonLink href={`/offers/${offer.id}/decline`}>
            Decline
            <span className="sr-only">{` ${offer.code} as ${offer.position}`}</span>
          </ButtonLink>
        </div>
      )}
    </Card>
  )
}
