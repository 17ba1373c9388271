import { describe, expect, test } from 'vitest'
import { requireTransition, transitionOf, transitions, type Verb } from '@/lib/applications/states'
import { isAppError } from '@/lib/errors'
import { applicationStates } from '@/lib/vocabulary'

const verbs: Verb[] = ['submit', 'change', 'withdraw', 'correct', 'publish']

/** Written out apart from the table: SPEC 6 as one reads it. */
const allowed: Record<string, string> = {
  'draft submit': 'submitted',
  'draft withdraw': 'withdrawn',
  'submitted change': 'submitted',
  'submitted withdraw': 'withdrawn',
  'submitted correct': 'submitted',
  'submitted publish': 'published',
}

describe('every state and verb', () => {
  for (const state of applicationStates)
    for (const verb of verbs) {
      const to = allowed[`${state} ${verb}`]
      test(`${state}: ${verb} ${to ? `leads to ${to}` : 'is refused'}`, () => {
        const application = { state, decision: 'accepted' }
        if (to) expect(requireTransition(application, verb).to).toBe(to)
        else expect(() => requireTransition(application, verb)).toThrow(/application/)
      })
    }
})

test('every pair of states that the table joins is one of SPEC 6, and no other', () => {
  const pairs = new Set(transitions.map((row) => `${row.from} ${row.to}`))
  const expected = [
    'draft submitted',
    'draft withdrawn',
    'submitted submitted',
    'submitted withdrawn',
    'submitted published',
  ]
  for (const from of applicationStates)
    for (const to of applicationStates)
      expect(pairs.has(`${from} ${to}`)).toBe(expected.includes(`${from} ${to}`))
})

test('nothing is published without a decision', () => {
  expect(transitionOf({ state: 'submitted', decision: null }, 'publish')).toBeNull()
  let error: unknown
  try {
    requireTransition({ state: 'submitted', decision: null }, 'publish')
  } catch (e) {
    error = e
  }
  expect(isAppError(error, 'state')).toBe(true)
})

test('an unknown state is refused for every verb', () => {
  for (const verb of verbs)
    expect(() => requireTransition({ state: 'lost' as never, decision: 'accepted' }, verb)).toThrow()
})
