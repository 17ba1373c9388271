import { gpaNumber, gradeText } from '@/lib/applications/grades'
import { eligibilityOf } from '@/lib/review/eligibility'
import type { ExportColumn } from '@/lib/spreadsheet/export'
import { verdictNames } from '@/lib/vocabulary'
import type { ReserveRow } from './reserve-queries'

/** The reserve list of a course as a file: the columns of the page. */
export const reserveColumns: readonly ExportColumn<ReserveRow>[] = [
  { id: 'name', label: 'Name', type: 'text', value: (row) => row.name },
  { id: 'upi', label: 'UPI', type: 'text', value: (row) => row.upi },
  { id: 'email', label: 'Email', type: 'text', value: (row) => row.email },
  { id: 'rank', label: 'Rank', type: 'number', value: (row) => row.rank },
  {
    id: 'grade',
    label: 'Grade',
    type: 'text',
    value: gradeText,
  },
  { id: 'gpa', label: 'GPA', type: 'number', value: (row) => gpaNumber(row.gpaHundredths) },
  {
    id: 'preferredGpa',
    label: 'Preferred GPA',
    type: 'number',
    value: (row) => gpaNumber(row.preferredGpaHundredths),
  },
  {
    id: 'endorsed',
    label: 'Endorsed',
    type: 'text',
    value: (row) =>
      row.endorsements
        .map((one) => `${one.coordinator}: ${verdictNames[one.verdict].toLowerCase()}`)
        .join('; '),
  },
  { id: 'held', label: 'Hours held', type: 'hours', value: (row) => row.heldQuarters },
  { id: 'max', label: 'Max a week', type: 'hours', value: (row) => row.maxWeekQuarters },
  { id: 'eligibility', label: 'Eligibility', type: 'text', value: (row) => eligibilityOf(row).label },
  { id: 'refusal', label: 'Why no offer', type: 'text', value: (row) => row.refusal },
]
