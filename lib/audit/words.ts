import type { auditLog } from '@/db/schema'
import { eligibilityLabels, identityLabels } from '@/lib/applications/labels'
import { courseLabels } from '@/lib/courses/schema'
import { formatDay, isIsoDay } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { profileLabels } from '@/lib/profile/schema'
import { settingLabels } from '@/lib/settings/schema'
import { decisionNames, degreeLevelNames, roleNames, verdictNames } from '@/lib/vocabulary'

/** What entries of the audit log say of a change, in words: the one table of what their fields are called. */
const fieldWords: Record<string, string> = {
  ...settingLabels,
  ...courseLabels,
  ...eligibilityLabels,
  ...profileLabels,
  ...identityLabels,
  accepted: 'Accepted',
  added: 'Added',
  agreedHours: 'Hours agreed to before',
  allowedBeyond: 'Hours beyond the allocation',
  amount: 'Amount',
  applications: 'Applications',
  archived: 'Archived',
  assignments: 'Assignments',
  at: 'At',
  batch: 'Batch',
  breakWeeks: 'Break weeks',
  browser: 'Browser',
  by: 'By',
  changed: 'Changed',
  comment: 'Comment',
  coordinator: 'Course coordinator',
  coordinators: 'Course coordinators',
  corrections: 'Corrections',
  courses: 'Courses',
  cv: 'CV',
  cvFileId: 'CV',
  decision: 'Decision',
  edit: 'Edit',
  email: 'Email',
  endsOn: 'Last day',
  files: 'Files',
  from: 'From',
  hours: 'Hours',
  internalReason: 'Internal reason',
  keep: 'Stays signed in',
  late: 'Late',
  lines: 'Lines',
  lost: 'Pairs lost',
  markerLimit: 'Marker applications per student',
  markerResultsOn: 'Marker results expected on',
  note: 'Note',
  noteToStudent: 'Note to the student',
  open: 'Open for applications',
  order: 'Order',
  pairs: 'Pairs of person and course',
  passedOver: 'Passed over',
  paydays: 'Paydays',
  people: 'People',
  preferredGpaHundredths: 'GPA of the preferred courses',
  rate: 'Pay rate',
  rejected: 'Rejected',
  removed: 'Removed',
  reserve: 'On reserve',
  results: 'Results',
  roles: 'Roles',
  rowsWithErrors: 'Rows with errors',
  sessions: 'Sessions',
  source: 'Came by',
  startsOn: 'First day',
  state: 'State',
  term: 'Term',
  timesheets: 'Timesheets',
  transcript: 'Transcript',
  transcriptFileId: 'Transcript',
  tutorLimit: 'Tutor applications per student',
  tutorResultsOn: 'Tutor results expected on',
  unchanged: 'Not changed',
  undecided: 'Undecided',
  until: 'Until',
  updated: 'Updated',
  created: 'Created',
  username: 'User name',
  validFrom: 'Valid from',
  verdict: 'Endorsement',
}

/** Record ids, which say nothing to people. */
const isId = (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text)
/** A field without words of its own: its key, taken apart; course codes and the words of a question as they are. */
const taken = (key: string) =>
  /^[a-z][A-Za-z]*$/.test(key)
    ? key.charAt(0).toUpperCase() + key.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : key
const wordOf = (key: string) => (Object.hasOwn(fieldWords, key) ? fieldWords[key]! : taken(key))

const names: Record<string, Record<string, string>> = {
  decision: decisionNames,
  verdict: verdictNames,
  degreeLevel: degreeLevelNames,
  roles: roleNames,
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** A value as people read it. */
function valueInWords(key: string, value: unknown): string {
  if (isEmpty(value)) return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) {
    const items = value.map((one) => valueInWords(key, one))
    return items.join(items.some((item) => item.includes(', ')) ? ' / ' : ', ')
  }
  if (typeof value === 'object')
    return Object.entries(value as object)
      .filter(([, one]) => !isEmpty(one) && !(typeof one === 'string' && isId(one)))
      .map(([name, one]) => `${wordOf(name)} ${valueInWords(key === 'hours' ? key : name, one)}`)
      .join(', ')
  if (typeof value === 'number') {
    if (/Quarters$/.test(key)) return formatHours(value)
    if (/Hundredths$/.test(key)) return (value / 100).toFixed(2)
    if (/^hours$|Hours$|^allowedBeyond$/.test(key)) return `${value} h`
    return String(value)
  }
  const text = String(value)
  if (names[key]?.[text]) return names[key][text]
  if (isIsoDay(text)) return formatDay(text)
  return key === 'state' || key === 'source' ? text.replaceAll('_', ' ') : text
}

/** What is told of by a name alone: files are records, and answers about a course too long for a line. */
const onlyNamed = (key: string, value: unknown) =>
  key.endsWith('FileId') || isId(key) || (key === 'courses' && typeof value === 'object')
const nameOf = (key: string) => (isId(key) ? 'Preferred courses' : wordOf(key))

/**
 * "Hours: 10 h → 12 h; State: offered → accepted", of what changed; '' where an entry changed nothing. What was not
 * recorded before, as on a new record, is told without an arrow.
 */
export function changeInWords(row: Pick<typeof auditLog.$inferSelect, 'before' | 'after'>): string {
  const after = row.after ?? {}
  const before = row.before ?? {}
  const said = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const [old, now] = [before[key], after[key]]
    if (isEmpty(old) && isEmpty(now)) return []
    if (JSON.stringify(old) === JSON.stringify(now)) return []
    if (onlyNamed(key, now ?? old)) return [`${nameOf(key)}: changed`]
    if ([old, now].some((one) => typeof one === 'string' && isId(one))) return []
    const words = valueInWords(key, now)
    return [`${wordOf(key)}: ${Object.hasOwn(before, key) ? `${valueInWords(key, old)} → ${words}` : words}`]
  })
  return [...new Set(said)].join('; ')
}
