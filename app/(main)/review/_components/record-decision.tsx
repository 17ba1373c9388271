import { formatInstant, relative } from '@/lib/dates'
import type { AcceptCourse } from '@/lib/review/accept-courses'
import type { ReviewRecord } from '@/lib/review/record'
import { decisionNames, positionNames } from '@/lib/vocabulary'
import { DecideForm } from './decide-form'

/** "2 hours ago" when it is near, else "on Fri 12 Feb 2027, 23:59"; "earlier" when it was not recorded. */
export function when(at: Date | null, zone: string): string {
  if (!at) return 'earlier'
  return relative(at, new Date(), zone) ?? `on ${formatInstant(at, zone)}`
}

/** Who decided, and the form by which it is decided. */
export function RecordDecision({
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
        key={a.id}
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
