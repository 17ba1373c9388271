/**
 * A notice inside a page. `error` and `warning` say what is wrong and how to mend it.
 *
 *   <Alert tone="warning" title="2 courses are over their budget">…</Alert>
 *
 * `live` makes screen readers announce it (only for notices that appear after an action).
 */
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

export type AlertTone = 'info' | 'warning' | 'error' | 'ok'

const looks = {
  info: { icon: Info, box: 'border-info/30 bg-info-soft', ink: 'text-info', word: 'Note' },
  warning: { icon: TriangleAlert, box: 'border-warn/30 bg-warn-soft', ink: 'text-warn', word: 'Warning' },
  error: { icon: CircleAlert, box: 'border-bad/30 bg-bad-soft', ink: 'text-bad', word: 'Problem' },
  ok: { icon: CircleCheck, box: 'border-ok/30 bg-ok-soft', ink: 'text-ok', word: 'Done' },
} as const

export function Alert({
  tone = 'info',
  title,
  children,
  actions,
  live,
  className,
}: {
  tone?: AlertTone
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  live?: boolean
  className?: string
}) {
  const { icon: Icon, box, ink, word } = looks[tone]
  return (
    <div
      role={live ? (tone === 'error' ? 'alert' : 'status') : undefined}
      className={cn('flex gap-3 rounded border p-3 text-sm', box, className)}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', ink)} />
      <span className="sr-only">{word}: </span>
      <div className="min-w-0 flex-1 text-ink">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="measure space-y-2">{children}</div>}
        {actions && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
