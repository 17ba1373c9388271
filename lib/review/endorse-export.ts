import { gpaNumber, gradeText } from '@/lib/applications/grades'
import type { ExportColumn } from '@/lib/spreadsheet/export'
import { degreeLevelNames, verdictNames } from '@/lib/vocabulary'
import { eligibilityOf } from './eligibility'
import type { Applicant } from './endorse-queries'

/** Applicants of a course as a file: the columns that the page shows, with the viewer's own comment. No decisions. */
export const applicantColumns: readonly ExportColumn<Applicant>[] = [
  { id: 'name', label: 'Name', type: 'text', value: (row) => row.name },
  { id: 'upi', of: 'name', label: 'UPI', type: 'text', value: (row) => row.upi },
  { id: 'email', of: 'name', label: 'Email', type: 'text', value: (row) => row.email },
  {
    id: 'verdict',
    label: 'Your endorsement',
    type: 'text',
    value: (row) => row.mine?.verdict && verdictNames[row.mine.verdict],
  },
  { id: 'comment', of: 'verdict', label: 'Your comment', type: 'text', value: (row) => row.mine?.comment },
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
    id: 'degree',
    of: 'name',
    label: 'Degree level',
    type: 'text',
    value: (row) => row.degreeLevel && degreeLevelNames[row.degreeLevel],
  },
  {
    id: 'workedBefore',
    of: 'experience',
    label: 'Worked in it before',
    type: 'bool',
    value: (row) => row.workedBefore,
  },
  {
    id: 'experience',
    label: 'Experience',
    type: 'text',
    value: (row) => row.experience ?? row.whySuitable,
  },
  {
    id: 'eligibility',
    label: 'Eligibility',
    type: 'text',
    value: (row) => eligibilityOf(row).label,
  },
  { id: 'elsewhere', label: 'Hours elsewhere', type: 'hours', value: (row) => row.elsewhereQuarters },
  {
    id: 'others',
    label: 'Other coordinators',
    type: 'text',
    value: (row) =>
      row.others
        .filter((one) => one.verdict !== null)
        .map((one) => `${one.coordinator}: ${one.verdict ? verdictNames[one.verdict].toLowerCase() : ''}`)
        .join('; '),
  },
]
