import { describe, expect, test } from 'vitest'
import { academicOf, scoreOf, tierSum } from '@/lib/assignment/score'
import type { Instance } from '@/lib/assignment/types'
import { ordinal } from '@/lib/ordinal'

const weights = { preference: 30, grade: 30, experience: 20, endorsement: 15, academic: 5 }

describe('points per unit', () => {
  test('the weighted mean of the components, times ten, rounded half up', () => {
    // 3,000 + 3,000 + 0 + 750 + 235 = 6,985 of 100: 698.5
    const components = { preference: 100, grade: 100, experience: 0, endorsement: 50, academic: 47 }
    expect(scoreOf(weights, components)).toBe(699)
    expect(scoreOf(weights, { ...components, academic: 46 })).toBe(698)
  })

  test('no weights, no points', () => {
    const none = { preference: 0, grade: 0, experience: 0, endorsement: 0, academic: 0 }
    expect(
      scoreOf(none, { preference: 100, grade: 100, experience: 100, endorsement: 100, academic: 100 }),
    ).toBe(0)
  })

  test('academic: 9.0 is 70, a postgraduate 30 more; exact halves go up', () => {
    expect(academicOf(9, 'UG')).toBe(70)
    expect(academicOf(9, 'PG')).toBe(100)
    expect(academicOf(0, 'UG')).toBe(0)
    expect(academicOf(6, 'UG')).toBe(47)
    // 0.45 / 9 · 70 = 3.5 exactly, which binary fractions miss.
    expect(academicOf(0.45, 'UG')).toBe(4)
  })
})

test('tiers: the first 20 hours cost nothing, the next one each, then two', () => {
  const instance = { policy: { unit: 5, tierHours: 20 } } as Instance
  expect([0, 4, 5, 8, 9, 12].map((units) => tierSum(instance, units))).toEqual([0, 0, 1, 4, 6, 12])
})

test('ordinals', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '112th',
  ])
})
