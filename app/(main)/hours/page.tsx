import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Card, Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Meter } from '@/components/ui/meter'
import { PageHeader } from '@/components/ui/page-header'
import { formatDay, formatInstant, relative } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { mayEver } from '@/lib/permissions'
import type { PayPeriod } from '@/lib/timesheets/periods'
import type { SheetView } from '@/lib/timesheets/sheet-view'
import { needsPerson } from '@/lib/timesheets/sheet-view'
import { getOwnHours, type OwnHours } from '@/lib/timesheets/sheets'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { SheetForm, shortDay } from './_components/sheet-form'
import { LineList, ReturnedNotice, SheetBadges } from './_components/sheet-summary'

export const metadata: Metadata = { title: 'Hours' }

export default definePage({ path: '/hours', gate: 'hours.record' }, async ({ viewer, searchParams }) => {
  const term = await termOf(viewer, searchParams)
  const own = await getOwnHours(viewer, term?.id)
  const open = typeof searchParams.open === 'string' ? searchParams.open : undefined
  const { current } = own
  if (!own.term)
    return (
      <>
        <PageHeader title="Hours" />
        <EmptyState
          title="No work yet"
          action={
            mayEver(viewer, 'hours.approve') ? (
              <ButtonLink href="/hours/approve">Approve hours</ButtonLink>
            ) : undefined
          }
        >
          Hours are recorded here once you have accepted work in a course.
        </EmptyState>
      </>
    )
  const all = own.work.flatMap((work) => work.sheets)
  const here = all.filter((view) => view.period.paydayId === current?.paydayId)
  const others = all.filter((view) => view.period.paydayId !== current?.paydayId)
  const returned = others.filter((view) => view.sheet?.state === 'returned')
  // Drafts of any earlier period; what was never begun only of the last one, in which the work had been agreed to:
  // they may not have worked.
  const before = own.periods.filter((period) => period.cutoffAt < own.now && period !== current).at(-1)
  const overdue = others.filter(
    (view) =>
      view.pastCutoff &&
      view.editable &&
      (view.sheet?.state === 'draft' ||
        (view.sheet === null && view.owed && view.usage.left > 0 && view.period === before)),
  )
  const firstToDo = here.find((view) => view.editable && needsPerson(view))
  const opened = here.find((view) => view.allocationId === open && view.editable) ?? firstToDo
  const waiting = own.work.filter((work) => work.until === 'none')
  return (
    <div className="max-w-3xl">
      <PageHeader title="Hours" description={own.term.name} actions={<OtherTerms own={own} />} />
      <div className="space-y-6">
        {returned.map((view) => (
          <Alert
            key={view.sheet?.id}
            tone="warning"
            title={`${view.courseCode}, payday ${formatDay(view.period.paidOn)}: returned by ${view.sheet?.decidedByName ?? 'an approver'}`}
            actions={
              <ButtonLink href={recordHref(view)} size="sm">
                {`Change ${view.courseCode}`}
              </ButtonLink>
            }
          >
            <p className="whitespace-pre-line break-words">{view.sheet?.returnReason}</p>
          </Alert>
        ))}
        {overdue.length > 0 && <Overdue views={overdue} zone={own.zone} />}
        {waiting.map((work) => (
          <Alert key={work.allocationId} tone="info" title={`${work.courseCode}: answer the offer first`}>
            <p>Hours can be recorded once you have accepted it.</p>
          </Alert>
        ))}
        {current ? (
          <Section
            id="current"
            title={`${shortDay(current.from)} to ${formatDay(current.to)}`}
            description={<DueText period={current} own={own} />}
          >
            {here.length === 0 ? (
              <p className="text-sm text-muted">No work of yours falls in this period.</p>
            ) : (
              <div className="space-y-4">
                {here.map((view) => (
                  <CourseCard
                    key={view.allocationId}
                    view={view}
                    zone={own.zone}
                    open={view === opened}
                    repeated={searchParams.repeat === view.allocationId}
                  />
                ))}
              </div>
            )}
          </Section>
        ) : (
          <EmptyState title="No payday yet">
            The coordinators have not set the paydays of this term. Hours can be recorded once they have.
          </EmptyState>
        )}
        <OtherPeriods views={others} own={own} />
      </div>
    </div>
  )
})

const recordHref = (view: SheetView) => `/hours/record/${view.allocationId}/${view.period.paydayId}`

