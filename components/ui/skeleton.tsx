/**
 * Placeholders of the size of what comes, for content the browser fetches itself (charts, previews) and for
 * NavigationProgress. Not for loading.tsx or <Suspense>: see there.
 *
 *   <PageSkeleton><TableSkeleton rows={12} columns={6} /></PageSkeleton>
 */
import type { ReactNode } from 'react'
import { cn } from './cn'

export function Skeleton({ className }: { className?: string }) {
  return <span className={cn('block animate-pulse rounded bg-neutral-soft', className)} />
}

/** Title and content of a page that is on its way. */
export function PageSkeleton({ children }: { children?: ReactNode }) {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">Loading</span>
      <div aria-hidden>
        <Skeleton className="mb-2 h-9 w-64 max-w-full" />
        <Skeleton className="mb-6 h-5 w-96 max-w-full" />
        {children}
      </div>
    </div>
  )
}

export function TableSkeleton({ rows = 12, columns = 5 }: { rows?: number; columns?: number }) {
  return (
    <div>
      <div className="mb-3 flex gap-2">
        <Skeleton className="h-10 w-72 max-w-full" />
        <Skeleton className="h-10 w-24" />
      </div>
      <div className="rounded border border-line bg-surface">
        <div className="h-10 border-b border-line bg-sunken" />
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are all alike
          <div key={row} className="flex h-11 items-center gap-6 border-b border-line px-4 last:border-b-0">
            {Array.from({ length: columns }, (_, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells are all alike
              <Skeleton key={column} className={cn('h-3', column === 0 ? 'w-40' : 'w-20 max-sm:hidden')} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
