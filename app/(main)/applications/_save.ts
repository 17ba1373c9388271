import type { z } from 'zod'
import { type FormStep, steps } from '@/lib/applications/answers'
import {
  type coursesInput,
  type eligibilityInput,
  type identityInput,
  intentOf,
} from '@/lib/applications/schema'
import { type Saved, saveCourses, saveEligibility, saveIdentity } from '@/lib/applications/step-commands'
import type { Viewer } from '@/lib/permissions'

/** From what a step's form posted to its command: the same for its buttons and for saving while typing. */

type Guarded = { base?: string; conflict?: 'mine' | 'theirs' }
const guard = ({ base, conflict }: Guarded) => ({ base, force: conflict === 'mine' })

export function postIdentity(viewer: Viewer, input: z.output<typeof identityInput>): Promise<Saved> {
  const { id, name, upi, auid, email } = input
  return saveIdentity(viewer, { id, ...guard(input), values: { name, upi, auid, email } })
}

export function postEligibility(viewer: Viewer, input: z.output<typeof eligibilityInput>): Promise<Saved> {
  const { id, base: _b, conflict: _c, intent: _i, ...values } = input
  return saveEligibility(viewer, { id, ...guard(input), values })
}

export function postCourses(viewer: Viewer, input: z.output<typeof coursesInput>): Promise<Saved> {
  const { id, order, answers } = input
  const { word, of } = intentOf(input.intent)
  const [moved, way] = input.move?.split(':') ?? []
  return saveCourses(viewer, {
    id,
    ...guard(input),
    order,
    answers,
    move:
      moved && (way === 'up' || way === 'down') ? { courseId: moved, by: way === 'up' ? -1 : 1 } : undefined,
    add: word === 'add' && of ? of : undefined,
    remove: word === 'remove' && of ? of : undefined,
  })
}

export const stepPath = (id: string, step: string): string => `/applications/${id}/${step}`

/** The step after this one. */
export function pathAfter(id: string, step: FormStep): string {
  return stepPath(id, steps[steps.indexOf(step) + 1] ?? 'review')
}
