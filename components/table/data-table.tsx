/**
 * A table paged, sorted and filtered by the server. Sorting is links, selection is real check boxes of a form
 * (so bulk actions work without JavaScript), a row becomes a card on phones. With JavaScript: shift-click for
 * ranges, select all, j / k / x / Enter / ? keys, a row that can be clicked anywhere.
 *
 *   <DataTable caption="Applications" columns={columns} rows={rows} sort={{ id: 'name', desc: false }}
 *     sortHref={(id, desc) => tableHref('/review', params, { sort: id, desc: desc ? '1' : undefined })}
 *     selection={{ action: '/review/confirm', actions: <SelectionButton value="accept">Accept</SelectionButton>, total }}
 *     empty={<EmptyState …/>} />
 */
import type { ReactNode } from 'react'
import { DataTableClient } from './data-table-client'
import { missingDecimals } from './decimals'
import type { Column, Density, Selection, TableRow } from './types'

export function DataTable({
  caption,
  columns,
  rows,
  sort,
  sortHref,
  visible,
  density = 'comfortable',
  selection,
  empty,
  footer,
  fill = true,
}: {
  /** Names the table for screen readers. */
  caption: string
  columns: Column[]
  rows: TableRow[]
  sort?: { id: string; desc: boolean }
  sortHref?: (id: string, desc: boolean) => string
  /** Ids of the columns to show; all when not given. Primary columns are always shown. */
  visible?: readonly string[]
  density?: Density
  selection?: Selection
  /** Shown instead of the table when there are no rows. */
  empty?: ReactNode
  /** A row of totals: cells by column id. */
  footer?: Record<string, ReactNode>
  /** Scrolls inside the window's height, so that the header stays; false for short tables inside cards. */
  fill?: boolean
}) {
  if (rows.length === 0 && empty) {
    return <div className="rounded border border-line bg-surface">{empty}</div>
  }
  const shown = visible ? columns.filter((column) => column.primary || visible.includes(column.id)) : columns
  const hrefs: Record<string, string> = {}
  if (sortHref) {
    for (const column of shown) {
      if (!column.sortable) continue
      const desc = sort?.id === column.id ? !sort.desc : Boolean(column.descFirst)
      hrefs[column.id] = sortHref(column.id, desc)
    }
  }
  const { pads, footerPads } = missingDecimals(shown, rows, footer)
  return (
    <DataTableClient
      caption={caption}
      columns={shown}
      rows={rows.map((row, index) => ({
        ...row,
        pads: pads[index],
        // What no column shows does not travel.
        cells: Object.fromEntries(shown.map(({ id }) => [id, row.cells[id]])),
      }))}
      footerPads={footerPads}
      sort={sort}
      hrefs={hrefs}
      density={density}
      selection={selection}
      footer={footer}
      fill={fill}
    />
  )
}
