import Link from 'next/link'
import type { ReactNode } from 'react'
import { Form, HiddenFields, SubmitButton, TextArea } from '@/components/form'
import { type PanelSection, SidePanel } from '@/components/layout/side-panel'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { FactRows, Facts } from '@/components/ui/facts'
import { StateBadge } from '@/components/ui/state-badge'
import { formatInstant, relative } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { eligibilityOf } from '@/lib/review/eligibility'
import type { AcceptCourse, ReviewRecord } from '@/lib/review/record'
import { decisionNames, degreeLevelNames, positionNames } from '@/lib/vocabulary'
import { EndorseForm } from '../../endorse/_components/endorse-form'
import { addNoteAction } from '../actions'
import { AuditLines } from './audit-lines'
import { gpaText, ordinal } from './columns'
import { DecideForm } from './decide-form'

const yesNo = (value: boolean | null) => (value === null ? null : value ? 'Yes' : 'No')

/** One application with all that a reviewer needs; what it leaves out for whom is decided in lib/review/record. */
export function RecordPanel({
  record,
  others,
  zone,
  closeHref,
  previousHref,
  nextHref,
  here,
  scheduled = null,
}: {
  record: ReviewRecord
  others: AcceptCourse[]
  zone: string
  closeHref: string
  previousHref?: string
  nextHref?: string
  /** Address of this page, to come back to. */
  here: string
  /** The result waits in a publication of a later time. */
  scheduled?: { scheduleId: string; dueAt: Date } | null
}) {
  const { application: a, decides } = record
  const { label, tone } = eligibilityOf(a)
  const changedSince = a.editedAt && a.decidedAt && a.editedAt > a.decidedAt && a.state === 'submitted'
  const sections: PanelSection[] = [
    ...(record.acts.length > 0
      ? [
          {
            id: 'decision',
            title: 'Decision',
            description: 'The student learns of it when you publish, and not before.',
            children: <Decision record={record} others={others} back={nextHref ?? closeHref} zone={zone} />,
          },
        ]
      : []),
    { id: 'preferences', title: 'Preferences', children: <Preferences record={record} here={here} /> },
    {
      id: 'answers',
      title: 'Answers',
      actions:
        decides && a.state === 'submitted' ? (
          <ButtonLink href={`/review/${a.id}/edit`} size="sm">
            Correct answers
          </ButtonLink>
        ) : undefined,
      children: <Answers record={record} />,
    },
    { id: 'documents', title: 'Documents', children: <Documents record={record} /> },
    ...(decides
      ? [
          { id: 'hours', title: 'Hours', children: <Hours record={record} /> },
          { id: 'history', title: 'Earlier terms', children: <History record={record} /> },
          {
            id: 'notes',
            title: 'Notes',
            description: 'For coordinators of the position only.',
            children: <Notes record={record} zone={zone} here={here} />,
          },
          {
            id: 'audit',
            title: 'History',
            children: <AuditLines lines={record.audit} zone={zone} />,
          },
        ]
      : []),
  ]
  return (
    <SidePanel
      title={a.name ?? 'Unnamed'}
      badge={
        <>
          <StateBadge state={a.state} />
          {a.decision && a.state === 'submitted' && <StateBadge state={a.decision} />}
          {a.decision && a.state === 'published' && (
            <StateBadge state={a.decision} label={`${decisionNames[a.decision]}`} />
          )}
        </>
      }
      subtitle={`${positionNames[a.position]} application, ${record.term.name}`}
      closeHref={closeHref}
      previousHref={previousHref}
      nextHref={nextHref}
      facts={
        <Facts
          columns={3}
          items={[
            { label: 'UPI', value: a.upi },
            { label: 'Student ID', value: a.auid },
            {
              label: 'Email',
              widePhone: true,
              value: a.email && (
                <a className="link break-all" href={`mailto:${a.email}`}>
                  {a.email}
                </a>
              ),
            },
            { label: 'Eligibility', value: <Badge tone={tone}>{label}</Badge> },
            { label: 'GPA', value: gpaText(a.gpaHundredths) },
            { label: 'GPA of preferred courses', value: gpaText(a.preferredGpaHundredths) },
            {
              label: 'Maximum a week',
              value: a.maxWeekQuarters === null ? null : formatHours(a.maxWeekQuarters),
            },
            {
              label: decides ? 'Hours held, both positions' : 'Hours in other courses and this one',
              value: `${formatHours(record.heldQuarters)} (${(record.heldQuarters / 4 / record.weeks).toFixed(1)} h a week)`,
            },
            { label: 'Submitted', value: a.submittedAt && formatInstant(a.submittedAt, zone) },
          ]}
        />
      }
      sections={sections}
      actions={
        record.acts.length > 0 ? (
          <>
            <SubmitButton form="decide" name="act" value="accept">
              {a.decision === 'accepted' ? 'Save acceptance' : 'Accept'}
            </SubmitButton>
            <SubmitButton form="decide" name="act" value="reserve" variant="secondary">
              Reserve
            </SubmitButton>
            <SubmitButton form="decide" name="act" value="reject" variant="secondary">
              Reject
            </SubmitButton>
            {record.acts.includes('undo') && (
              <SubmitButton form="decide" name="act" value="undo" variant="ghost">
                Undo decision
              </SubmitButton>
            )}
          </>
        ) : undefined
      }
    >
      {scheduled && (
        <Alert tone="info" title={`To be published ${formatInstant(scheduled.dueAt, zone)}`}>
          <p>
            What is decided then goes out: a decision that you change before goes out as changed, and one that
            you undo is left out.{' '}
            <Link className="link" href={`/review/schedules/${scheduled.scheduleId}`}>
              See or change the publication
            </Link>
          </p>
        </Alert>
      )}
      {changedSince && (
        <Alert tone="warning" title="Changed since the decision">
          <p>
            {`The student changed these answers ${when(a.editedAt, zone)}, after the decision was made. Look at them again before publishing.`}
          </p>
        </Alert>
      )}
      {decides && a.state === 'published' && (
        <Alert tone="info" title="The result is published">
          <p>
            {a.decision && `${decisionNames[a.decision]}. `}The student was told {when(a.publishedAt, zone)}.
            {a.noteToStudent && ` With the note: “${a.noteToStudent}”`}
          </p>
        </Alert>
      )}
      {a.state === 'withdrawn' && (
        <Alert tone="info" title="Withdrawn">
          <p>The student withdrew this application {when(a.withdrawnAt, zone)}.</p>
        </Alert>
      )}
    </SidePanel>
  )
}

