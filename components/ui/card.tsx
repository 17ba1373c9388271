/**
 * Card: a bounded piece of a page. Section: a titled part of a page or side panel, with an anchor.
 *
 *   <Card title="What waits for you" actions={<ButtonLink …/>}>…</Card>
 *   <Section id="documents" title="Documents" description="…">…</Section>
 */
import type { ReactNode } from 'react'
import { cn } from './cn'

export function Card({
  title,
  description,
  actions,
  children,
  footer,
  flush,
  id,
  level = 2,
  className,
}: {
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  children?: ReactNode
  footer?: ReactNode
  /** No padding around the content, for tables and lists that reach the edges. */
  flush?: boolean
  id?: string
  level?: 2 | 3
  className?: string
}) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section id={id} className={cn('min-w-0 rounded border border-line bg-surface', className)}>
      {(title || actions) && (
        <div
          className={cn(
            'flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4',
            flush && 'pb-3',
            // A title alone, as of a list that is still empty.
            children === undefined && 'pb-4',
          )}
        >
          <div className="min-w-0">
            {title && <Heading className="text-base font-semibold">{title}</Heading>}
            {description && <p className="measure text-sm text-muted">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      {children !== undefined && <div className={cn(!flush && 'p-4')}>{children}</div>}
      {footer && <div className="border-t border-line px-4 py-3 text-sm text-muted">{footer}</div>}
    </section>
  )
}

export function Section({
  id,
  title,
  description,
  actions,
  children,
  level = 2,
  className,
}: {
  id?: string
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
  level?: 2 | 3
  className?: string
}) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section id={id} className={cn('scroll-mt-20', className)}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 sm:flex-1 sm:basis-60">
          <Heading className={level === 2 ? 'text-lg' : 'text-base'}>{title}</Heading>
          {description && <p className="measure text-sm text-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  )
}
