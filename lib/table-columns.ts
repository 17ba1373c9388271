/**
 * Columns of a table as data: the page shows them, its column chooser offers them, and its export writes
 * those that are shown.
 */
export type ListColumn<Id extends string = string> = {
  id: Id
  label: string
  /** Names the row: always shown. */
  primary?: boolean
  /** Not shown unless chosen. */
  spare?: boolean
  /** How a figure is worked out, for instance. */
  hint?: string
}

/** The columns that a table shows, in their order: those chosen, else the usual ones; always the one that names the row. */
export function chosenColumns<C extends Pick<ListColumn, 'id' | 'primary' | 'spare'>>(
  columns: readonly C[],
  chosen: readonly string[],
): C[] {
  const picked = columns.filter((column) => chosen.includes(column.id))
  if (picked.length === 0) return columns.filter((column) => column.primary || !column.spare)
  return columns.filter((column) => column.primary || picked.includes(column))
}
