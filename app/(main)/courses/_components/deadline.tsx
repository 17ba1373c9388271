import { formatDay, relativeDay } from '@/lib/dates'

/** A deadline with how near it is; one that has passed says so. */
export function Deadline({ day, today }: { day: string; today: string }) {
  const near = day < today ? 'passed' : relativeDay(day, today)
  return (
    <span className={day < today ? 'text-muted' : undefined}>
      {formatDay(day)}
      {near && <span className="ml-2 text-muted">{near}</span>}
    </span>
  )
}
