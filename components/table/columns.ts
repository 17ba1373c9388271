/**
 * The columns of a list (lib/table-columns) as a DataTable shows them.
 *
 *   const columns = tableColumns(peopleColumns, peopleList.sorts, { email: { hideOnPhone: true } })
 */
import type { ListColumn } from '@/lib/table-columns'
import type { Column } from './types'

/** How columns look, by id; what is usual for one needs no entry. */
export type ColumnLooks<Id extends string> = {
  [K in Id]?: Omit<Column, 'id' | 'label' | 'primary' | 'sortable'>
}

/** The column that names the row stays in place; those among `sorts` have headings that sort. */
export function tableColumns<Id extends string>(
  columns: readonly ListColumn<Id>[],
  sorts: readonly string[],
  looks: ColumnLooks<Id>,
): Column[] {
  return columns.map(({ id, label, hint, primary }) => ({
    id,
    label,
    hint,
    primary,
    sticky: primary,
    sortable: sorts.includes(id),
    ...looks[id],
  }))
}
