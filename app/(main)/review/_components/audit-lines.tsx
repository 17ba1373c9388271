import { formatInstant } from '@/lib/dates'
import type { AuditLine } from '@/lib/review/record'

const verbs: Record<string, string> = {
  'applications.submit': 'Submitted',
  'applications.change': 'Changed the submitted answers',
  'applications.correct': 'Corrected the answers',
  'applications.withdraw': 'Withdrew',
  'applications.accept': 'Accepted',
  'applications.reserve': 'Put on reserve',
  'applications.reject': 'Rejected',
  'applications.undo': 'Undid the decision',
  'applications.publish': 'Published the result',
  'applications.acceptFromReserve': 'Accepted from the reserve list',
  'applications.endorse': 'Endorsed',
  'applications.note': 'Added a note',
}
const fields: Record<string, string> = {
  decision: 'Decision',
  noteToStudent: 'Note to the student',
  internalReason: 'Internal reason',
  hours: 'Hours',
  verdict: 'Verdict',
  comment: 'Comment',
  state: 'State',
}

/** Who did what and when, newest first, with what changed. */
export function AuditLines({ lines, zone }: { lines: AuditLine[]; zone: string }) {
  if (lines.length === 0) return <p className="text-sm text-muted">Nothing recorded yet.</p>
  return (
    <ol className="space-y-4 text-sm">
      {lines.map((line) => {
        // Corrections keep the words of the questions; other entries have fields of their own.
        const keys = Object.keys(line.after ?? {}).filter(
          (key) => Object.hasOwn(fields, key) || line.action === 'applications.correct',
        )
        return (
          <li key={line.id}>
            <p>
              <span className="font-medium">{verbs[line.action] ?? line.action}</span>{' '}
              <span className="text-muted">
                {line.actorName}, {formatInstant(line.at, zone)}
              </span>
            </p>
            {keys.length > 0 && (
              <ul className="text-muted">
                {keys.map((key) => (
                  <li key={key}>
                    {fields[key] ?? key}: {shown(line.before?.[key])} → {shown(line.after?.[key])}
                  </li>
                ))}
              </ul>
            )}
            {line.reason && <p className="measure text-muted">Reason: {line.reason}</p>}
          </li>
        )
      })}
    </ol>
  )
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([course, hours]) => `${course} ${String(hours)} h`)
      .join(', ')
  return String(value)
}
