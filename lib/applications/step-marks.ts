import { type Answers, type FormStep, formSteps } from './answers'
import type { Problem } from './check'

export type StepMark = 'untouched' | 'working' | 'complete' | 'attention'

/** How far each step is. Review has nothing to fill in: it stays untouched until the submission. */
export function stepMarks(
  answers: Answers,
  problems: readonly Problem[],
): Record<FormStep | 'review', StepMark> {
  const marks = Object.fromEntries(
    formSteps.map((step) => {
      const mine = problems.filter((problem) => problem.step === step)
      if (mine.length === 0) return [step, 'complete']
      if (mine.some((problem) => problem.kind === 'wrong')) return [step, 'attention']
      return [step, answers.saved.includes(step) ? 'working' : 'untouched']
    }),
  ) as Record<FormStep, StepMark>
  return { ...marks, review: 'untouched' }
}

/** Where a person who comes back goes on: the first step that is not complete, else the review. */
export function nextStep(marks: Record<FormStep, StepMark>): FormStep | 'review' {
  return formSteps.find((step) => marks[step] !== 'complete') ?? 'review'
}
