import { type ColumnLooks, tableColumns } from '@/components/table/columns'
import { Badge } from '@/components/ui/badge'
import { formatHours } from '@/lib/hours'
import { eligibilityOf } from '@/lib/review/eligibility'
import { type EndorseColumn, endorseColumns } from '@/lib/review/endorse-list'
import type { Applicant } from '@/lib/review/endorse-queries'
import { verdictNames } from '@/lib/vocabulary'
import { gpaText } from '../../review/_components/columns'
import { VerdictButtons } from './verdict-buttons'

/** How each column of the applicants looks; their names and order are in lib/review/endorse-list. */
const looks: ColumnLooks<EndorseColumn> = {
  name: { width: '12rem' },
  verdict: { onPhone: 'block' },
  rank: { align: 'end' },
  gpa: { align: 'end', descFirst: true },
  elsewhere: { align: 'end', descFirst: true },
  preferredGpa: { align: 'end', descFirst: true, hideOnPhone: true },
  experience: { long: true, hideOnPhone: true },
  others: { hideOnPhone: true },
}

/** The endorsement is sorted by the word `mine`, as it is filtered by it. */
export const sortOfColumn = (id: string) => (id === 'verdict' ? 'mine' : id)
export const columnOfSort = (sort: string) => (sort === 'mine' ? 'verdict' : sort)

export const applicantTableColumns = tableColumns(
  endorseColumns,
  ['name', 'verdict', 'rank', 'grade', 'gpa', 'preferredGpa', 'elsewhere'],
  looks,
)

/** @param back address to which the endorsement of a row comes back */
export function applicantCells(row: Applicant, courseId: string, back: string) {
  const { label, tone } = eligibilityOf(row)
  return {
    name: row.name,
    verdict:
      row.state === 'published' ? (
        <span className="text-muted">
          {row.mine?.verdict ? verdictNames[row.mine.verdict] : 'None'}, results are out
        </span>
      ) : (
        <VerdictButtons
          applicationId={row.id}
          courseId={courseId}
          name={row.name}
          verdict={row.mine?.verdict ?? null}
          version={row.mine?.version ?? 0}
          back={back}
        />
      ),
    rank: row.rank,
    grade: row.grade ?? (row.completed === false ? <span className="text-muted">Not taken</span> : null),
    gpa: gpaText(row.gpaHundredths),
    preferredGpa: gpaText(row.preferredGpaHundredths),
    experience: [row.workedBefore ? 'Worked in it before.' : '', row.experience ?? row.whySuitable ?? '']
      .filter(Boolean)
      .join(' '),
    eligibility: <Badge tone={tone}>{label}</Badge>,
    elsewhere: formatHours(row.elsewhereQuarters),
    others: row.others
      .filter((one) => one.verdict)
      .map((one) => `${one.coordinator}: ${verdictNames[one.verdict as 'yes'].toLowerCase()}`)
      .join('; '),
  }
}