function when(at: Date | null, zone: string): string {
  if (!at) return 'earlier'
  return relative(at, new Date(), zone) ?? `on ${formatInstant(at, zone)}`
}

function Decision({
  record,
  others,
  back,
  zone,
}: {
  record: ReviewRecord
  others: AcceptCourse[]
  back: string
  zone: string
}) {
  const { application: a } = record
  const given = record.accept.reduce((sum, course) => sum + course.givenQuarters, 0)
  return (
    <>
      {a.decision && (
        <p className="mb-4 text-sm text-muted">
          {decisionNames[a.decision]} by {record.decidedByName ?? 'somebody'} {when(a.decidedAt, zone)}. It
          can be changed or undone until it is published.
        </p>
      )}
      <DecideForm
        // A new version has other hours and notes: the form begins again from them.
        key={a.version}
        id={a.id}
        version={a.version}
        acts={record.acts}
        positionWord={positionNames[a.position].toLowerCase()}
        courses={record.accept}
        others={others.map(({ courseId, code, name, leftQuarters, budgetQuarters }) => ({
          courseId,
          code,
          name,
          leftQuarters,
          budgetQuarters,
        }))}
        otherQuarters={record.heldQuarters - given}
        maxWeekQuarters={a.maxWeekQuarters}
        visaCapQuarters={a.citizenOrResident === false ? record.visaCapQuarters : null}
        weeks={record.weeks}
        note={a.noteToStudent}
        internalReason={a.internalReason}
        back={back}
      />
    </>
  )
}

