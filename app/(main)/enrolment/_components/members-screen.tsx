import { UserPlus } from 'lucide-react'
import { DataTable } from '@/components/table/data-table'
import { ExportMenu } from '@/components/table/export-menu'
import type { Column } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Meter } from '@/components/ui/meter'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { countedOf } from '@/lib/allocations/counted'
import { sourceNames } from '@/lib/allocations/facts'
import { isPreAssignment } from '@/lib/allocations/pre-assigned'
import type { CourseMembers, Member } from '@/lib/allocations/queries'
import { formatDay } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { exportLinks } from '@/lib/spreadsheet/export'
import { liveAllocationStates, type Position, positionNames, positions } from '@/lib/vocabulary'

const columns: Column[] = [
  { id: 'name', label: 'Name', primary: true, sticky: true },
  { id: 'upi', label: 'UPI', hideOnPhone: true },
  { id: 'email', label: 'Email', long: true, hideOnPhone: true },
  { id: 'hours', label: 'Hours', align: 'end' },
  { id: 'recorded', label: 'Recorded', align: 'end', hint: 'Hours in timesheets so far', hideOnPhone: true },
  { id: 'state', label: 'State' },
  { id: 'source', label: 'Source', hideOnPhone: true },
  { id: 'override', label: 'Rule overridden', long: true, hideOnPhone: true },
]

const tellText = (count: number) => `Tell ${count} pre-assigned ${count === 1 ? 'person' : 'people'}`
const isLive = (member: Member) => (liveAllocationStates as readonly string[]).includes(member.state)

