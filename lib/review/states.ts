import type { ApplicationState, Decision } from '@/lib/vocabulary'

/** What a coordinator can do with an application (SPEC 7). */
export const acts = ['accept', 'reserve', 'reject', 'undo'] as const
export type Act = (typeof acts)[number]

/**
 * From state and decision to what may be done next. The same table shows buttons, guards commands and
 * feeds the tests; what is not in it is refused. Who may is `applications.decide`.
 */
const table: Record<ApplicationState, Record<'none' | Decision, readonly Act[]>> = {
  draft: { none: [], accepted: [], rejected: [], reserve: [] },
  submitted: {
    none: ['accept', 'reserve', 'reject'],
    // Accepting again is a change of courses, hours or note.
    accepted: ['accept', 'reserve', 'reject', 'undo'],
    reserve: ['accept', 'reserve', 'reject', 'undo'],
    rejected: ['accept', 'reserve', 'reject', 'undo'],
  },
  published: { none: [], accepted: [], rejected: [], reserve: [] },
  withdrawn: { none: [], accepted: [], rejected: [], reserve: [] },
}

export const decisionOf: Record<Act, Decision | null> = {
  accept: 'accepted',
  reserve: 'reserve',
  reject: 'rejected',
  undo: null,
}

type Standing = { state: ApplicationState; decision: Decision | null }

type Words = { noteToStudent: string | null; internalReason: string | null }

/**
 * The note to the student and the internal reason that stand by a decision when nobody writes others. They were
 * written for one decision: another begins without them, or an acceptance would be told with the words of a
 * rejection. Pure.
 */
export const wordsFor = (decision: Decision | null, row: Words & Pick<Standing, 'decision'>): Words =>
  decision !== null && decision === row.decision
    ? { noteToStudent: row.noteToStudent, internalReason: row.internalReason }
    : { noteToStudent: null, internalReason: null }

export const actsOn = ({ state, decision }: Standing): readonly Act[] => table[state][decision ?? 'none']

/** Null when the act is open, else the sentence that says why not. */
export function refusalOf(act: Act, standing: Standing): string | null {
  if (actsOn(standing).includes(act)) return null
  if (standing.state === 'published') return 'Its result is published; the decision stands.'
  if (standing.state === 'withdrawn') return 'The student has withdrawn this application.'
  if (standing.state === 'draft') return 'This application is not submitted.'
  return 'It is not decided yet, so there is nothing to undo.'
}

/**
 * A published result stands, with one exception: somebody on the reserve list is given hours that became
 * free, which makes it an acceptance (SPEC 8). Null when that is open, else the sentence that says why not.
 */
export function reserveRefusal({ state, decision }: Standing): string | null {
  if (state === 'published' && decision === 'reserve') return null
  if (decision === 'reserve' && state === 'submitted')
    return 'This student has not been told yet that they are on the reserve list. Accept the application in review instead.'
  if (state === 'withdrawn') return 'The student has withdrawn this application.'
  return 'This student is no longer on the reserve list.'
}

/**
 * The tabs of the review table, in their order; each is one state and decision. The last one is for the record:
 * what students took back is read, not decided.
 */
export const tabs = ['submitted', 'accepted', 'rejected', 'reserve', 'published', 'withdrawn'] as const
export type Tab = (typeof tabs)[number]

/** The tab in which an application stands. */
export const tabOf = ({ state, decision }: Standing): Tab =>
  state === 'published' || state === 'withdrawn' ? state : (decision ?? 'submitted')