function Preferences({ record, here }: { record: ReviewRecord; here: string }) {
  if (record.preferences.length === 0) return <p className="text-sm text-muted">No preferred course.</p>
  return (
    <ol className="divide-y divide-line border-y border-line">
      {record.preferences.map((wish) => (
        <li key={wish.courseId} className="py-4">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <p className="text-base">
              <span className="font-medium">{wish.code}</span> <span className="text-muted">{wish.name}</span>
            </p>
            <p className="text-sm text-muted tabular-nums">
              {ordinal(wish.rank)} preference
              {wish.grade && `, grade ${wish.grade}`}
              {wish.completed === false && ', not completed'}
              {wish.workedBefore && ', worked in it before'}
            </p>
          </div>
          <dl className="measure mt-2 space-y-2 text-sm">
            {wish.whySuitable && <Said term="Why suitable">{wish.whySuitable}</Said>}
            {wish.experience && <Said term="Experience">{wish.experience}</Said>}
          </dl>
          {wish.endorsements.length > 0 && (
            <ul className="mt-3 space-y-2" aria-label={`Endorsements for ${wish.code}`}>
              {wish.endorsements.map((one) => (
                <li key={one.coordinatorId} className="flex flex-wrap items-baseline gap-x-2 text-sm">
                  <StateBadge state={one.verdict ?? 'none'} />
                  <span>
                    {one.coordinator}
                    {one.place !== null && (
                      <span className="text-muted">, place {one.place} in their order</span>
                    )}
                  </span>
                  {one.comment && (
                    <span className="basis-full whitespace-pre-line text-muted">{one.comment}</span>
                  )}
                </li>
              ))}
            </ul>
          )}
          {wish.own && (
            <EndorseForm
              applicationId={record.application.id}
              courseId={wish.courseId}
              code={wish.code}
              {...wish.own}
              back={`${here}#preferences`}
            />
          )}
        </li>
      ))}
    </ol>
  )
}

function Said({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted">{term}</dt>
      <dd className="whitespace-pre-line break-words">{children}</dd>
    </div>
  )
}

function Answers({ record: { application: a } }: { record: ReviewRecord }) {
  return (
    <FactRows
      items={[
        { label: 'Overseas now', value: yesNo(a.overseas) },
        ...(a.overseas ? [{ label: 'Back by the start of the term', value: yesNo(a.returning) }] : []),
        { label: 'Citizen or permanent resident', value: yesNo(a.citizenOrResident) },
        ...(a.citizenOrResident === false ? [{ label: 'Valid work visa', value: yesNo(a.validVisa) }] : []),
        { label: 'Enrolment details', value: a.enrolmentDetails },
        { label: 'Degree level', value: a.degreeLevel && degreeLevelNames[a.degreeLevel] },
        { label: 'Other tutoring or assistant contracts', value: yesNo(a.otherContracts) },
        ...(a.otherContracts
          ? [
              { label: 'Other contracts', value: a.otherContractsText },
              {
                label: 'Hours a week of other contracts',
                value: a.otherContractQuarters === null ? null : formatHours(a.otherContractQuarters),
              },
            ]
          : []),
        {
          label: 'Maximum hours a week',
          value: a.maxWeekQuarters === null ? null : formatHours(a.maxWeekQuarters),
        },
        { label: 'GPA', value: gpaText(a.gpaHundredths) },
      ]}
    />
  )
}

