/**
 * Facts of a record at a glance, as a description list. A missing value is shown as "–".
 *
 *   <Facts items={[{ label: 'Student ID', value: '012345678' }, { label: 'GPA', value: null }]} columns={2} />
 */
import type { ReactNode } from 'react'
import { cn } from './cn'
import { keepUnits } from './keep-units'

export type Fact = {
  label: ReactNode
  value?: ReactNode
  /** Over all columns. */
  wide?: boolean
  /** Over all columns on a phone, as an email address needs. */
  widePhone?: boolean
}

export function Facts({
  items,
  columns = 2,
  className,
}: {
  items: Fact[]
  columns?: 1 | 2 | 3 | 4
  className?: string
}) {
  const grid = {
    1: 'grid-cols-1',
    2: 'grid-cols-2',
    3: 'grid-cols-2 sm:grid-cols-3',
    4: 'grid-cols-2 sm:grid-cols-3 lg:grid-cols-4',
  }
  return (
    <dl className={cn('grid gap-x-6 gap-y-3', grid[columns], className)}>
      {items.map((item, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: facts are fixed per page and labels may be nodes
          key={index}
          className={cn('min-w-0', item.wide && 'col-span-full', item.widePhone && 'max-sm:col-span-full')}
        >
          <dt className="text-sm text-muted">{item.label}</dt>
          <dd className="text-sm whitespace-pre-line break-words">
            {item.value === null || item.value === undefined || item.value === '' ? (
              <span className="text-muted">–</span>
            ) : (
              keepUnits(item.value)
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Facts as rows with hairlines, label left and value right: for read-only answers and summaries. */
export function FactRows({
  items,
  className,
}: {
  items: (Fact & { action?: ReactNode })[]
  className?: string
}) {
  return (
    <dl
      className={cn(
        'divide-y divide-line border-y border-line sm:grid sm:grid-cols-[minmax(8rem,2fr)_3fr_auto]',
        className,
      )}
    >
      {items.map((item, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: facts are fixed per page and labels may be nodes
          key={index}
          className="grid grid-cols-[2fr_3fr] gap-x-4 gap-y-1 py-2 text-sm sm:col-span-full sm:grid-cols-subgrid sm:py-3"
        >
          <dt className="text-muted sm:text-ink sm:font-medium">{item.label}</dt>
          <dd className="min-w-0 whitespace-pre-line break-words">
            {item.value === null || item.value === undefined || item.value === '' ? (
              <span className="text-muted">–</span>
            ) : (
              keepUnits(item.value)
            )}
          </dd>
          {item.action && <dd className="justify-self-start max-sm:col-start-2">{item.action}</dd>}
        </div>
      ))}
    </dl>
  )
}
