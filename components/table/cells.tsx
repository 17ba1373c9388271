/* biome-ignore-all lint/a11y/noRedundantRoles: cards on phones change the display of the table's parts, and with it their roles */
'use client'
/** One heading (a link that sorts) and one cell (a line of a card on phones) of a DataTable. */
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import type { CSSProperties } from 'react'
import { cn } from '../ui/cn'
import { keepUnits } from '../ui/keep-units'
import { Link } from '../ui/link'
import type { Column, TableRow } from './types'

export function HeadCell({
  column,
  sort,
  href,
  stickyLeft,
}: {
  column: Column
  sort?: { id: string; desc: boolean }
  href?: string
  stickyLeft: string
}) {
  const sorted = sort?.id === column.id ? (sort.desc ? 'descending' : 'ascending') : undefined
  const Arrow = sorted === 'descending' ? ArrowDown : sorted === 'ascending' ? ArrowUp : ChevronsUpDown
  return (
    <th
      scope="col"
      role="columnheader"
      aria-sort={sorted}
      title={column.hint}
      style={{ width: column.width, minWidth: column.width }}
      className={cn(
        'sticky top-0 z-20 h-10 border-b border-line bg-sunken px-2 text-xs min-[88rem]:px-3 font-medium whitespace-nowrap text-muted',
        column.align === 'end' ? 'text-right' : 'text-left',
        column.sticky && cn('z-30 border-r', stickyLeft),
      )}
    >
      {href ? (
        <Link
          href={href}
          scroll={false}
          className={cn(
            'group/sort -mx-2 inline-flex min-h-8 items-center gap-1 rounded px-2 hover:bg-hover hover:text-ink',
            column.align === 'end' && 'flex-row-reverse',
            sorted && 'text-ink',
          )}
        >
          {column.label}
          <Arrow
            aria-hidden
            className={cn(
              'size-3.5',
              !sorted && 'opacity-0 group-hover/sort:opacity-100 group-focus-visible/sort:opacity-100',
            )}
          />
        </Link>
      ) : (
        <span className={cn(column.hideLabel && 'sr-only')}>{column.label}</span>
      )}
    </th>
  )
}

export function BodyCell({
  column,
  row,
  className,
  selectable,
}: {
  column: Column
  row: TableRow
  className: string
  selectable: boolean
}) {
  const value = row.cells[column.id]
  const missing = value === null || value === undefined || value === ''
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  const shown = missing ? <span className="text-muted">–</span> : column.long ? value : keepUnits(value)
  const subtitle = column.onPhone === 'subtitle'
  // Nothing needs no line of its own.
  const block = column.onPhone === 'block' && !missing
  const body =
    column.primary && row.href ? (
      <Link
        href={row.href}
        scroll={false}
        data-row-link
        title={text}
        className="block truncate rounded font-medium text-ink after:absolute after:inset-0 hover:text-accent hover:underline focus-visible:whitespace-normal sm:after:hidden"
      >
        {shown}
      </Link>
    ) : column.long && text ? (
      <span
        // biome-ignore lint/a11y/noNoninteractiveTabindex: cut text shows itself whole when it has the focus
        tabIndex={0}
        title={text}
        className={cn(
          'block truncate rounded focus:whitespace-normal',
          (subtitle || block) && 'max-sm:whitespace-normal',
        )}
      >
        {shown}
      </span>
    ) : (
      shown
    )
  return (
    <td
      role="cell"
      data-cell
      data-pad={row.pads?.[column.id]}
      title={column.long || column.primary ? undefined : text}
      style={{ '--widest': column.width } as CSSProperties}
      className={cn(
        className,
        'border-b border-line px-2 py-1 min-[88rem]:px-3 group-last/row:border-b-0',
        'max-sm:flex max-sm:border-0 max-sm:!bg-transparent max-sm:p-0 max-sm:py-0.5',
        block
          ? 'max-sm:flex-col max-sm:items-stretch max-sm:gap-1'
          : 'max-sm:items-baseline max-sm:justify-between max-sm:gap-4',
        column.primary ? 'max-sm:order-1' : subtitle ? 'max-sm:order-2' : 'max-sm:order-3',
        column.align === 'end' && 'tabular-nums sm:text-right',
        column.primary
          ? cn('max-sm:mb-1 max-sm:text-base', column.width ? 'sm:max-w-(--widest)' : 'sm:max-w-72')
          : column.roomy
            ? 'sm:max-w-[clamp(10rem,15vw,24rem)] sm:truncate'
            : column.long
              ? 'sm:max-w-[clamp(9rem,12.5vw,16rem)] sm:truncate'
              : 'sm:max-w-64 sm:truncate',
        column.primary && selectable && 'max-sm:pr-10',
        subtitle && 'max-sm:mb-1 max-sm:-mt-1 max-sm:text-muted',
        ((column.hideOnPhone && !column.primary) || (subtitle && missing)) && 'max-sm:hidden',
      )}
    >
      {!column.primary && (
        <span
          className={cn('shrink-0 text-muted sm:hidden', (column.hideLabel || subtitle) && 'max-sm:sr-only')}
        >
          {column.label}
        </span>
      )}
      {column.primary ? (
        body
      ) : (
        <div className={cn('min-w-0 sm:contents', !subtitle && !block && 'max-sm:text-right')}>{body}</div>
      )}
    </td>
  )
}
