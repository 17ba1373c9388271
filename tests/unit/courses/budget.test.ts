import fc from 'fast-check'
import { expect, test } from 'vitest'
import { budgetProblems } from '@/lib/courses/budget'

const budget = (
  availableQuarters: number,
  tutorQuarters: number | null = null,
  markerQuarters: number | null = null,
) => ({
  availableQuarters,
  tutorQuarters,
  markerQuarters,
})

test('a budget can be lowered to the hours given, not below them, and the refusal names them', () => {
  const given = { tutor: 100, marker: 60 }
  expect(budgetProblems(budget(400), budget(160), given)).toEqual({})
  const { availableQuarters } = budgetProblems(budget(400), budget(159), given)
  expect(availableQuarters).toContain('40 h are given')
  expect(availableQuarters).toContain('39.75 h')
})

test('a split that was open counts as lowered when it is set below the hours given', () => {
  expect(budgetProblems(budget(400), budget(400, 99), { tutor: 100, marker: 0 })).toHaveProperty(
    'tutorQuarters',
  )
  expect(budgetProblems(budget(400), budget(400, 100), { tutor: 100, marker: 0 })).toEqual({})
})

test('a budget that was overridden may stay as it is or rise, and its split may be lifted', () => {
  const given = { tutor: 100, marker: 60 }
  expect(budgetProblems(budget(80, 40, 40), budget(80, 40, 40), given)).toEqual({})
  expect(budgetProblems(budget(80, 40, 40), budget(120, 60, null), given)).toEqual({})
  expect(budgetProblems(budget(80, 40, 40), budget(79, 40, 39), given)).toMatchObject({
    availableQuarters: expect.any(String),
    markerQuarters: expect.any(String),
  })
})

test('whatever the numbers: no problem means no part is both lowered and below what is given', () => {
  const part = fc.option(fc.integer({ min: 0, max: 50 }), { nil: null })
  const all = fc.record({
    availableQuarters: fc.integer({ min: 0, max: 100 }),
    tutorQuarters: part,
    markerQuarters: part,
  })
  const used = fc.record({ tutor: fc.integer({ min: 0, max: 60 }), marker: fc.integer({ min: 0, max: 60 }) })
  const bad = (before: number | null, after: number | null, given: number) =>
    after !== null && after < given && (before === null || after < before)
  fc.assert(
    fc.property(all, all, used, (before, after, given) => {
      const problems = budgetProblems(before, after, given)
      expect('availableQuarters' in problems).toBe(
        bad(before.availableQuarters, after.availableQuarters, given.tutor + given.marker),
      )
      expect('tutorQuarters' in problems).toBe(bad(before.tutorQuarters, after.tutorQuarters, given.tutor))
      expect('markerQuarters' in problems).toBe(
        bad(before.markerQuarters, after.markerQuarters, given.marker),
      )
    }),
  )
})
