import type { ExportColumn } from '@/lib/spreadsheet/export'
import type { ComparedLine } from './compare'
import { qualityWords } from './cost'
import type { PublishedPart } from './published'
import type { RunLine } from './queries'
import type { RunRow } from './store'

/** Where a scenario stands: what its badge and its line in a file say. */
export const standingNames = {
  applied: 'Applied',
  partly: 'Applied, partly published',
  published: 'Applied and published',
  waiting: 'Waiting',
  solving: 'Solving',
  failed: 'Failed',
  cancelled: 'Cancelled',
  undone: 'Undone',
  edited: 'Edited',
  proposal: 'Proposal',
} as const
export type Standing = keyof typeof standingNames

export type Stands = Pick<RunRow, 'state' | 'appliedAt' | 'undoneAt' | 'edited'> & {
  published: PublishedPart | null
}

export function standingOf(run: Stands): Standing {
  if (run.appliedAt && !run.undoneAt) {
    const { published, of } = run.published ?? { published: 0, of: 0 }
    return published === 0 ? 'applied' : published < of ? 'partly' : 'published'
  }
  if (run.state === 'queued') return 'waiting'
  if (run.state === 'solving' || run.state === 'failed' || run.state === 'cancelled') return run.state
  if (run.undoneAt) return 'undone'
  return run.edited ? 'edited' : 'proposal'
}

/** The scenarios of a term side by side; blank figures are of those that are not solved. */
export const runColumns: readonly ExportColumn<RunLine>[] = [
  { id: 'name', label: 'Name', type: 'text', value: (run) => run.name },
  { id: 'state', label: 'State', type: 'text', value: (run) => standingNames[standingOf(run)] },
  { id: 'covered', label: 'Hours covered', type: 'hours', value: (run) => run.figures?.filledQuarters },
  { id: 'needed', label: 'Hours needed', type: 'hours', value: (run) => run.figures?.demandQuarters },
  {
    id: 'first',
    label: 'People in their first preference',
    type: 'number',
    value: (run) => run.figures?.first,
  },
  {
    id: 'three',
    label: 'People in their first three preferences',
    type: 'number',
    value: (run) => run.figures?.firstThree,
  },
  { id: 'people', label: 'People with hours', type: 'number', value: (run) => run.figures?.people },
  { id: 'applicants', label: 'Applicants', type: 'number', value: (run) => run.figures?.applicants },
  {
    id: 'quality',
    label: 'How good it is',
    type: 'text',
    value: (run) => qualityWords(run),
  },
  { id: 'by', label: 'Made by', type: 'text', value: (run) => run.creator },
  { id: 'when', label: 'Made', type: 'instant', value: (run) => run.createdAt },
  { id: 'applied', label: 'Applied', type: 'instant', value: (run) => run.appliedAt },
]

/** The pairs in which two proposals differ. @param names of the one before and the one after */
export const comparedColumns = (names: {
  before: string
  after: string
}): readonly ExportColumn<ComparedLine>[] => [
  { id: 'person', label: 'Person', type: 'text', value: (line) => line.name },
  { id: 'course', label: 'Course', type: 'text', value: (line) => line.code },
  {
    id: 'position',
    label: 'Position',
    type: 'text',
    value: (line) => (line.position === 0 ? 'Tutor' : 'Marker'),
  },
  { id: 'before', label: names.before, type: 'hours', value: (line) => line.before },
  { id: 'after', label: names.after, type: 'hours', value: (line) => line.after },
]
