import type { Difference } from '@/lib/errors'
import type { Answers, FormStep } from './answers'
import { courseLabels, eligibilityLabels, identityLabels } from './labels'
import type { Loaded } from './load'

/** One step's answers as flat words, for the audit log and for conflicts. */
export function flat(step: FormStep, answers: Answers): Record<string, unknown> {
  if (step !== 'courses') return { ...answers[step] }
  return {
    order: answers.courses.map((c) => c.courseId),
    ...Object.fromEntries(answers.courses.map(({ courseId, ...rest }) => [courseId, rest])),
  }
}

/** How two versions of one step's answers differ, as people read them; documents are not compared. */
export function differencesOf(
  step: FormStep,
  yours: Answers,
  theirs: Answers,
  context: Loaded['context'],
): Difference[] {
  if (step === 'identity' || step === 'eligibility') {
    const labels: Record<string, string> = step === 'identity' ? identityLabels : eligibilityLabels
    const mine = yours[step] as Record<string, string>
    const kept = theirs[step] as Record<string, string>
    return Object.keys(labels)
      .filter((key) => mine[key] !== kept[key])
      .map((key) => ({ field: labels[key]!, yours: say(mine[key]), theirs: say(kept[key]) }))
  }
  if (step === 'documents') return []
  const code = (id: string) => context.courses.get(id)?.code ?? 'A course'
  const order = (answers: Answers) => answers.courses.map((c) => code(c.courseId)).join(', ')
  const differences: Difference[] = []
  if (order(yours) !== order(theirs))
    differences.push({ field: 'Courses in order', yours: order(yours), theirs: order(theirs) })
  for (const mine of yours.courses) {
    const kept = theirs.courses.find((c) => c.courseId === mine.courseId)
    if (!kept) continue
    for (const [key, label] of Object.entries(courseLabels) as [keyof typeof courseLabels, string][])
      if (mine[key] !== kept[key])
        differences.push({
          field: `${code(mine.courseId)}: ${label.toLowerCase()}`,
          yours: say(mine[key]),
          theirs: say(kept[key]),
        })
  }
  return differences
}

const say = (value: string | boolean | undefined): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : (value ?? '').slice(0, 300)
