/**
 * Where one is in a form of named steps; each can be reached at any time.
 *
 *   <StepProgress label="Application" steps={[{ href, label: 'Identity', state: 'complete' }, { href, label: 'Courses', state: 'working', current: true }]} />
 */
import { Check, Circle, CircleDotDashed, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { cn } from '../ui/cn'

export type StepState = 'untouched' | 'working' | 'complete' | 'attention'
export type Step = { href: string; label: string; state: StepState; current?: boolean }

const looks = {
  untouched: { icon: Circle, ink: 'text-muted', word: 'Not started' },
  working: { icon: CircleDotDashed, ink: 'text-info', word: 'In work' },
  complete: { icon: Check, ink: 'text-ok', word: 'Complete' },
  attention: { icon: TriangleAlert, ink: 'text-warn', word: 'Needs attention' },
} as const

export function StepProgress({ label, steps }: { label: string; steps: Step[] }) {
  const here = steps.findIndex((step) => step.current)
  return (
    <nav aria-label={`${label}: steps`} className="mb-6">
      {here >= 0 && (
        <p className="mb-2 text-sm text-muted sm:hidden">
          Step {here + 1} of {steps.length}
        </p>
      )}
      <ol className="flex flex-col gap-1 sm:flex-row sm:gap-2">
        {steps.map((step, index) => {
          const { icon: Icon, ink, word } = looks[step.state]
          return (
            <li key={step.href} className="min-w-0 flex-1">
              <Link
                href={step.href}
                aria-current={step.current ? 'step' : undefined}
                className={cn(
                  'flex h-full min-h-11 items-center gap-2 rounded px-2 py-1 text-sm hover:bg-hover sm:items-start sm:rounded-none sm:border-t-2 sm:px-1 sm:pt-2',
                  step.current ? 'bg-accent-soft sm:border-accent sm:bg-transparent' : 'sm:border-line',
                )}
              >
                <Icon aria-hidden className={cn('size-4 shrink-0 sm:mt-0.5', ink)} />
                <span className="flex min-w-0 flex-1 justify-between gap-2 sm:block">
                  <span className={cn('block', step.current ? 'font-semibold' : 'font-medium')}>
                    {index + 1}. {step.label}
                  </span>
                  <span
                    className={cn('block text-xs leading-5', step.state === 'attention' ? ink : 'text-muted')}
                  >
                    {word}
                  </span>
                </span>
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
