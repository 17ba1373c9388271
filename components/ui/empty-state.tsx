/**
 * Shown where there is nothing: why, and the one thing to do.
 *
 *   <EmptyState title="No applications yet" action={<ButtonLink href="/courses">See courses</ButtonLink>}>
 *     Students can apply until Fri 12 Feb 2027, 23:59.
 *   </EmptyState>
 */
import { Inbox } from 'lucide-react'
import type { ReactNode } from 'react'

export function EmptyState({
  title,
  children,
  action,
  icon,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
  icon?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center px-4 py-12 text-center">
      <div className="mb-3 text-muted [&_svg]:size-6" aria-hidden>
        {icon ?? <Inbox strokeWidth={1.5} />}
      </div>
      <p className="text-base font-semibold">{title}</p>
      {children && <div className="mt-1 max-w-[48ch] text-sm text-balance text-muted">{children}</div>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  )
}
