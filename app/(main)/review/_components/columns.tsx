import { type ColumnLooks, tableColumns } from '@/components/table/columns'
import { Badge } from '@/components/ui/badge'
import { StateBadge } from '@/components/ui/state-badge'
import { withoutRepeats } from '@/lib/courses/words'
import { formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { ordinal } from '@/lib/ordinal'
import { eligibilityOf } from '@/lib/review/eligibility'
import { type ReviewColumn, reviewColumns, reviewList } from '@/lib/review/list'
import { givenTexts, type ReviewRow, type WantedBy } from '@/lib/review/list-rows'
import { degreeLevelNames, verdictNames } from '@/lib/vocabulary'

/** How each column of the review table looks; their names and order are in lib/review/list. */
const looks: ColumnLooks<ReviewColumn> = {
  name: { width: '10.5rem' },
  given: {
    long: true,
    descFirst: true,
    onPhone: 'block',
    hint: 'Hours by this application; once published, how each offer stands',
  },
  // People of one name are told apart by it, on phones too.
  upi: { onPhone: 'subtitle' },
  auid: { hideOnPhone: true },
  email: { long: true, hideOnPhone: true },
  submitted: { descFirst: true, hideOnPhone: true },
  degree: { hideOnPhone: true },
  gpa: { align: 'end', descFirst: true, hideOnPhone: true, hint: 'As the student gave it, 0 to 9' },
  preferredGpa: {
    align: 'end',
    descFirst: true,
    hint: 'Average of the grades in the preferred courses; CPL and Pass are left out',
  },
  courses: { long: true, onPhone: 'subtitle', hint: 'Preferred courses in the student’s order' },
  wantedBy: {
    long: true,
    roomy: true,
    onPhone: 'block',
    descFirst: true,
    hint: 'Courses that endorse this person, their place in the coordinator’s order, and the student’s rank of each',
  },
  endorsements: { descFirst: true, hideOnPhone: true },
  eligibility: { descFirst: true },
  max: { align: 'end', descFirst: true, hideOnPhone: true, hint: 'Maximum hours a week' },
  held: {
    align: 'end',
    descFirst: true,
    hideOnPhone: true,
    hint: 'Hours of all live allocations in the term, both positions',
  },
  earlier: { align: 'end', descFirst: true, hideOnPhone: true, hint: 'Earlier terms worked' },
  enrolment: { long: true, hideOnPhone: true },
  decided: { descFirst: true, hideOnPhone: true },
}

export const reviewTableColumns = tableColumns(reviewColumns, reviewList.sorts, looks)

/** Hundredths as people write a GPA: 725 → "7.25". */
export const gpaText = (hundredths: number | null) =>
  hundredths === null ? null : (hundredths / 100).toFixed(2)

export { eligibilityOf }

/** "COMPSCI 101 strong, place 2 (ranked 1st)". */
function wantedText(one: WantedBy): string {
  const place = one.place === null ? '' : `, place ${one.place}`
  const rank = one.rank === null ? '' : ` (ranked ${ordinal(one.rank)})`
  return `${one.code} ${verdictNames[one.verdict].toLowerCase()}${place}${rank}`
}

export function reviewCells(row: ReviewRow, zone: string) {
  const { label, tone } = eligibilityOf(row)
  const endorsed = (['strong', 'yes', 'no'] as const)
    .filter((verdict) => row.endorsed[verdict] > 0)
    .map((verdict) => `${row.endorsed[verdict]} ${verdictNames[verdict].toLowerCase()}`)
  const wanted = withoutRepeats(
    row.wantedBy.map((one) => ({ code: one.code, text: wantedText(one) })),
    '; ',
  )
  return {
    name: row.name,
    result: row.decision && <StateBadge state={row.decision} />,
    given: withoutRepeats(givenTexts(row), '; '),
    upi: row.upi,
    auid: row.auid,
    email: row.email,
    submitted: row.submittedAt && formatInstant(row.submittedAt, zone),
    degree: row.degreeLevel && degreeLevelNames[row.degreeLevel],
    gpa: gpaText(row.gpaHundredths),
    preferredGpa: gpaText(row.preferredGpaHundredths),
    courses: withoutRepeats(row.wishes.map(({ code }) => ({ code, text: code }))),
    wantedBy: row.wantedBy.length > 1 ? `${row.wantedBy.length} courses: ${wanted}` : wanted,
    endorsements: endorsed.join(', '),
    eligibility: <Badge tone={tone}>{label}</Badge>,
    max: row.maxWeekQuarters === null ? null : formatHours(row.maxWeekQuarters),
    held: row.heldQuarters === 0 ? '0 h' : formatHours(row.heldQuarters),
    earlier:
      row.earlierTerms.length === 0 ? null : (
        <span
          title={row.earlierTerms.map((term) => `${term.name}: ${formatHours(term.quarters)}`).join('\n')}
        >
          {row.earlierTerms.length}
        </span>
      ),
    enrolment: row.enrolmentDetails,
    decided: row.decidedAt && formatInstant(row.decidedAt, zone),
    state: <StateBadge state={row.decision ?? row.state} />,
  }
}
