import { type AllocationState, visibleAllocationStates } from '@/lib/vocabulary'

/**
 * The life of an offer (SPEC 8). `change waits` is an allocation in state `offered` whose earlier hours
 * were agreed to: it is a person's work and an open question at once, and falls back to the former.
 */
export const standings = [
  'proposed',
  'offered',
  'change waits',
  'accepted',
  'declined',
  'expired',
  'ended',
] as const
export type Standing = (typeof standings)[number]

export const offerActs = ['offer', 'accept', 'decline', 'expire', 'change', 'end'] as const
export type OfferAct = (typeof offerActs)[number]

/** Who may do it: the person themselves, who may manage the allocation, or the clock. */
export type Who = 'student' | 'coordinator' | 'clock'

type Transition = { to: Standing | 'gone'; who: Who }

/**
 * From → act → to, and who. The same table shows the buttons, guards the commands and feeds the tests;
 * what is not in it is refused. Where offers need no answer, `offer` and `change` lead to `accepted`.
 */
const table: Record<Standing, Partial<Record<OfferAct, Transition>>> = {
  proposed: {
    offer: { to: 'offered', who: 'coordinator' },
    change: { to: 'proposed', who: 'coordinator' },
    // Nobody but coordinators knew of it: it goes.
    end: { to: 'gone', who: 'coordinator' },
  },
  offered: {
    accept: { to: 'accepted', who: 'student' },
    decline: { to: 'declined', who: 'student' },
    expire: { to: 'expired', who: 'clock' },
    change: { to: 'offered', who: 'coordinator' },
    end: { to: 'ended', who: 'coordinator' },
  },
  'change waits': {
    accept: { to: 'accepted', who: 'student' },
    decline: { to: 'accepted', who: 'student' },
    expire: { to: 'accepted', who: 'clock' },
    change: { to: 'change waits', who: 'coordinator' },
    end: { to: 'ended', who: 'coordinator' },
  },
  accepted: {
    change: { to: 'change waits', who: 'coordinator' },
    end: { to: 'ended', who: 'coordinator' },
  },
  declined: {},
  expired: {},
  ended: {},
}

/** States in which an allocation is its person's to know of, over ones included. */
export const toldStates = [...visibleAllocationStates, 'declined', 'expired', 'ended'] as const

export const standingOf = (row: { state: AllocationState; agreedQuarters: number | null }): Standing =>
  row.state === 'offered' && row.agreedQuarters !== null ? 'change waits' : row.state

/** What the act leads to and who may do it; null when it is not open. */
export const transitionOf = (act: OfferAct, standing: Standing): Transition | null =>
  table[standing][act] ?? null

/** Why an answer is not open, as a sentence for the person; null when it is. */
export function answerRefusal(act: 'accept' | 'decline', standing: Standing): string | null {
  if (transitionOf(act, standing)) return null
  if (standing === 'accepted') return 'You have accepted these hours already. Nothing was changed.'
  if (standing === 'declined') return 'You have declined this offer already. Nothing was changed.'
  if (standing === 'expired')
    return 'The time to answer this offer has ended. Write to the coordinator if you still want the work.'
  return 'A coordinator has ended this. There is nothing to answer any more.'
}
