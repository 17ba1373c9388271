/**
 * How much of something is used, as a bar with the figures beside it: never the bar alone.
 *
 *   <Meter label="Hours assigned" value={42.5} max={60} unit="h" />          → 42.5 h of 60 h
 *   <Meter label="Sending" value={34} max={200} tone="info" text="34 of 200 mails" />
 *
 * `over` is worked out from value > max unless given. A max of 0 with a value reads as over.
 */
import { TriangleAlert } from 'lucide-react'
import { type Tone, toneFill } from './badge'
import { cn } from './cn'
import { keepUnits } from './keep-units'

const number = new Intl.NumberFormat('en-NZ', { maximumFractionDigits: 2 })

export function Meter({
  label,
  value,
  max,
  unit = '',
  text,
  tone,
  over = value > max,
  hideLabel,
  compact,
  className,
}: {
  label: string
  value: number
  /** The whole; null when there is no limit (then only the figure is shown). */
  max: number
  unit?: string
  /** Replaces "value of max". */
  text?: string
  tone?: Tone
  over?: boolean
  hideLabel?: boolean
  /** One line: bar and figures side by side, for table cells; on phones the bar takes what the figures leave. */
  compact?: boolean
  className?: string
}) {
  const suffix = unit ? `\u00a0${unit}` : ''
  const words = keepUnits(text ?? `${number.format(value)}${suffix} of ${number.format(max)}${suffix}`)
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : value > 0 ? 1 : 0
  const fill = over ? 'bad' : tone
  return (
    <div className={cn('text-sm', compact && 'flex items-center gap-2', className)}>
      <div
        className={cn(
          'flex flex-wrap items-baseline gap-x-3',
          // Figures of one width, so that the bars of a list stand below each other.
          compact ? 'order-2 shrink-0 justify-end sm:min-w-26' : 'justify-between',
        )}
      >
        <span className={cn((hideLabel || compact) && 'sr-only')}>{label}</span>
        <span className={cn('tabular-nums', over ? 'font-medium text-bad' : 'text-muted')}>
          {over && <TriangleAlert aria-hidden className="mr-1 inline size-3.5 align-[-2px]" />}
          {words}
          {over && max > 0 && !text && ` (${number.format(value - max)}${suffix} over)`}
        </span>
      </div>
      <div
        aria-hidden
        className={cn(
          'h-1.5 overflow-hidden rounded-full bg-neutral-soft forced-colors:border print:border',
          compact ? 'w-14 shrink-0 min-[88rem]:w-20 max-sm:shrink max-sm:grow' : 'mt-1',
        )}
      >
        <div
          className={cn(
            'h-full rounded-full forced-color-adjust-none [print-color-adjust:exact] forced-colors:bg-[CanvasText]',
            fill ? toneFill[fill] : 'bg-accent',
          )}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  )
}

/** Progress of long work that can be left and found again; announces itself politely. */
export function ProgressBar({
  label,
  value,
  max,
  text,
}: {
  label: string
  value: number
  max: number
  text?: string
}) {
  return (
    <div role="status">
      <Meter label={label} value={value} max={max} text={text} over={false} />
    </div>
  )
}
