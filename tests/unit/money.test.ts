import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { centsToDecimal, formatMoney, parseMoney } from '@/lib/money'

const limits = { least: 1, most: 100_000 }

describe('cents as people read them', () => {
  test.each([
    [0, '$0.00'],
    [5, '$0.05'],
    [3150, '$31.50'],
    [123_450, '$1,234.50'],
    [-1200, '−$12.00'],
    [100_000_000, '$1,000,000.00'],
  ])('%i is %s', (cents, text) => {
    expect(formatMoney(cents)).toBe(text)
  })

  test('a part of a cent is a fault of the program', () => {
    expect(() => formatMoney(0.5)).toThrow(RangeError)
    expect(() => centsToDecimal(Number.NaN)).toThrow(RangeError)
  })
})

describe('typed money', () => {
  test.each([
    ['31.5', 3150],
    ['$31.50', 3150],
    [' 31 ', 3100],
    ['.75', 75],
    ['1,000', 100_000],
    ['31.5000', 3150],
    ['29.99', 2999],
  ])('“%s” is %i cents', (typed, cents) => {
    expect(parseMoney(typed, limits)).toEqual({ ok: true, cents })
  })

  test.each([
    ['', 'Enter an amount, such as 31.50.'],
    ['abc', 'Enter an amount as a number, such as 31.50.'],
    ['.', 'Enter an amount as a number, such as 31.50.'],
    ['-3', 'Enter an amount as a number, such as 31.50.'],
    ['31.555', 'Amounts go by cents: two digits after the point.'],
    ['0', 'Enter at least $0.01.'],
    ['1000.01', 'Enter at most $1,000.00.'],
    ['99999999999999999999', 'Enter at most $1,000.00.'],
  ])('“%s” is refused: %s', (typed, reason) => {
    expect(parseMoney(typed, limits)).toEqual({ ok: false, reason })
  })

  test('what is written as a decimal is read back as the same cents', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (cents) => {
        expect(parseMoney(centsToDecimal(cents), limits)).toEqual({ ok: true, cents })
      }),
    )
  })
})
