import { describe, expect, test } from 'vitest'
import {
  answerRefusal,
  type OfferAct,
  offerActs,
  type Standing,
  standingOf,
  standings,
  toldStates,
  transitionOf,
} from '@/lib/offers/states'
import { allocationStates } from '@/lib/vocabulary'

/** Written by hand from SPEC 8: from, act → to, who. Every pair that is not here is refused. */
const open: Record<string, [to: string, who: string]> = {
  'proposed offer': ['offered', 'coordinator'],
  'proposed change': ['proposed', 'coordinator'],
  'proposed end': ['gone', 'coordinator'],
  'offered accept': ['accepted', 'student'],
  'offered decline': ['declined', 'student'],
  'offered expire': ['expired', 'clock'],
  'offered change': ['offered', 'coordinator'],
  'offered end': ['ended', 'coordinator'],
  'change waits accept': ['accepted', 'student'],
  'change waits decline': ['accepted', 'student'],
  'change waits expire': ['accepted', 'clock'],
  'change waits change': ['change waits', 'coordinator'],
  'change waits end': ['ended', 'coordinator'],
  'accepted change': ['change waits', 'coordinator'],
  'accepted end': ['ended', 'coordinator'],
}

describe('the life of an offer', () => {
  const pairs = standings.flatMap((from) => offerActs.map((act): [Standing, OfferAct] => [from, act]))
  test.each(pairs)('%s, %s', (from, act) => {
    const found = transitionOf(act, from)
    const wanted = open[`${from} ${act}`]
    expect(found && [found.to, found.who]).toEqual(wanted ?? null)
  })

  test('a student’s answer that is not open is refused in a sentence, and only then', () => {
    for (const from of standings)
      for (const act of ['accept', 'decline'] as const)
        expect(answerRefusal(act, from) === null).toBe(transitionOf(act, from) !== null)
  })

  test('no answer and no clock ever takes agreed work away', () => {
    for (const act of ['accept', 'decline', 'expire'] as const)
      expect(transitionOf(act, 'change waits')?.to).toBe('accepted')
  })

  test('every stored state is a standing, and offered with agreed hours is a change that waits', () => {
    for (const state of allocationStates) expect(standings).toContain(state)
    expect(standingOf({ state: 'offered', agreedQuarters: 40 })).toBe('change waits')
    expect(standingOf({ state: 'offered', agreedQuarters: null })).toBe('offered')
    expect(toldStates).not.toContain('proposed')
  })
})
