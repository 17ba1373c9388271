/**
 * One figure with its label; with `href` it leads to the filtered table behind the number.
 *
 *   <StatGrid><Stat label="Undecided" value={42} href="/review?state=submitted" note="12 endorsed" /></StatGrid>
 */
import type { ReactNode } from 'react'
import { type Tone, toneText } from './badge'
import { cn } from './cn'
import { keepUnits } from './keep-units'
import { Link } from './link'

export function Stat({
  label,
  value,
  unit,
  note,
  href,
  tone,
}: {
  label: string
  value: number | string
  unit?: string
  note?: ReactNode
  href?: string
  tone?: Tone
}) {
  const shown = typeof value === 'number' ? value.toLocaleString('en-NZ') : keepUnits(value)
  const body = (
    <>
      <span className="block text-sm text-muted">{label}</span>
      <span
        className={cn('mt-1 block text-xl font-semibold tabular-nums max-sm:text-lg', tone && toneText[tone])}
      >
        {shown}
        {/* Where both do not fit on a line the unit goes below the figure, whole. */}
        {unit && <span className="text-base font-normal whitespace-nowrap text-muted"> {unit}</span>}
      </span>
      <span className={cn('block text-sm text-muted', note != null && note !== false && 'mt-0.5')}>
        {keepUnits(note)}
      </span>
    </>
  )
  // Label, figure and note share the rows of the grid: figures stand at one height also where a label wraps.
  const box = 'row-span-3 mb-3 grid min-w-0 grid-rows-subgrid rounded border border-line bg-surface p-4'
  return href ? (
    <Link href={href} className={cn(box, 'transition-colors hover:border-accent hover:bg-hover')}>
      {body}
    </Link>
  ) : (
    <div className={box}>{body}</div>
  )
}

/** Lays figures out side by side, two in a row on phones; six are two rows of three, not five and one. */
export function StatGrid({ children }: { children: ReactNode }) {
  return (
    <div className="flow-root">
      <div className="-mb-3 grid grid-cols-2 gap-x-3 max-md:[&>:first-child:nth-last-child(odd)]:col-span-2 md:grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] md:has-[>:nth-child(6):last-child]:grid-cols-3">
        {children}
      </div>
    </div>
  )
}
