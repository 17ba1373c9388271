import { formatDay, relativeDay } from '@/lib/dates'

/** A deadline with how near it is; one that has passed says so. */
export function Deadline({ day, today }: { day: string; today: string }) {
  const near = day < today ? 'passed' : relativeDay(day, today)
  return (
    <span className={day < today ? 'text-muted' : undefined}>
      <span className="whitespace-nowrap">{formatDay(day)}</span>
      {near && <span className="text-muted max-sm:block sm:ml-2">{near}</span>}
    </span>
  )
}
