/**
 * Bars drawn by the server, one per item, with the figures written beside them and a table below. Lying bars,
 * because names of courses are long.
 *
 *   <BarChart title="Hours by course" unit="h" items={[{ label: 'COMPSCI 101', value: 42.5, of: 60, href: '/courses/1' }]} />
 *
 * `of` draws the whole (a budget) behind the bar; more than it turns the bar to "over".
 */
import type { ReactNode } from 'react'
import { cn } from '../ui/cn'
import { Link } from '../ui/link'
import { ChartFrame, type ChartTone, chartFill } from './chart-frame'
import { barImage } from './image'
import { figure } from './scale'

export type Bar = { label: string; value: number; of?: number; href?: string; tone?: ChartTone }

export function BarChart({
  title,
  description,
  items,
  unit,
  head = ['Item', 'Value', 'Of'],
  tone = 'accent',
}: {
  title: string
  description?: ReactNode
  items: Bar[]
  unit?: string
  /** Headings of the table: item, value and, where there is a whole, the whole. */
  head?: [string, string, string?]
  tone?: ChartTone
}) {
  const top = Math.max(1, ...items.map((item) => Math.max(item.value, item.of ?? 0)))
  const withWhole = items.some((item) => item.of !== undefined)
  return (
    <ChartFrame
      title={title}
      description={description}
      head={withWhole ? [head[0], head[1], head[2] ?? 'Of'] : [head[0], head[1]]}
      image={barImage({ title, items, unit, tone })}
      rows={items.map((item) => [
        item.href ? (
          <Link key={item.label} href={item.href} className="link">
            {item.label}
          </Link>
        ) : (
          item.label
        ),
        figure(item.value, unit),
        ...(withWhole ? [item.of === undefined ? '–' : figure(item.of, unit)] : []),
      ])}
    >
      <ul className="grid grid-cols-[minmax(5rem,auto)_minmax(3rem,1fr)_auto] gap-x-3 gap-y-1.5 text-sm">
        {items.map((item) => {
          const over = item.of !== undefined && item.value > item.of
          const text =
            item.of === undefined
              ? figure(item.value, unit)
              : `${figure(item.value)} of ${figure(item.of, unit)}`
          return (
            <li key={item.label} className="col-span-full grid grid-cols-subgrid items-center">
              {item.href ? (
                <Link
                  href={item.href}
                  className="link max-w-28 min-w-0 truncate no-underline sm:max-w-56 hover:underline"
                  title={item.label}
                >
                  {item.label}
                </Link>
              ) : (
                <span className="max-w-28 min-w-0 truncate sm:max-w-56" title={item.label}>
                  {item.label}
                </span>
              )}
              <svg
                aria-hidden="true"
                viewBox="0 0 100 12"
                preserveAspectRatio="none"
                className="h-3 w-full overflow-hidden rounded-[2px]"
              >
                {item.of !== undefined && (
                  <rect width={(item.of / top) * 100} height="12" className="fill-neutral-soft" />
                )}
                <rect
                  width={(item.value / top) * 100}
                  height="12"
                  className={chartFill[item.tone ?? (over ? 'bad' : tone)]}
                />
                {over && item.of !== undefined && (
                  <rect x={(item.of / top) * 100} width="0.6" height="12" className="fill-surface" />
                )}
              </svg>
              <span className={cn('text-right tabular-nums', over ? 'font-medium text-bad' : 'text-muted')}>
                {text}
                {over && ' (over)'}
              </span>
            </li>
          )
        })}
      </ul>
    </ChartFrame>
  )
}
