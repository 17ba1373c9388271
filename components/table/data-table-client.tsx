/* biome-ignore-all lint/a11y/noRedundantRoles: cards on phones change the display of the table's parts, and with it their roles */
'use client'
/** The browser's half of DataTable: markup, selection and keys. Use DataTable. */
import { type ColumnDef, rowSelectionFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { lazy, type ReactNode, Suspense, useEffect, useId, useMemo, useRef, useState } from 'react'
import { cn } from '../ui/cn'
import { BodyCell, HeadCell } from './cells'
import { SelectionBar } from './selection-bar'
import type { Column, Density, Selection, TableRow } from './types'
import { useCopyRows } from './use-copy-rows'
import { useHeightLeft } from './use-height-left'
import { useTableKeys } from './use-table-keys'

// Loaded when somebody asks for it: it would weigh on the first load of every table.
const KeysDialog = lazy(() => import('./keys-dialog').then((module) => ({ default: module.KeysDialog })))

const features = tableFeatures({ rowSelectionFeature })

export function DataTableClient({
  caption,
  columns,
  rows,
  sort,
  hrefs,
  density,
  selection,
  footer,
  footerPads,
  fill,
}: {
  caption: string
  columns: Column[]
  rows: TableRow[]
  sort?: { id: string; desc: boolean }
  hrefs: Record<string, string>
  density: Density
  selection?: Selection
  footer?: Record<string, ReactNode>
  footerPads?: Record<string, string>
  fill: boolean
}) {
  const id = useId()
  const formId = `${id}-bulk`
  const name = selection?.name ?? 'ids'
  const root = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLElement>(null)
  useHeightLeft(scroller, root, fill)

  const definitions = useMemo<ColumnDef<typeof features, TableRow>[]>(
    () => columns.map((column) => ({ id: column.id, header: column.label })),
    [columns],
  )
  const [rowSelection, setRowSelection] = useState<Record<string, true>>(() =>
    Object.fromEntries(rows.filter((row) => row.selected).map((row) => [row.id, true])),
  )
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: (row) => row.id,
    enableRowSelection: (row) => !row.original.locked,
    state: { rowSelection },
    onRowSelectionChange: setRowSelection,
  })
  // Boxes ticked before this script arrived count; those of rows that are gone do not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the boxes in the page change with the rows
  useEffect(() => {
    const boxes = root.current?.querySelectorAll<HTMLInputElement>('[data-row-select]') ?? []
    setRowSelection(
      Object.fromEntries([...boxes].filter((box) => box.checked).map((box) => [box.value, true])),
    )
  }, [rows])

  // The record beside the table came by "next" or by a link: its row is brought into sight.
  const current = rows.find((row) => row.current)?.id
  useEffect(() => {
    const box = scroller.current
    const row = current && box?.querySelector('[data-row][aria-current=true]')
    if (!box || !row) return
    const { top, bottom, height } = box.getBoundingClientRect()
    const at = row.getBoundingClientRect()
    if (at.top < top || at.bottom > bottom) box.scrollTop += at.top - top - height / 2
  }, [current])

  const { keysOpen, closeKeys } = useTableKeys(root)
  const headings = useMemo(() => columns.map((column) => column.label), [columns])
  const selected = table.getSelectedRowModel().rows
  const chosen = selected.length
  const { copy, copied } = useCopyRows(root, headings, chosen)
  const cellHeight = density === 'compact' ? 'sm:h-8' : 'sm:h-10'
  const stickyLeft = selection ? 'sm:left-10' : 'sm:left-0'

  return (
    <div ref={root} className="group/table relative">
      <section
        ref={scroller}
        aria-label={caption}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className={cn(
          'relative overflow-x-auto rounded border border-line bg-surface print:overflow-visible focus-visible:-outline-offset-2',
          // The way from the page's top to the table is measured; 14rem until then and without scripts.
          fill &&
            'sm:max-h-[max(16rem,calc(100dvh-var(--above-table,14rem)))] sm:overflow-y-auto print:max-h-none',
        )}
      >
        <table role="table" className="w-full border-separate border-spacing-0 text-sm max-sm:block">
          <caption className="sr-only">{caption}</caption>
          <thead role="rowgroup" className="max-sm:hidden">
            <tr role="row">
              {selection && (
                <th
                  scope="col"
                  role="columnheader"
                  className="sticky top-0 left-0 z-30 w-10 border-b border-line bg-sunken px-3 text-left"
                >
                  <input
                    type="checkbox"
                    aria-label="Select all rows on this page"
                    className="js-only block size-4"
                    checked={table.getIsAllRowsSelected()}
                    ref={(box) => {
                      if (box)
                        box.indeterminate = table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected()
                    }}
                    onChange={table.getToggleAllRowsSelectedHandler()}
                  />
                </th>
              )}
              {columns.map((column) => (
                <HeadCell
                  key={column.id}
                  column={column}
                  sort={sort}
                  href={hrefs[column.id]}
                  stickyLeft={stickyLeft}
                />
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup" className="max-sm:block">
            {table.getRowModel().rows.map((row) => {
              const data = row.original
              const ground = cn(
                'bg-surface group-hover/row:bg-hover group-has-[[data-row-select]:checked]/row:bg-accent-soft',
                data.current && '!bg-accent-soft',
              )
              return (
                // The row's link does by keyboard what a click anywhere on the row does.
                <tr
                  key={row.id}
                  role="row"
                  data-row
                  aria-current={data.current ? 'true' : undefined}
                  className={cn(
                    'group/row max-sm:relative max-sm:flex max-sm:flex-col max-sm:border-b max-sm:border-line max-sm:p-4 max-sm:last:border-b-0',
                    data.href && 'cursor-pointer',
                    data.current && 'max-sm:bg-accent-soft',
                  )}
                  onClick={(event) => {
                    if (!data.href || event.defaultPrevented || window.getSelection()?.toString()) return
                    if (
                      (event.target as Element).closest('a, button, input, select, textarea, label, summary')
                    )
                      return
                    const link = event.currentTarget.querySelector<HTMLAnchorElement>('a[data-row-link]')
                    if (event.metaKey || event.ctrlKey) window.open(link?.href, '_blank')
                    else {
                      // The focus comes back here when the side panel closes.
                      link?.focus({ preventScroll: true })
                      link?.click()
                    }
                  }}
                >
                  {selection && (
                    <td
                      role="cell"
                      className={cn(
                        ground,
                        'border-b border-line p-0 group-last/row:border-b-0 max-sm:absolute max-sm:top-2 max-sm:right-2 max-sm:z-10 max-sm:border-0 max-sm:!bg-transparent sm:sticky sm:left-0 sm:z-10 sm:w-10',
                      )}
                    >
                      {!data.locked && (
                        <label className="flex min-h-10 min-w-10 items-center justify-center sm:min-h-8">
                          <span className="sr-only">Select {data.label}</span>
                          <input
                            type="checkbox"
                            data-row-select
                            name={name}
                            value={row.id}
                            form={formId}
                            className="block size-4 max-sm:size-5"
                            checked={row.getIsSelected()}
                            onChange={row.getToggleSelectedHandler()}
                          />
                        </label>
                      )}
                    </td>
                  )}
                  {columns.map((column) => (
                    <BodyCell
                      key={column.id}
                      column={column}
                      row={data}
                      className={cn(
                        ground,
                        cellHeight,
                        column.sticky && cn('sm:sticky sm:z-10 sm:border-r', stickyLeft),
                      )}
                      selectable={Boolean(selection)}
                    />
                  ))}
                </tr>
              )
            })}
          </tbody>
          {footer && (
            <tfoot role="rowgroup" className="max-sm:block">
              <tr
                role="row"
                className="max-sm:flex max-sm:flex-wrap max-sm:gap-x-4 max-sm:border-t max-sm:border-line max-sm:p-4"
              >
                {selection && <td role="cell" className="border-t border-line bg-sunken max-sm:hidden" />}
                {columns.map((column) => (
                  <td
                    key={column.id}
                    role="cell"
                    data-pad={footerPads?.[column.id]}
                    className={cn(
                      'border-t border-line bg-sunken px-2 py-2 min-[88rem]:px-3 font-medium whitespace-nowrap tabular-nums max-sm:border-0 max-sm:bg-transparent max-sm:p-0',
                      column.align === 'end' && 'sm:text-right',
                      footer[column.id] === undefined && 'max-sm:hidden',
                      column.sticky && cn('sm:sticky sm:border-r', stickyLeft),
                    )}
                  >
                    {!column.primary && (
                      <span className="font-normal text-muted sm:hidden">{column.label}: </span>
                    )}
                    {footer[column.id]}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </section>
      {selection && (
        <SelectionBar
          formId={formId}
          selection={selection}
          chosen={chosen}
          sum={selected.reduce((total, row) => total + (row.original.amount ?? 0), 0)}
          onPage={rows.length}
          allOnPage={table.getIsAllRowsSelected()}
          onClear={() => setRowSelection({})}
          onCopy={copy}
          copied={copied}
        />
      )}
      {keysOpen && (
        <Suspense fallback={null}>
          <KeysDialog open onClose={closeKeys} selectable={Boolean(selection)} />
        </Suspense>
      )}
    </div>
  )
}
