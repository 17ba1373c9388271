/**
 * Lines over time, drawn by the server, with an axis and a table below.
 *
 *   <LineChart title="Applications over time" x={['1 Feb', '2 Feb']} series={[{ name: 'Submitted', values: [3, 9], tone: 'info' }]} />
 *
 * A null value leaves a gap. Several series are told apart by dash as well as by colour. The drawing is
 * stretched to the room there is; words stand outside of it, so that they keep their size.
 */
import type { ReactNode } from 'react'
import { ChartFrame, type ChartTone, chartStroke } from './chart-frame'
import { lineImage } from './image'
import { figure, niceScale } from './scale'

export type Series = { name: string; values: (number | null)[]; tone?: ChartTone }

const DASHES = ['', '6 5', '2 5', '10 5 2 5']
const TONES: ChartTone[] = ['accent', 'done', 'warn', 'neutral']

export function LineChart({
  title,
  description,
  x,
  series,
  unit,
  xLabel = 'Date',
}: {
  title: string
  description?: ReactNode
  /** Labels along the axis, one per value. */
  x: string[]
  series: Series[]
  unit?: string
  /** Heading of the labels in the table. */
  xLabel?: string
}) {
  const values = series.flatMap((one) => one.values.filter((value): value is number => value !== null))
  const { top, ticks } = niceScale(Math.max(0, ...values))
  const px = (index: number) => (x.length > 1 ? (index / (x.length - 1)) * 100 : 50)
  const py = (value: number) => 100 - (value / top) * 100
  const every = Math.max(1, Math.ceil((x.length - 1) / 4))
  const shown = series.map((one, index) => ({
    ...one,
    tone: one.tone ?? TONES[index % TONES.length] ?? 'accent',
    dash: DASHES[index % DASHES.length],
  }))
  return (
    <ChartFrame
      title={title}
      description={description}
      legend={shown}
      image={lineImage({ title, x, series: shown, unit })}
      head={[xLabel, ...series.map((one) => one.name)]}
      rows={x.map((label, index) => [
        label,
        ...series.map((one) => {
          const value = one.values[index]
          return value === null || value === undefined ? '–' : figure(value, unit)
        }),
      ])}
    >
      <div
        role="img"
        aria-label={`${title}. The figures are in the table below.`}
        className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-2 pt-2 pr-2 text-xs text-muted"
      >
        <div className="relative h-48">
          {ticks.map((tick) => (
            <span
              key={tick}
              className="absolute right-0 -translate-y-1/2 tabular-nums"
              style={{ top: `${py(tick)}%` }}
            >
              {figure(tick)}
            </span>
          ))}
          {/* Gives the column the width of its longest figure. */}
          <span className="invisible tabular-nums">{figure(top)}</span>
        </div>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          aria-hidden="true"
          className="h-48 w-full overflow-visible"
        >
          {ticks.map((tick) => (
            <path
              key={tick}
              d={`M0 ${py(tick)}H100`}
              vectorEffect="non-scaling-stroke"
              className="stroke-line"
            />
          ))}
          {shown.map((one) => (
            <g
              key={one.name}
              fill="none"
              strokeLinecap="round"
              strokeLinejoin="round"
              className={chartStroke[one.tone]}
            >
              <path
                d={pathOf(one.values, px, py)}
                strokeWidth="2"
                strokeDasharray={one.dash}
                vectorEffect="non-scaling-stroke"
              />
              {one.values.map((value, index) =>
                value !== null && (x.length <= 14 || index === x.length - 1) ? (
                  // A line of no length with round ends stays a circle however the drawing is stretched.
                  <path
                    key={x[index]}
                    d={`M${px(index)} ${py(value)}h0`}
                    strokeWidth="7"
                    vectorEffect="non-scaling-stroke"
                  >
                    <title>{`${one.name}, ${x[index]}: ${figure(value, unit)}`}</title>
                  </path>
                ) : null,
              )}
            </g>
          ))}
        </svg>
        <div className="relative col-start-2 h-4">
          {x.map((label, index) =>
            index % every === 0 ? (
              <span
                key={label}
                className="absolute whitespace-nowrap"
                style={{
                  left: `${px(index)}%`,
                  translate: index === 0 ? undefined : index === x.length - 1 ? '-100%' : '-50%',
                }}
              >
                {label}
              </span>
            ) : null,
          )}
        </div>
      </div>
    </ChartFrame>
  )
}

function pathOf(
  values: (number | null)[],
  px: (index: number) => number,
  py: (value: number) => number,
): string {
  let path = ''
  let pen = 'M'
  values.forEach((value, index) => {
    if (value === null) pen = 'M'
    else {
      path += `${pen}${px(index).toFixed(2)} ${py(value).toFixed(2)}`
      pen = 'L'
    }
  })
  return path
}
