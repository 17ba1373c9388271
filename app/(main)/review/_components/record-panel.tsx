import { SubmitButton } from '@/components/form'
import { type PanelSection, SidePanel } from '@/components/layout/side-panel'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import { StateBadge } from '@/components/ui/state-badge'
import { formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import type { AcceptCourse } from '@/lib/review/accept-courses'
import { eligibilityOf } from '@/lib/review/eligibility'
import type { ReviewRecord } from '@/lib/review/record'
import { decisionNames, positionNames } from '@/lib/vocabulary'
import { EndorseActions } from '../../endorse/_components/endorse-form'
import { AuditLines } from './audit-lines'
import { gpaText } from './columns'
import { RecordAnswers, RecordDocuments } from './record-answers'
import { RecordDecision, when } from './record-decision'
import { EarlierTerms, RecordHours } from './record-hours'
import { RecordNotes } from './record-notes'
import { RecordPreferences } from './record-preferences'

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
  courseInHand,
  nextToEndorse,
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
  /** For those who endorse: the course whose applicants they are going through. */
  courseInHand?: string
  /** Whom "Save and next" leads to; undefined after the last. */
  nextToEndorse?: string
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
            children: (
              <RecordDecision record={record} others={others} back={nextHref ?? closeHref} zone={zone} />
            ),
          },
        ]
      : []),
    ...preferenceSections(record, here, courseInHand, nextToEndorse ?? closeHref),
    {
      id: 'answers',
      title: 'Answers',
      actions:
        decides && a.state === 'submitted' ? (
          <ButtonLink href={`/review/${a.id}/edit`} size="sm">
            Correct answers
          </ButtonLink>
        ) : undefined,
      children: <RecordAnswers record={record} />,
    },
    { id: 'documents', title: 'Documents', children: <RecordDocuments record={record} /> },
    ...(decides
      ? [
          { id: 'hours', title: 'Hours', children: <RecordHours record={record} /> },
          { id: 'history', title: 'Earlier terms', children: <EarlierTerms record={record} /> },
          {
            id: 'notes',
            title: 'Notes',
            description: 'For coordinators of the position only.',
            children: <RecordNotes record={record} zone={zone} here={here} />,
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
              label: decides ? 'Hours held, both positions' : 'Hours held in all courses',
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
        ) : record.preferences.some((wish) => wish.courseId === courseInHand && wish.own) ? (
          <EndorseActions last={nextToEndorse === undefined} />
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

/** The preferences in one section; or first the course in hand alone, under its name, and then the others. */
function preferenceSections(
  record: ReviewRecord,
  here: string,
  courseInHand: string | undefined,
  next: string,
): PanelSection[] {
  const first = record.preferences.filter((wish) => wish.courseId === courseInHand)
  const rest = record.preferences.filter((wish) => wish.courseId !== courseInHand)
  const section = (id: string, title: string, wishes: typeof rest, onTo?: string): PanelSection => ({
    id,
    title,
    children: (
      <RecordPreferences
        applicationId={record.application.id}
        wishes={wishes}
        back={`${here}#${id}`}
        next={onTo}
      />
    ),
  })
  const [inHand] = first
  if (!inHand) return [section('preferences', 'Preferences', rest)]
  return [
    section('endorse', inHand.own ? `Endorse for ${inHand.code}` : inHand.code, first, next),
    ...(rest.length > 0 ? [section('preferences', 'Your other courses', rest)] : []),
  ]
}
