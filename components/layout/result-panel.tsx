/**
 * The end of something: what happened, what happens next and when, one next step.
 *
 *   <ResultPanel title="Application submitted" next={['The coordinators of your courses read it until 26 Feb.', …]}
 *     action={<ButtonLink href="/applications" variant="primary">See your applications</ButtonLink>}>
 *     Reference 2027-0412, Mon 3 Feb 2027, 14:03.
 *   </ResultPanel>
 */
import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../ui/cn'

export function ResultPanel({
  title,
  tone = 'ok',
  children,
  next,
  action,
}: {
  title: string
  tone?: 'ok' | 'warn'
  children?: ReactNode
  next?: ReactNode[]
  action?: ReactNode
}) {
  const Icon = tone === 'ok' ? CircleCheck : TriangleAlert
  return (
    <div className="max-w-2xl">
      <div className="rounded border border-line bg-surface p-6">
        <Icon
          aria-hidden
          className={cn('mb-3 size-7', tone === 'ok' ? 'text-ok' : 'text-warn')}
          strokeWidth={1.75}
        />
        <h1 className="text-xl">{title}</h1>
        {children && <div className="measure mt-2 space-y-2 text-base text-muted">{children}</div>}
        {next && next.length > 0 && (
          <>
            <h2 className="mt-6 mb-2 text-base">What happens next</h2>
            <ol className="measure list-decimal space-y-1 pl-5 text-base">
              {next.map((sentence, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: sentences are fixed
                <li key={index}>{sentence}</li>
              ))}
            </ol>
          </>
        )}
        {action && <div className="mt-6 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  )
}
