/**
 * Where one is in a form of named steps; each can be reached at any time.
 *
 *   <StepProgress label="Application" steps={[{ href, label: 'Identity', state: 'complete' }, { href, label: 'Courses', state: 'working', current: true }]} />
 */
import { Check, Circle, CircleDotDashed, TriangleAlert } from 'lucide-react'
import { cn } from '../ui/cn'
import { Link } from '../ui/link'

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
        <p className="mb-1 flex justify-between gap-4 text-sm sm:hidden">
          <span>
            <span className="text-muted">
              Step {here + 1} of {steps.length}:
            </span>{' '}
            <span className="font-semibold">{steps[here]?.label}</span>
          </span>
          <span className="text-muted">{looks[steps[here]?.state ?? 'untouched'].word}</span>
        </p>
      )}
      <ol className="flex gap-1 sm:gap-2">
        {steps.map((step, index) => {
          const { icon: Icon, ink, word } = looks[step.state]
          return (
            <li key={step.href} className="min-w-0 flex-1">
              <Link
                href={step.href}
                aria-current={step.current ? 'step' : undefined}
                className={cn(
                  'flex h-full min-h-11 items-center gap-2 border-t-2 px-1 pt-1 text-sm hover:bg-hover max-sm:justify-center max-sm:gap-1 sm:items-start sm:pt-2',
                  step.current ? 'border-accent' : 'border-line',
                )}
              >
                <Icon aria-hidden className={cn('size-4 shrink-0 sm:mt-0.5', ink)} />
                {/* On a phone the number stands for the step; its name is above while one is in it. */}
                <span
                  aria-hidden
                  className={cn('tabular-nums sm:hidden', step.current ? 'font-semibold' : 'font-medium')}
                >
                  {index + 1}
                </span>
                <span className="min-w-0 flex-1 max-sm:sr-only">
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
