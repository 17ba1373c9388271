/** Title, picture, legend, the same figures as a table, and the picture to save: what the charts share. */
import type { ReactNode } from 'react'
import { cn } from '../ui/cn'
import { imageHref, imageName } from './image'
import { SavePng } from './save-png'

export type ChartTone = 'accent' | 'neutral' | 'info' | 'ok' | 'warn' | 'bad' | 'done'

/** Fill and stroke classes per tone; both take the token's colour in either theme. */
export const chartFill: Record<ChartTone, string> = {
  accent: 'fill-accent',
  neutral: 'fill-line-strong',
  info: 'fill-info',
  ok: 'fill-ok',
  warn: 'fill-warn',
  bad: 'fill-bad',
  done: 'fill-done',
}
export const chartStroke: Record<ChartTone, string> = {
  accent: 'stroke-accent',
  neutral: 'stroke-line-strong',
  info: 'stroke-info',
  ok: 'stroke-ok',
  warn: 'stroke-warn',
  bad: 'stroke-bad',
  done: 'stroke-done',
}
const swatch: Record<ChartTone, string> = {
  accent: 'bg-accent',
  neutral: 'bg-line-strong',
  info: 'bg-info',
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  done: 'bg-done',
}

export function ChartFrame({
  title,
  description,
  legend,
  children,
  head,
  rows,
  image,
}: {
  title: string
  description?: ReactNode
  legend?: { name: string; tone: ChartTone }[]
  children: ReactNode
  head: string[]
  rows: ReactNode[][]
  /** The chart as a stand-alone SVG. */
  image: string
}) {
  const name = imageName(title)
  const save =
    'inline-flex min-h-8 min-w-11 items-center justify-center rounded px-2 text-sm text-accent hover:bg-hover pointer-coarse:min-h-11'
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <span className="min-w-0 flex-1 basis-40">
          <span className="block text-sm font-semibold">{title}</span>
          {description && <span className="block text-sm text-pretty text-muted">{description}</span>}
        </span>
        <span data-save className="no-print -my-1 -mr-2 ml-auto flex items-center">
          <a href={imageHref(image)} download={`${name}.svg`} className={save}>
            <span className="sr-only">Save the chart “{title}” as </span>SVG
          </a>
          <SavePng name={name} className={cn(save, 'js-only')}>
            <span className="sr-only">Save the chart “{title}” as </span>PNG
          </SavePng>
        </span>
      </figcaption>
      {legend && legend.length > 1 && (
        <ul className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          {legend.map((entry) => (
            <li key={entry.name} className="flex items-center gap-1.5">
              <span aria-hidden className={cn('size-2.5 rounded-full', swatch[entry.tone])} />
              {entry.name}
            </li>
          ))}
        </ul>
      )}
      {children}
      <details className="mt-2 text-sm">
        <summary className="link inline-flex min-h-8 items-center">Show as table</summary>
        <div className="relative mt-2 max-h-80 overflow-auto">
          <table className="w-full text-sm">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr>
                {head.map((label, index) => (
                  <th
                    key={label}
                    scope="col"
                    className={cn(
                      'border-b border-line px-2 py-1 font-medium text-muted',
                      index === 0 ? 'text-left' : 'text-right',
                    )}
                  >
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, rowIndex) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows follow the order of the data
                <tr key={rowIndex}>
                  {row.map((cell, index) =>
                    index === 0 ? (
                      <th
                        // biome-ignore lint/suspicious/noArrayIndexKey: cells follow the order of the heads
                        key={index}
                        scope="row"
                        className="border-b border-line px-2 py-1 text-left font-normal"
                      >
                        {cell}
                      </th>
                    ) : (
                      // biome-ignore lint/suspicious/noArrayIndexKey: cells follow the order of the heads
                      <td key={index} className="border-b border-line px-2 py-1 text-right tabular-nums">
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
