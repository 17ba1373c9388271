import type { FormState } from '@/components/form'
import type { FormStep } from '@/lib/applications/answers'
import type { Problem } from '@/lib/applications/check'

/**
 * What a step shows as wrong when it is opened: what was typed and does not fit, and, for one who comes
 * from the review, also what is missing.
 */
export function initialState(problems: readonly Problem[], step: FormStep, all: boolean): FormState {
  const mine = problems.filter((p) => p.step === step && (all || p.kind === 'wrong'))
  if (mine.length === 0) return { status: 'idle' }
  const errors: Record<string, string> = {}
  for (const problem of mine) errors[problem.field] ??= problem.message
  return { status: 'error', errors }
}
