import type { PositionIndex } from '@/lib/assignment/types'

/** One row of an uploaded file against a scenario. */
export type ImportedRow = {
  row: number
  /** As written in the file, for the preview. */
  person: string
  course: string
  hours: string
  state: 'same' | 'new' | 'changed' | 'removed' | 'error'
  message: string
  /** What the row gives; of an error what stands and stays, or null. */
  pair: { person: number; course: number; position: PositionIndex; quarters: number; locked: boolean } | null
}
