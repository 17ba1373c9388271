import { stateError } from '@/lib/errors'
import type { Action } from '@/lib/permissions'
import type { ApplicationState } from '@/lib/vocabulary'

/**
 * SPEC 6 as a table: from → to → who. "Decided" is no state of its own: a decision stands beside
 * `submitted` until it is published (lib/review/states), so that nothing a student sees can depend on it.
 */
export type Verb = 'submit' | 'change' | 'withdraw' | 'correct' | 'publish'

export type Transition = {
  verb: Verb
  from: ApplicationState
  to: ApplicationState
  /** Who, as an action of the permission table (an admin may act on behalf of a student). */
  who: Action
  /** Only with a recorded decision. */
  decided?: true
}

export const transitions: readonly Transition[] = [
  { verb: 'submit', from: 'draft', to: 'submitted', who: 'applications.write' },
  { verb: 'change', from: 'submitted', to: 'submitted', who: 'applications.write' },
  { verb: 'withdraw', from: 'draft', to: 'withdrawn', who: 'applications.write' },
  { verb: 'withdraw', from: 'submitted', to: 'withdrawn', who: 'applications.write' },
  { verb: 'correct', from: 'submitted', to: 'submitted', who: 'applications.editAnswers' },
  { verb: 'publish', from: 'submitted', to: 'published', who: 'results.publish', decided: true },
]

/** The transition that a verb makes from this state, or null when the table has none. */
export function transitionOf(
  application: { state: ApplicationState; decision?: unknown },
  verb: Verb,
): Transition | null {
  const found = transitions.find((row) => row.verb === verb && row.from === application.state)
  if (!found || (found.decided && !application.decision)) return null
  return found
}

const refusals: Record<ApplicationState, string> = {
  draft: 'This application has not been submitted yet.',
  submitted: 'This application has been submitted already.',
  published: 'The result of this application has been published: it can no longer change.',
  withdrawn: 'This application was withdrawn: it can no longer change.',
}

/** The transition, or AppError `state` with the reason. Commands ask inside their transaction. */
export function requireTransition(
  application: { state: ApplicationState; decision?: unknown },
  verb: Verb,
): Transition {
  const found = transitionOf(application, verb)
  if (found) return found
  if (verb === 'publish' && application.state === 'submitted')
    throw stateError('This application has no decision yet.')
  throw stateError(refusals[application.state] ?? 'This application is in a state that is not known.')
}
