import { CalendarDays, Copy, Pencil } from 'lucide-react'
import { Form, HiddenFields, SubmitButton } from '@/components/form'
import { DataTable } from '@/components/table/data-table'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { type Fact, Facts } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Stat, StatGrid } from '@/components/ui/stat'
import { StateBadge } from '@/components/ui/state-badge'
import { daysBetween, formatDay, formatInstant, relativeDay, teachingWeeks, todayIn } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { remindersText } from '@/lib/terms/paydays'
import type { Term } from '@/lib/terms/queries'
import { isEmptyPeriod, type PayPeriod, payPeriods } from '@/lib/timesheets/periods'
import { positionNames, positions } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { LateDays } from '../_components/late-days'
import { termMetadata, termOfPage } from '../_components/term-page'
import { termState } from '../_components/term-state'
import { restoreTermAction } from '../actions'

export const generateMetadata = (props: PageProps) => termMetadata(props)

export default definePage({ path: '/terms/[id]', gate: 'terms.manage' }, async ({ viewer, params }) => {
  const [{ term, paydays, use }, settings] = await Promise.all([termOfPage(viewer, params.id), getSettings()])
  const today = todayIn(settings.timeZone)
  const archived = term.archivedAt !== null
  const periods = payPeriods(term, paydays, settings.timeZone)
  const weeks = Math.ceil(daysBetween(term.startsOn, term.endsOn) / 7)
  const copy = (
    <ButtonLink href={`/terms/${term.id}/copy`} icon={<Copy aria-hidden />}>
      Copy term
    </ButtonLink>
  )
  const edit = (
    <ButtonLink href={`/terms/${term.id}/edit`} variant="primary" icon={<Pencil aria-hidden />}>
      Edit term
    </ButtonLink>
  )
  return (
    <div className="max-w-5xl space-y-8">
      <div>
        <PageHeader
          title={term.name}
          badge={<StateBadge state={termState(term)} />}
          breadcrumb={[{ label: 'Terms', href: '/terms' }]}
          actions={
            archived ? (
              copy
            ) : (
              <>
                {edit}
                {copy}
                <ButtonLink href={`/terms/${term.id}/remove`} variant="ghost">
                  Remove term
                </ButtonLink>
              </>
            )
          }
        />
        {archived && (
          <Alert tone="info" title="This term is archived" className="mb-6">
            <p>It has left the lists and nothing in it can be changed. Its figures stay in the reports.</p>
            <Form action={restoreTermAction} className="mt-2">
              <HiddenFields values={{ id: term.id, version: term.version }} />
              <SubmitButton variant="secondary">Bring the term back</SubmitButton>
            </Form>
          </Alert>
        )}
        <Facts
          columns={3}
          items={[
            { label: 'First day', value: formatDay(term.startsOn) },
            { label: 'Last day', value: formatDay(term.endsOn) },
            {
              label: 'Teaching weeks',
              value: `${teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks)} of ${weeks}`,
            },
            ...positions.flatMap((position) =>
              positionFacts(term, position, today, settings.applicationLimit),
            ),
          ]}
        />
      </div>
      <StatGrid>
        <Stat label="Courses" value={use.courses} href={`/courses?term=${term.id}`} />
        <Stat label="Applications" value={use.applications} href={`/review?term=${term.id}`} />
        <Stat label="Paydays" value={paydays.length} href={`/terms/${term.id}/paydays`} />
      </StatGrid>
      <Section
        id="paydays"
        title="Paydays"
        actions={
          archived ? undefined : (
            <ButtonLink href={`/terms/${term.id}/paydays`} icon={<CalendarDays aria-hidden />}>
              {paydays.length > 0 ? 'Change paydays' : 'Set paydays'}
            </ButtonLink>
          )
        }
      >
        {!archived && <LateDays term={term} paydays={paydays} zone={settings.timeZone} className="mb-4" />}
        <DataTable
          caption={`Paydays of ${term.name}`}
          fill={false}
          columns={[
            { id: 'paidOn', label: 'Payday', primary: true },
            { id: 'cutoff', label: 'Cut-off' },
            { id: 'worked', label: 'Pay period' },
            { id: 'reminders', label: 'Reminders, days before' },
            { id: 'hours', label: 'Hours recorded' },
          ]}
          rows={paydays.map((payday) => ({
            id: payday.id,
            label: formatDay(payday.paidOn),
            cells: {
              paidOn: <Day day={payday.paidOn} today={today} />,
              cutoff: formatInstant(payday.cutoffAt, settings.timeZone),
              worked: periodWords(periods.find((period) => period.paydayId === payday.id)),
              reminders: remindersText(payday.reminderDays) || 'None',
              hours: payday.hasHours ? 'Yes' : 'No',
            },
          }))}
          empty={
            <EmptyState title="No paydays yet">
              Without paydays nobody can record hours. They can be generated from the first date.
            </EmptyState>
          }
        />
      </Section>
      {use.courses === 0 && !archived && (
        <Alert tone="info" title="This term has no courses yet">
          <Link className="link" href={`/courses/import?term=${term.id}`}>
            Import them from a spreadsheet
          </Link>{' '}
          or{' '}
          <Link className="link" href={`/courses/new?term=${term.id}`}>
            add one by hand
          </Link>
          .
        </Alert>
      )}
    </div>
  )
})

/** "Sat 7 Nov to Fri 20 Nov 2026", with both years where they differ; null for a payday that no day belongs to. */
function periodWords(period: PayPeriod | undefined) {
  if (!period || isEmptyPeriod(period)) return null
  const from = formatDay(period.from)
  const oneYear = period.from.slice(0, 4) === period.to.slice(0, 4)
  return `${oneYear ? from.replace(/ \d{4}$/, '') : from} to ${formatDay(period.to)}`
}

function Day({ day, today }: { day: string; today: string }) {
  const near = relativeDay(day, today)
  return (
    <>
      <span className="mr-2 whitespace-nowrap">{formatDay(day)}</span>
      {near && <span className="font-normal whitespace-nowrap text-muted">{near}</span>}
    </>
  )
}

function positionFacts(
  term: Term,
  position: (typeof positions)[number],
  today: string,
  setting: 'none' | 'one',
): Fact[] {
  const name = positionNames[position]
  const deadline = term[`${position}Deadline`]
  const results = term[`${position}ResultsOn`]
  const limit = term[`${position}Limit`]
  const words = { one: 'One at a time', none: 'Any number' }
  return [
    { label: `${name} deadline`, value: deadline && <Day day={deadline} today={today} /> },
    { label: `${name} results expected on`, value: results && <Day day={results} today={today} /> },
    {
      label: `${name} applications per student`,
      value: limit === 'setting' ? `${words[setting]} (the institution’s setting)` : words[limit],
    },
  ]
}