/** Coordinators, tutors and markers of one course. */
export function MembersScreen({ members: all, dayOf }: { members: CourseMembers; dayOf: DayOf }) {
  const { course, coordinators, members, mayAdd, mayOffer, termName } = all
  const live = members.filter(isLive)
  const over = members.filter((member) => !isLive(member))
  const waiting = live.filter((member) => isPreAssignment(member) && mayOffer.includes(member.position))
  return (
    <div className="max-w-6xl space-y-8">
      <div>
        <PageHeader
          title={`Members of ${course.code}`}
          count={new Set(live.map((member) => member.userId)).size}
          description={`${course.name}, ${termName}`}
          breadcrumb={[{ label: 'Enrolment', href: `/enrolment?term=${course.termId}` }]}
          actions={
            <>
              {mayAdd.length > 0 && (
                <ButtonLink
                  href={`/enrolment/add?course=${course.id}`}
                  variant="primary"
                  icon={<UserPlus aria-hidden />}
                >
                  Add a person
                </ButtonLink>
              )}
              <ExportMenu
                items={exportLinks('/enrolment/export', `/enrolment?course=${course.id}`, members.length)}
              />
            </>
          }
        />
        <div className="grid max-w-3xl gap-x-8 gap-y-3 sm:grid-cols-3">
          <Meter
            label="Hours given"
            value={(course.used.tutor + course.used.marker) / 4}
            max={course.availableQuarters / 4}
            unit="h"
          />
          {positions.map((position) => {
            const split = position === 'tutor' ? course.tutorQuarters : course.markerQuarters
            return split === null ? (
              <p key={position} className="text-sm text-muted">
                {`${positionNames[position]}s: `}
                <span className="tabular-nums">{formatHours(course.used[position])}</span>, no split
              </p>
            ) : (
              <Meter
                key={position}
                label={`${positionNames[position]}s`}
                value={course.used[position] / 4}
                max={split / 4}
                unit="h"
              />
            )
          })}
        </div>
      </div>
      <Section id="coordinators" title="Coordinators">
        {coordinators.length === 0 ? (
          <p className="text-sm text-muted">No course coordinator is named for this course.</p>
        ) : (
          <ul className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
            {coordinators.map((one) => (
              <li key={one.id}>
                {one.name}{' '}
                <a className="link" href={`mailto:${one.email}`}>
                  {one.email}
                </a>
                {!one.active && (
                  <Badge tone="warn" className="ml-2">
                    Account not active
                  </Badge>
                )}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {positions.map((position) => (
        <Section
          key={position}
          id={`${position}s`}
          title={`${positionNames[position]}s`}
          actions={
            <>
              {mayOffer.includes(position) && (
                <ButtonLink href={`/enrolment/reserve?course=${course.id}&position=${position}`} size="sm">
                  Reserve list<span className="sr-only"> of {position}s</span>
                </ButtonLink>
              )}
              {waiting.some((member) => member.position === position) && (
                <ButtonLink href={`/enrolment/tell?course=${course.id}&position=${position}`} size="sm">
                  {tellText(waiting.filter((member) => member.position === position).length)}
                  <span className="sr-only"> as {position}s</span>
                </ButtonLink>
              )}
            </>
          }
        >
          <Members
            rows={live.filter((member) => member.position === position)}
            position={position}
            wanted={course.wanted[position]}
            code={course.code}
            dayOf={dayOf}
          />
        </Section>
      ))}
      {over.length > 0 && (
        <Section id="before" title="No longer in the course">
          <DataTable
            caption="People who are no longer in the course"
            columns={columns.map((column) =>
              column.id === 'override' ? { ...column, label: 'Reason' } : column,
            )}
            rows={over.map((member) => ({ ...rowOf(member, dayOf), href: undefined }))}
            fill={false}
          />
        </Section>
      )}
    </div>
  )
}

function Members({
  rows,
  position,
  wanted,
  code,
  dayOf,
}: {
  rows: Member[]
  position: Position
  wanted: number | null
  code: string
  dayOf: DayOf
}) {
  const word = `${positionNames[position].toLowerCase()}s`
  return (
    <>
      {wanted !== null && (
        <p className="mb-2 text-sm text-muted tabular-nums">{`${rows.length} of ${wanted} ${word} wanted`}</p>
      )}
      <DataTable
        caption={`${positionNames[position]}s of ${code}`}
        columns={columns.filter(
          (column) => column.id !== 'override' || rows.some((row) => row.overrideReason !== null),
        )}
        rows={rows.map((row) => rowOf(row, dayOf))}
        fill={false}
        empty={
          <EmptyState title={`No ${word} yet`}>
            {`People appear here when they are accepted with hours in ${code}, or added directly.`}
          </EmptyState>
        }
        footer={
          rows.length > 1
            ? {
                name: `${rows.length} ${word}`,
                hours: formatHours(rows.reduce((sum, row) => sum + countedOf(row), 0)),
                recorded: formatHours(rows.reduce((sum, row) => sum + row.recordedQuarters, 0)),
              }
            : undefined
        }
      />
    </>
  )
}

/** The institution's day on which an instant falls. */
type DayOf = (at: Date) => string

function rowOf(member: Member, dayOf: DayOf) {
  return {
    id: member.id,
    label: member.name,
    href: member.manages ? `/enrolment/${member.id}` : undefined,
    cells: {
      name: member.name,
      upi: member.upi,
      email: member.email,
      hours:
        member.agreedQuarters === null
          ? formatHours(member.quarters)
          : `${formatHours(member.agreedQuarters)} → ${formatHours(member.quarters)}`,
      recorded: formatHours(member.recordedQuarters),
      state: <OfferState member={member} dayOf={dayOf} />,
      source: <Badge>{sourceNames[member.source]}</Badge>,
      override: member.declineReason ?? member.endReason ?? member.overrideReason,
    },
  }
}

/** The state, and of an open offer until when it can be answered. */
function OfferState({ member, dayOf }: { member: Member; dayOf: DayOf }) {
  const { state, answerBy, agreedQuarters, remindedAt } = member
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1 max-sm:justify-end">
      <StateBadge
        state={state}
        label={state === 'offered' && agreedQuarters !== null ? 'Change offered' : undefined}
      />
      {state === 'offered' && answerBy && (
        <span className="whitespace-nowrap text-muted">
          {`answer by ${formatDay(dayOf(answerBy))}${remindedAt ? ', reminded' : ''}`}
        </span>
      )}
    </span>
  )
}