function DueText({ period, own }: { period: PayPeriod; own: OwnHours }): ReactNode {
  const away = relative(period.cutoffAt, own.now, own.zone)
  const past = own.now > period.cutoffAt
  return (
    <>
      {past ? 'Hours were due ' : 'Hours are due '}
      <span className="font-medium text-ink">{formatInstant(period.cutoffAt, own.zone)}</span>
      {away && ` (${away})`}, paid {formatDay(period.paidOn)}.
      {past && ' You can still submit them; they are marked as late.'}
    </>
  )
}

function OtherTerms({ own }: { own: OwnHours }) {
  const others = own.terms.filter((term) => term.id !== own.term?.id)
  if (others.length === 0) return null
  return others.map((term) => (
    <ButtonLink key={term.id} href={`/hours?term=${term.id}`} variant="ghost" size="sm">
      {term.name}
    </ButtonLink>
  ))
}

function Overdue({ views, zone }: { views: SheetView[]; zone: string }) {
  return (
    <Alert tone="warning" title="Hours of an earlier period are not submitted">
      <ul className="space-y-1">
        {views.map((view) => (
          <li key={recordHref(view)}>
            <Link href={recordHref(view)} className="link">
              {`${view.courseCode}, ${shortDay(view.period.from)} to ${shortDay(view.period.to)}`}
            </Link>
            {`: due ${formatInstant(view.period.cutoffAt, zone)}${view.sheet ? `, draft with ${formatHours(view.sheet.quarters)}` : ''}`}
          </li>
        ))}
      </ul>
      <p>If you did not work in it, open it and choose “Nothing worked”: reminders then stop.</p>
    </Alert>
  )
}

function CourseCard({
  view,
  zone,
  open,
  repeated,
}: {
  view: SheetView
  zone: string
  open: boolean
  repeated: boolean
}) {
  const { sheet, usage } = view
  const openHref = `/hours?term=${view.termId}&open=${view.allocationId}`
  return (
    <Card
      id={`work-${view.allocationId}`}
      level={3}
      title={view.courseCode}
      description={`${view.courseName}, ${positionNames[view.position].toLowerCase()}`}
      actions={<SheetBadges view={view} />}
    >
      <ReturnedNotice view={view} zone={zone} />
      {sheet?.onBehalfByName && (
        <p className="mb-3 text-sm text-muted">{`Recorded for you by ${sheet.onBehalfByName}.`}</p>
      )}
      {open ? (
        <SheetForm
          view={view}
          repeated={repeated}
          repeatHref={`/hours?term=${view.termId}&open=${view.allocationId}&repeat=${view.allocationId}`}
          back={`/hours?term=${view.termId}`}
          cancelHref={sheet && sheet.state === 'submitted' ? `/hours?term=${view.termId}` : undefined}
        />
      ) : (
        <div className="space-y-3">
          {sheet && <LineList lines={view.lines} sheet={sheet} />}
          <Meter
            label={`Recorded in ${view.courseCode}`}
            value={usage.recorded / 4}
            max={usage.ceiling / 4}
            unit="h"
            tone={usage.level === 'warn' ? 'warn' : undefined}
          />
          {view.editable && (
            <ButtonLink href={openHref} className="max-sm:w-full">
              {sheet?.state === 'submitted' ? 'Change the hours' : 'Record hours'}
            </ButtonLink>
          )}
        </div>
      )}
    </Card>
  )
}

function OtherPeriods({ views, own }: { views: SheetView[]; own: OwnHours }) {
  const periods = own.periods
    .filter((period) => period.from <= own.today && views.some((view) => view.period === period))
    .reverse()
  if (periods.length === 0) return null
  return (
    <Section id="earlier" title="Other periods">
      <ul className="divide-y divide-line rounded border border-line bg-surface">
        {periods.map((period) => (
          <li key={period.paydayId} className="px-4 py-3">
            <p className="text-sm font-medium">{`${shortDay(period.from)} to ${formatDay(period.to)}`}</p>
            <p className="text-sm text-muted">{`Paid ${formatDay(period.paidOn)}`}</p>
            <ul className="mt-1">
              {views
                .filter((view) => view.period === period)
                .map((view) => (
                  <li
                    key={view.allocationId}
                    className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1"
                  >
                    <Link href={recordHref(view)} className="link inline-flex min-h-11 items-center text-sm">
                      {view.courseCode}
                    </Link>
                    <span className="flex items-center gap-2 text-sm tabular-nums">
                      {view.sheet && formatHours(view.sheet.quarters)}
                      <SheetBadges view={view} />
                    </span>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
  )
}
