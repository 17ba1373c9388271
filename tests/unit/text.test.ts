import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cut, normaliseForSearch, searchTextOf } from '@/lib/text'

it('finds names of many origins by their plain letters', () => {
  const pairs: [string, string][] = [
    ['Wiremu Tāwhiao', 'wiremu tawhiao'],
    ['Zoë O’Connor', 'zoe oconnor'],
    ['José Álvarez', 'jose alvarez'],
    ['Nguyễn Minh Anh', 'nguyen minh anh'],
    ['Søren Łukasz Đorđe Strauß', 'soren lukasz dorde strauss'],
    ['İpek Işık', 'ipek isik'],
    ['李 伟', '李 伟'],
    ['COMPSCI  101', 'compsci 101'],
  ]
  for (const [written, folded] of pairs) expect(normaliseForSearch(written)).toBe(folded)
})

it('folds what is folded to itself, whatever was typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const once = normaliseForSearch(text)
      expect(normaliseForSearch(once)).toBe(once)
    }),
    { numRuns: 500 },
  )
})

it('makes one text of several parts and leaves out those that are missing', () => {
  expect(searchTextOf(['Ann Lee', null, 'alee001', undefined, ''])).toBe('ann lee alee001')
  expect(searchTextOf(['x'.repeat(900)])).toHaveLength(700)
})

it('never cuts a character in half', () => {
  expect(cut('abc', 3)).toBe('abc')
  expect(cut('🙂🙂🙂🙂', 3)).toBe('🙂🙂…')
})
