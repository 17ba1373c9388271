import { BarChart } from '@/components/chart/bar-chart'
import { LineChart } from '@/components/chart/line-chart'
import { Card } from '@/components/ui/card'
import { Stat, StatGrid } from '@/components/ui/stat'
import { formatDay } from '@/lib/dates'
import type { CoordinatorHome, PositionGlance } from '@/lib/home/coordinator'
import { type Position, positionNames } from '@/lib/vocabulary'
import type { WaitingItem } from './waiting'

type Jobs = { waiting: number; failed: number }

/** For tutor and marker coordinators and admins: the term at a glance. */
export function CoordinatorHomeSection({
  home,
  termId,
  jobs,
}: {
  home: CoordinatorHome
  termId: string
  /** Background work; null for those who do not watch it. */
  jobs: Jobs | null
}) {
  const links = linksOf(termId, home)
  return (
    <div className="space-y-6">
      {home.positions.map((p) => (
        <Decisions key={p.position} glance={p} review={links.review} />
      ))}
      <section aria-labelledby="glance">
        <h2 id="glance" className="mb-3 text-lg">
          The term at a glance
        </h2>
        <StatGrid>
          <Stat
            label="Courses with hours left"
            value={home.shortCount}
            href={links.short}
            note={ofCourses(home)}
          />
          <Stat
            label="Courses over their hours"
            value={home.overCount}
            href={links.over}
            tone={home.overCount > 0 ? 'bad' : undefined}
          />
          <Stat
            label="People over their maximum"
            value={home.peopleOver}
            href={links.peopleOver}
            tone={home.peopleOver > 0 ? 'bad' : undefined}
          />
          <Stat
            label="Offers unanswered"
            value={home.offers.unanswered}
            href={links.offers}
            note={home.offers.overdue > 0 ? `${home.offers.overdue} past their day` : undefined}
          />
          <Stat
            label="Approvals late"
            value={home.approvals.late}
            href={links.approvals}
            tone={home.approvals.late > 0 ? 'warn' : undefined}
            note={`${home.approvals.waiting} waiting in all`}
          />
          {jobs && (
            <Stat
              label="Background work failed"
              value={jobs.failed}
              tone={jobs.failed > 0 ? 'bad' : undefined}
              note={`${jobs.waiting.toLocaleString('en-NZ')} waiting${jobs.failed > 0 ? '. The server’s log says why.' : ''}`}
            />
          )}
        </StatGrid>
      </section>
      <div className="grid gap-6 lg:grid-cols-2">
        <Card>
          <BarChart
            title="Hours of the term"
            description={`${neededNote(home)} Assigned are proposed, offered and accepted hours; worked are those in timesheets, approved or not.`}
            unit="h"
            head={['Hours', 'Sum']}
            items={[
              { label: 'Needed', value: home.hours.needed / 4, href: links.courses },
              { label: 'Assigned', value: home.hours.assigned / 4, href: links.assigned },
              { label: 'Accepted', value: home.hours.accepted / 4, href: links.accepted },
              { label: 'Worked', value: home.hours.worked / 4, href: links.worked },
            ]}
          />
        </Card>
        {home.submitted.days.length > 1 && (
          <Card>
            <LineChart
              title="Applications submitted"
              xLabel="Day"
              x={home.submitted.days.map(dayAndMonth)}
              series={home.positions.map(({ position }) => ({
                name: `${positionNames[position]}s so far`,
                values: home.submitted.totals[position],
              }))}
            />
          </Card>
        )}
        {home.short.length > 0 && (
          <Card>
            <BarChart
              title="Courses with most hours left"
              description="Given to tutors and markers, of the course’s budget."
              unit="h"
              head={['Course', 'Given', 'Budget']}
              items={home.short.map((course) => barOf(course, links.members))}
            />
          </Card>
        )}
        {home.over.length > 0 && (
          <Card>
            <BarChart
              title="Courses over their hours"
              description="Over the budget, or over the part that is meant for tutors or markers."
              unit="h"
              head={['Course', 'Given', 'Budget']}
              items={home.over.map((course) => barOf(course, links.members))}
            />
          </Card>
        )}
      </div>
    </div>
  )
}

