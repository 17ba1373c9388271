import { eligibilityLabels, identityLabels } from '@/lib/applications/labels'
import { type ApplicationAction, actionInWords } from '@/lib/audit/actions'
import type { AuditLine } from '@/lib/audit/queries'
import { formatInstant } from '@/lib/dates'
import { profileLabels } from '@/lib/profile/schema'
import { showProfileValue } from '@/lib/profile/show'
import { type Decision, decisionNames, type Verdict, verdictNames } from '@/lib/vocabulary'

const verbs: Record<ApplicationAction, string> = {
  'applications.start': 'Started the application',
  'applications.edit': 'Filled in the form on behalf',
  'applications.deleteDraft': 'Deleted the draft',
  'applications.submit': 'Submitted',
  'applications.change': 'Changed the submitted answers',
  'applications.discardChanges': 'Dropped changes that were not submitted',
  'applications.withdraw': 'Withdrew',
  'applications.correct': 'Corrected the answers',
  'applications.accept': 'Accepted',
  'applications.reserve': 'Put on reserve',
  'applications.reject': 'Rejected',
  'applications.undo': 'Undid the decision',
  'applications.publish': 'Published the result',
  'applications.acceptFromReserve': 'Accepted from the reserve list',
  'applications.endorse': 'Endorsed',
  'applications.orderEndorsed': 'Ordered the people wanted',
  'applications.note': 'Added a note',
  'applications.grantLate': 'Let the student submit late',
  'applications.revokeLate': 'Took back the late submission',
  'applications.removeFiles': 'Removed the files',
}
const fields: Record<string, string> = {
  ...profileLabels,
  ...identityLabels,
  ...eligibilityLabels,
  decision: 'Decision',
  noteToStudent: 'Note to the student',
  internalReason: 'Internal reason',
  hours: 'Hours',
  verdict: 'Verdict',
  comment: 'Comment',
  state: 'State',
  email: 'Preferred email',
  courses: 'Preferred courses',
  cvFileId: 'CV',
  transcriptFileId: 'Transcript',
  cv: 'CV',
  transcript: 'Transcript',
  files: 'Files',
}
/** What is too long for a line, or says nothing by itself: only that it changed. */
const onlyNamed = new Set(['courses', 'cvFileId', 'transcriptFileId', 'cv', 'transcript'])

/** Who did what and when, newest first, with what changed. */
export function AuditLines({ lines, zone }: { lines: AuditLine[]; zone: string }) {
  if (lines.length === 0) return <p className="text-sm text-muted">Nothing recorded yet.</p>
  return (
    <ol className="space-y-4 text-sm">
      {lines.map((line) => {
        const keys = keysOf(line)
        return (
          <li key={line.id}>
            <p>
              <span className="font-medium">
                {verbs[line.action as ApplicationAction] ?? actionInWords(line.action)}
              </span>{' '}
              <span className="text-muted">
                {line.actorName}, {formatInstant(line.at, zone)}
              </span>
            </p>
            {keys.length > 0 && (
              <ul className="text-muted">
                {keys.map((key) => (
                  <li key={key}>
                    {onlyNamed.has(key)
                      ? `${fields[key]}: changed`
                      : `${fields[key] ?? key}: ${shown(key, line.before?.[key])} → ${shown(key, line.after?.[key])}`}
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

/** What of an entry is told in lines of its own. */
function keysOf({ action, after }: AuditLine): string[] {
  // What was submitted first stands above as the answers.
  if (action === 'applications.submit') return []
  const keys = Object.keys(after ?? {})
  // Corrections keep the words of the questions as keys.
  if (action === 'applications.correct') return keys
  const known = keys.filter((key) => Object.hasOwn(fields, key))
  // A step of courses filled in on behalf has a key for each course.
  return action === 'applications.edit' && known.length < keys.length ? [...known, 'courses'] : known
}

function shown(key: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (key === 'hours' && typeof value === 'object')
    return Object.entries(value)
      .map(([course, hours]) => `${course} ${String(hours)} h`)
      .join(', ')
  if (key === 'decision') return decisionNames[value as Decision] ?? String(value)
  if (key === 'verdict') return verdictNames[value as Verdict] ?? String(value)
  return showProfileValue(key, value)
}
