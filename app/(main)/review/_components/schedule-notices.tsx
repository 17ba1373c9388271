import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { formatInstant } from '@/lib/dates'
import type { Schedule } from '@/lib/review/schedule-queries'

/** Publications that wait for their time, and the last that could not be done. */
export function ScheduleNotices({ schedules, zone }: { schedules: Schedule[]; zone: string }) {
  if (schedules.length === 0) return null
  return (
    <div className="mb-4 space-y-2">
      {schedules.map((one) => (
        <Alert
          key={one.id}
          tone={one.state === 'failed' ? 'warning' : 'info'}
          title={
            one.state === 'failed'
              ? `Results set for ${formatInstant(one.dueAt, zone)} were not published`
              : `${one.waiting} ${one.waiting === 1 ? 'result goes' : 'results go'} out ${formatInstant(one.dueAt, zone)}`
          }
          actions={
            <ButtonLink href={`/review/schedules/${one.id}`} size="sm">
              {one.state === 'failed' ? 'See why' : 'See, change or cancel'}
            </ButtonLink>
          }
        />
      ))}
    </div>
  )
}
