import type { ExportColumn } from '@/lib/spreadsheet/export'
import { allocationStateNames, type Position, positionNames } from '@/lib/vocabulary'
import { sourceNames } from './facts'
import type { CourseMembers, Member } from './queries'
import { leftOf, type StaffingRow } from './staffing'

const ofPosition = (position: Position): ExportColumn<StaffingRow>[] => {
  const word = `${positionNames[position]}s`
  const cell = `${position}s`
  return [
    { id: `${position}People`, of: cell, label: word, type: 'number', value: (row) => row.people[position] },
    {
      id: `${position}Wanted`,
      of: cell,
      label: `${word} wanted`,
      type: 'number',
      value: (row) => row.wanted[position],
    },
    {
      id: `${position}Hours`,
      of: cell,
      label: `${word}’ hours`,
      type: 'hours',
      value: (row) => row.used[position],
    },
  ]
}

/** Courses and their staffing as a file: what a cell of the page says at once stands in columns of its own. */
export const staffingExport: readonly ExportColumn<StaffingRow>[] = [
  { id: 'code', label: 'Course', type: 'text', value: (row) => row.code },
  { id: 'name', label: 'Name', type: 'text', value: (row) => row.name },
  ...ofPosition('tutor'),
  ...ofPosition('marker'),
  {
    id: 'given',
    of: 'hours',
    label: 'Hours given',
    type: 'hours',
    value: (row) => row.used.tutor + row.used.marker,
  },
  { id: 'budget', of: 'hours', label: 'Budget', type: 'hours', value: (row) => row.availableQuarters },
  { id: 'left', label: 'Hours left', type: 'hours', value: leftOf },
  { id: 'students', label: 'Students', type: 'number', value: (row) => row.students },
]

type MemberLine = Pick<Member, 'name' | 'email'> & { member: Member | null }

/** Members of one course as a file: coordinators first, then everyone who has or had hours in it. */
export const memberColumns: readonly ExportColumn<MemberLine>[] = [
  { id: 'name', label: 'Name', type: 'text', value: (row) => row.name },
  { id: 'upi', label: 'UPI', type: 'text', value: (row) => row.member?.upi },
  { id: 'email', label: 'Email', type: 'text', value: (row) => row.email },
  {
    id: 'position',
    label: 'Position',
    type: 'text',
    value: (row) => (row.member ? positionNames[row.member.position] : 'Coordinator'),
  },
  { id: 'hours', label: 'Hours', type: 'hours', value: (row) => row.member?.quarters },
  { id: 'recorded', label: 'Recorded', type: 'hours', value: (row) => row.member?.recordedQuarters },
  {
    id: 'state',
    label: 'State',
    type: 'text',
    value: (row) => row.member && allocationStateNames[row.member.state],
  },
  {
    id: 'source',
    label: 'Source',
    type: 'text',
    value: (row) => row.member && sourceNames[row.member.source],
  },
  { id: 'override', label: 'Rule overridden', type: 'text', value: (row) => row.member?.overrideReason },
  { id: 'ended', label: 'Reason of the end', type: 'text', value: (row) => row.member?.endReason },
]

/** The lines of that file. */
export const memberLines = ({ coordinators, members }: CourseMembers): MemberLine[] => [
  ...coordinators.map(({ name, email }) => ({ name, email, member: null })),
  ...members.map((member) => ({ name: member.name, email: member.email, member })),
]
