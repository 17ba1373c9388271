/**
 * A short word about a thing, with a tone. For states of records use StateBadge, which knows word and tone.
 *
 *   <Badge tone="warn" icon={<Clock />}>Late</Badge>
 */
import type { ReactNode } from 'react'
import { cn } from './cn'

export type Tone = 'neutral' | 'info' | 'ok' | 'warn' | 'bad' | 'done'

/** Text colour per tone. */
export const toneText: Record<Tone, string> = {
  neutral: 'text-neutral',
  info: 'text-info',
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  done: 'text-done',
}
/** Soft ground per tone. */
const toneSoft: Record<Tone, string> = {
  neutral: 'bg-neutral-soft',
  info: 'bg-info-soft',
  ok: 'bg-ok-soft',
  warn: 'bg-warn-soft',
  bad: 'bg-bad-soft',
  done: 'bg-done-soft',
}
/** Full ground per tone (bars, dots). */
export const toneFill: Record<Tone, string> = {
  neutral: 'bg-neutral',
  info: 'bg-info',
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  done: 'bg-done',
}

export function Badge({
  tone = 'neutral',
  icon,
  children,
  className,
  title,
}: {
  tone?: Tone
  icon?: ReactNode
  children: ReactNode
  className?: string
  title?: string
}) {
  return (
    <span
      title={title}
      className={cn(
        'inline-flex max-w-full items-center gap-1 rounded px-2 py-0.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0',
        toneText[tone],
        toneSoft[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  )
}