/** Each figure's table with the filters that give exactly its rows. */
function linksOf(termId: string, { positions }: CoordinatorHome) {
  const only = positions.length === 1 ? `&position=${positions[0]?.position}` : ''
  const inTerm = `?term=${termId}${only}`
  const allocations = `/reports/allocations${inTerm}`
  return {
    review: (position: Position, tab: string) => `/review?term=${termId}&position=${position}&tab=${tab}`,
    publish: (position: Position) => `/review/publish?term=${termId}&position=${position}`,
    members: (courseId: string) => `/enrolment?term=${termId}&course=${courseId}`,
    courses: `/reports/courses${inTerm}&archived=no`,
    short: `/courses${inTerm}&left=1`,
    over: `/courses?term=${termId}&over=1`,
    peopleOver: `/reports/people?term=${termId}&over=1`,
    assigned: `${allocations}&state=proposed&state=offered&state=accepted`,
    accepted: `${allocations}&agreed=1`,
    offers: `${allocations}&state=offered`,
    worked: `/reports/paydays${inTerm}`,
    approvals: `/hours/approve${inTerm}&late=1`,
  }
}
type Links = ReturnType<typeof linksOf>

/** Applications to decide, results to publish, and what is late or has failed. */
export function coordinatorWaiting(home: CoordinatorHome, termId: string): WaitingItem[] {
  const links = linksOf(termId, home)
  const items: WaitingItem[] = []
  for (const p of home.positions) {
    const word = positionNames[p.position].toLowerCase()
    if (p.undecided > 0)
      items.push({
        count: p.undecided,
        label: `${word} ${p.undecided === 1 ? 'application' : 'applications'} to decide`,
        href: links.review(p.position, 'submitted'),
      })
    const decided = p.accepted + p.rejected + p.reserve
    if (decided > 0)
      items.push({
        count: decided,
        label: `${word} ${decided === 1 ? 'result' : 'results'} to publish`,
        detail: `${p.accepted} accepted, ${p.rejected} rejected, ${p.reserve} on reserve. Students do not see them yet.`,
        href: links.publish(p.position),
      })
  }
  if (home.approvals.late > 0)
    items.push({
      count: home.approvals.late,
      label: `${home.approvals.late === 1 ? 'timesheet waits' : 'timesheets wait'} for approval past the cut-off`,
      href: links.approvals,
    })
  if (home.offers.overdue > 0)
    items.push({
      count: home.offers.overdue,
      label: `${home.offers.overdue === 1 ? 'offer' : 'offers'} unanswered past the day to answer`,
      href: links.offers,
    })
  if (home.failedEmails > 0)
    items.push({
      count: home.failedEmails,
      label: home.failedEmails === 1 ? 'email could not be sent' : 'emails could not be sent',
      href: '/emails?state=failed',
    })
  return items
}

function Decisions({ glance: p, review }: { glance: PositionGlance; review: Links['review'] }) {
  const decided = p.accepted + p.reserve + p.rejected + p.published
  return (
    <section aria-label={`${positionNames[p.position]} applications`}>
      <h2 className="mb-1 text-lg">{positionNames[p.position]}s</h2>
      <p className="mb-3 text-sm text-muted tabular-nums">
        {`${decided.toLocaleString('en-NZ')} decided, ${p.undecided.toLocaleString('en-NZ')} undecided`}
        {p.drafts > 0 && `, ${p.drafts.toLocaleString('en-NZ')} not submitted yet`}
      </p>
      <StatGrid>
        <Stat label="Undecided" value={p.undecided} href={review(p.position, 'submitted')} />
        <Stat
          label="Accepted"
          value={p.accepted}
          href={review(p.position, 'accepted')}
          note="not published"
        />
        <Stat
          label="Rejected"
          value={p.rejected}
          href={review(p.position, 'rejected')}
          note="not published"
        />
        <Stat label="Reserve" value={p.reserve} href={review(p.position, 'reserve')} note="not published" />
        <Stat label="Published" value={p.published} href={review(p.position, 'published')} />
      </StatGrid>
    </section>
  )
}

const wordOf = ({ positions }: CoordinatorHome) =>
  positions.map(({ position }) => `${positionNames[position].toLowerCase()}s`).join(' and ')

const ofCourses = (home: CoordinatorHome) =>
  home.positions.length > 1
    ? `of ${home.courses.toLocaleString('en-NZ')}`
    : `of the ${home.courses.toLocaleString('en-NZ')} that need ${wordOf(home)}`

/** What "Needed" counts: hours that the positions share stand in the figure of each. */
const neededNote = (home: CoordinatorHome) =>
  home.positions.length > 1
    ? 'Needed are the budgets of the courses, given already or not.'
    : `Needed is what the courses’ budgets plan for ${wordOf(home)}, given already or not; hours that a course has not split between tutors and markers count for both.`

const barOf = (course: CoordinatorHome['short'][number], href: Links['members']) => ({
  label: course.code,
  value: course.givenQuarters / 4,
  of: course.budgetQuarters / 4,
  href: href(course.id),
})

/** "10 Sep": the year stands in the term's name. */
const dayAndMonth = (day: string) => formatDay(day).split(' ').slice(1, 3).join(' ')
