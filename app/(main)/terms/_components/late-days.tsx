import { Alert } from '@/components/ui/alert'
import { formatDay } from '@/lib/dates'
import { daysAfterCutoffs } from '@/lib/terms/paydays'

/** Says which last days of a term no cut-off covers; nothing when each day has one. */
export function LateDays({
  term,
  paydays,
  zone,
  className,
}: {
  term: { startsOn: string; endsOn: string }
  paydays: readonly { cutoffAt: Date }[]
  zone: string
  className?: string
}) {
  const days = daysAfterCutoffs(term, paydays, zone)
  if (!days) return null
  const one = days.from === days.to
  return (
    <Alert tone="warning" title="The last days have no cut-off" className={className}>
      <p>
        {one
          ? `${formatDay(days.from)} comes after the last cut-off: hours worked then can only be late.`
          : `${formatDay(days.from)} to ${formatDay(days.to)} come after the last cut-off: hours worked then can only be late.`}{' '}
        {`Add a payday with a cut-off on ${formatDay(days.to)} or later.`}
      </p>
    </Alert>
  )
}
