import { BarChart } from '@/components/chart/bar-chart'
import { LineChart } from '@/components/chart/line-chart'
import { Card } from '@/components/ui/card'
import { Meter } from '@/components/ui/meter'
import { Stat, StatGrid } from '@/components/ui/stat'
import { formatDay } from '@/lib/dates'
import type { CoordinatorHome } from '@/lib/home/queries'
import { positionNames } from '@/lib/vocabulary'
import { Waiting, type WaitingItem } from './waiting'

/** For tutor and marker coordinators and admins: decisions first, then the term at a glance. */
export function CoordinatorHomeSection({ home, termId }: { home: CoordinatorHome; termId: string }) {
  const review = (position: string, tab: string) => `/review?term=${termId}&position=${position}&tab=${tab}`
  const waiting: WaitingItem[] = []
  for (const p of home.positions) {
    const word = positionNames[p.position].toLowerCase()
    if (p.undecided > 0)
      waiting.push({
        count: p.undecided,
        label: `${word} ${p.undecided === 1 ? 'application' : 'applications'} to decide`,
        href: review(p.position, 'submitted'),
      })
    const decided = p.accepted + p.rejected + p.reserve
    if (decided > 0)
      waiting.push({
        count: decided,
        label: `${word} ${decided === 1 ? 'result' : 'results'} to publish`,
        detail: `${p.accepted} accepted, ${p.rejected} rejected, ${p.reserve} on reserve. Students do not see them yet.`,
        href: `/review/publish?term=${termId}&position=${p.position}`,
      })
  }
  if (home.failedEmails > 0)
    waiting.push({
      count: home.failedEmails,
      label: home.failedEmails === 1 ? 'email could not be sent' : 'emails could not be sent',
      href: '/emails?state=failed',
    })
  return (
    <div className="space-y-6">
      <Waiting items={waiting} nothing="No application waits for a decision in this term." />
      {home.positions.map((p) => (
        <section key={p.position} aria-label={`${positionNames[p.position]} applications`}>
          <h2 className="mb-3 text-lg">{positionNames[p.position]}s</h2>
          <StatGrid>
            <Stat
              label="To decide"
              value={p.undecided}
              href={review(p.position, 'submitted')}
              note={p.drafts > 0 ? `${p.drafts} not submitted yet` : undefined}
            />
            <Stat
              label="Accepted"
              value={p.accepted}
              href={review(p.position, 'accepted')}
              note="not published"
            />
            <Stat
              label="Reserve"
              value={p.reserve}
              href={review(p.position, 'reserve')}
              note="not published"
            />
            <Stat
              label="Rejected"
              value={p.rejected}
              href={review(p.position, 'rejected')}
              note="not published"
            />
            <Stat label="Published" value={p.published} href={review(p.position, 'published')} />
          </StatGrid>
        </section>
      ))}
      <Card
        title="Hours given"
        description="Hours of live allocations, published or not, against the budgets of all courses."
      >
        <Meter label="Both positions" value={home.givenQuarters / 4} max={home.budgetQuarters / 4} unit="h" />
      </Card>
      <div className="grid gap-6 lg:grid-cols-2">
        {home.short.length > 0 && (
          <Card>
            <BarChart
              title="Courses with most hours left"
              unit="h"
              head={['Course', 'Given', 'Budget']}
              items={home.short.map((course) => ({
                label: course.code,
                value: course.givenQuarters / 4,
                of: course.budgetQuarters / 4,
                href: `/enrolment?term=${termId}&course=${course.id}`,
              }))}
            />
          </Card>
        )}
        {home.perDay.length > 1 && (
          <Card>
            <LineChart
              title="Applications submitted"
              xLabel="Day"
              x={home.perDay.map((point) => dayAndMonth(point.day))}
              series={[{ name: 'All so far', values: runningTotal(home.perDay) }]}
            />
          </Card>
        )}
      </div>
    </div>
  )
}

/** "10 Sep": the year stands in the term's name. */
const dayAndMonth = (day: string) => formatDay(day).split(' ').slice(1, 3).join(' ')

function runningTotal(perDay: { count: number }[]): number[] {
  let total = 0
  return perDay.map((point) => {
    total += point.count
    return total
  })
}