function Documents({ record: { files } }: { record: ReviewRecord }) {
  return (
    <div className="space-y-6">
      {(['cv', 'transcript'] as const).map((kind) => {
        const file = files[kind]
        const word = kind === 'cv' ? 'CV' : 'Transcript'
        if (!file)
          return (
            <p key={kind} className="text-sm text-muted">
              {word}: no file on record.
            </p>
          )
        return (
          <div key={kind}>
            <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
              <p className="min-w-0 text-sm">
                <span className="font-medium">{word}</span>{' '}
                <span className="break-all text-muted">
                  {file.name}, {size(file.size)}
                  {file.pages !== null && `, ${file.pages} ${file.pages === 1 ? 'page' : 'pages'}`}
                </span>
              </p>
              <ButtonLink
                href={`/files/${file.id}`}
                prefetch={false}
                target="_blank"
                rel="noreferrer"
                size="sm"
              >
                Open {kind === 'cv' ? 'CV' : 'transcript'}
              </ButtonLink>
            </div>
            {/* Browsers of phones show no PDF inside a page. */}
            <iframe
              src={`/files/${file.id}`}
              title={`${word}: ${file.name}`}
              loading="lazy"
              className="h-[28rem] w-full rounded border border-line bg-sunken max-sm:hidden"
            />
          </div>
        )
      })}
    </div>
  )
}

const size = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

function Hours({ record }: { record: ReviewRecord }) {
  if (record.allocations.length === 0)
    return <p className="text-sm text-muted">No hours in this term, in either position.</p>
  return (
    <ul className="divide-y divide-line border-y border-line text-sm">
      {record.allocations.map((one) => (
        <li key={one.id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-3">
          <span>
            <Link className="link" href={`/enrolment?term=${record.term.id}&course=${one.courseId}`}>
              {one.code}
            </Link>{' '}
            as {positionNames[one.position].toLowerCase()}
            {!one.ofThis && one.source === 'pre_assignment' && ' (pre-assignment)'}
          </span>
          <span className="flex items-center gap-3">
            <span className="tabular-nums">{formatHours(one.quarters)}</span>
            <StateBadge state={one.state} />
          </span>
          {one.overrideReason && (
            <span className="basis-full text-muted">Rule overridden: {one.overrideReason}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

function History({ record }: { record: ReviewRecord }) {
  const { earlierTerms, earlierApplications } = record
  if (earlierTerms.length === 0 && earlierApplications.length === 0)
    return (
      <p className="text-sm text-muted">Nothing earlier: no other application, no hours in another term.</p>
    )
  return (
    <div className="space-y-4">
      {earlierTerms.length > 0 && (
        <FactRows
          items={earlierTerms.map((term) => ({
            label: term.name,
            value: `${formatHours(term.quarters)} held`,
          }))}
        />
      )}
      {earlierApplications.length > 0 && (
        <ul className="divide-y divide-line border-y border-line text-sm">
          {earlierApplications.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center justify-between gap-3 py-2">
              <Link className="link" href={`/review/${one.id}`}>
                {positionNames[one.position]} application, {one.term}
              </Link>
              <span className="flex gap-2">
                <StateBadge state={one.state} />
                {one.decision && <StateBadge state={one.decision} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Notes({ record, zone, here }: { record: ReviewRecord; zone: string; here: string }) {
  return (
    <>
      {record.notes.length > 0 && (
        <ul className="mb-4 space-y-3">
          {record.notes.map((note) => (
            <li key={note.id} className="text-sm">
              <p className="text-muted">
                {note.author}, {formatInstant(note.createdAt, zone)}
              </p>
              <p className="measure whitespace-pre-line break-words">{note.body}</p>
            </li>
          ))}
        </ul>
      )}
      <Form action={addNoteAction} resetOnOk>
        <HiddenFields values={{ applicationId: record.application.id, back: `${here}#notes` }} />
        <TextArea name="body" label="New note" rows={2} maxLength={4000} className="!mb-3" />
        <SubmitButton variant="secondary">Add note</SubmitButton>
      </Form>
    </>
  )
}
