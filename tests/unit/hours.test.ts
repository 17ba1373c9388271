import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatHours, MAX_QUARTERS, parseHours, quartersToDecimal, weeklyHours } from '@/lib/hours'

describe('quarter hours as people read them', () => {
  test.each([
    [0, '0 h'],
    [1, '0.25 h'],
    [2, '0.5 h'],
    [170, '42.5 h'],
    [171, '42.75 h'],
    [400, '100 h'],
    [4000, '1,000 h'],
    [5_000_003, '1,250,000.75 h'],
    [-6, '−1.5 h'],
  ])('%i is %s', (quarters, text) => {
    expect(formatHours(quarters)).toBe(text)
  })

  test('a part of a quarter is a fault of the program', () => {
    for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => formatHours(wrong)).toThrow(RangeError)
  })
})

describe('typed hours', () => {
  test.each([
    ['42.5', 170],
    ['42.50 h', 170],
    ['  12 ', 48],
    ['12h', 48],
    ['1 hour', 4],
    ['2 hours', 8],
    ['3 hrs', 12],
    ['.75', 3],
    ['0', 0],
    ['-0', 0],
    ['7,5', 30],
    ['42,50 h', 170],
    [',75', 3],
    ['-0,0', 0],
    ['1,250.25', 5001],
    ['12,500.00', 50_000],
    ['0,2500', 1],
    ['+5', 20],
    ['007', 28],
    ['0.250000', 1],
    ['100000', MAX_QUARTERS],
  ])('%j is %i quarter hours', (typed, quarters) => {
    expect(parseHours(typed)).toEqual({ ok: true, quarters })
  })

  test.each([
    ['', /Enter a number/],
    [' h ', /Enter a number/],
    ['many', /as a number/],
    ['.', /as a number/],
    ['1.2.3', /as a number/],
    ['1,2', /quarters/],
    ['7,', /as a number/],
    ['1,2,5', /as a number/],
    ['1.250,5', /as a number/],
    ['1,000', /two ways: write 1000, or 1\.000 with a point/],
    ['1,250 h', /two ways/],
    ['0,250', /two ways/],
    ['1250,500', /two ways/],
    ['1e3', /as a number/],
    ['12:30', /as a number/],
    ['٤', /as a number/],
    ['300.1', /quarters/],
    ['0.2500001', /quarters/],
    ['0.333', /quarters/],
    ['-1', /below 0/],
    ['−0.25', /below 0/],
    ['100000.25', /at most 100,000 h/],
    ['9'.repeat(400), /at most 100,000 h/],
  ])('%j is refused with a reason', (typed, reason) => {
    expect(parseHours(typed)).toEqual({ ok: false, reason: expect.stringMatching(reason) })
  })

  test('limits are given in quarter hours and said in hours', () => {
    expect(parseHours('4.75', { least: 20, most: 160 })).toMatchObject({ reason: 'Enter at least 5 h.' })
    expect(parseHours('40.25', { least: 20, most: 160 })).toMatchObject({ reason: 'Enter at most 40 h.' })
    expect(parseHours('5', { least: 20, most: 160 })).toEqual({ ok: true, quarters: 20 })
    expect(parseHours('-2.5', { least: -20 })).toEqual({ ok: true, quarters: -10 })
  })

  test('what is shown can be typed', () => {
    fc.assert(
      fc.property(fc.integer({ min: -MAX_QUARTERS, max: MAX_QUARTERS }), (quarters) => {
        const limits = { least: -MAX_QUARTERS }
        // Of what is shown only a comma that can be read in two ways has to go.
        const shown = formatHours(quarters)
        const clear = /^[−\d]+,\d{3} h$/.test(shown) ? shown.replace(',', '') : shown
        expect(parseHours(clear, limits)).toEqual({ ok: true, quarters })
        expect(parseHours(quartersToDecimal(quarters), limits)).toEqual({ ok: true, quarters })
        expect(Number(quartersToDecimal(quarters)) * 4).toBe(quarters + 0)
      }),
    )
  })

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), (typed) => void parseHours(typed)))
  })
})

test('hours a week are rounded up, so that more than the limit never reads as the limit', () => {
  expect(weeklyHours(140, 12)).toBe(3)
  expect(weeklyHours(481, 12)).toBe(10.1)
  expect(weeklyHours(480, 12)).toBe(10)
  expect(weeklyHours(0, 12)).toBe(0)
})
