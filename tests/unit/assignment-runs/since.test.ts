import { expect, test } from 'vitest'
import type { ComparedLine } from '@/lib/assignment-runs/compare'
import { handWords, sinceWords, upTo } from '@/lib/assignment-runs/since'

const line = (
  name: string,
  code: string,
  before: number,
  after: number,
  position: 0 | 1 = 0,
): ComparedLine => ({
  userId: name,
  name,
  courseId: code,
  code,
  position,
  before,
  after,
})
const said = (
  lines: { bySolving?: ComparedLine[] | null; byHand?: ComparedLine[]; before?: ComparedLine[] },
  both = false,
) => {
  const { lead, rest } = sinceWords({
    name: 'Scenario 1',
    both,
    bySolving: lines.bySolving === undefined ? [] : lines.bySolving,
    byHand: lines.byHand ?? [],
    before: lines.before ?? [],
  })
  return `${lead}${rest}`
}

test('a course lost and one got by the same person is one change', () => {
  const bySolving = [line('Ingrid Novák', 'COMPSCI 111G', 40, 0), line('Ingrid Novák', 'COMPSCI 130', 0, 40)]
  expect(said({ bySolving })).toBe(
    '1 pair changed by solving since Scenario 1: Ingrid Novák from COMPSCI 111G to COMPSCI 130',
  )
})

test('not across positions, and who came or went is said so', () => {
  const bySolving = [line('Mei Chen', 'A 1', 40, 0, 0), line('Mei Chen', 'A 2', 0, 40, 1)]
  expect(said({ bySolving }, true)).toBe(
    '2 pairs changed by solving since Scenario 1: Mei Chen as tutor out of A 1 and Mei Chen as marker into A 2',
  )
})

test('three are named, the others counted, and hours alone come last', () => {
  const moves = ['Ana', 'Bo'].map((name) => line(name, 'A 1', 0, 40))
  expect(said({ bySolving: [line('Flo', 'A 1', 40, 60), line('Gus', 'A 1', 40, 20), ...moves] })).toBe(
    '4 pairs changed by solving since Scenario 1: Ana into A 1, Bo into A 1, Flo in A 1 from 10 h to 15 h and 1 more',
  )
})

test('what was changed by hand is told apart from what solving changed, here and before', () => {
  expect(said({})).toBe('0 pairs changed by solving since Scenario 1')
  expect(said({ byHand: [line('Ana', 'A 1', 40, 0)], before: [line('Bo', 'A 2', 40, 20)] })).toBe(
    '0 pairs changed by solving since Scenario 1; 1 pair changed by hand since it was solved: Ana out of A 1; 1 pair changed by hand in Scenario 1 before: Bo in A 2 from 10 h to 5 h',
  )
  expect(handWords([line('Ana', 'A 1', 40, 0)], false).rest).toBe(
    '1 pair changed by hand since it was solved: Ana out of A 1',
  )
})

test('without an answer of the solver all that differs is told as one', () => {
  expect(said({ bySolving: null, byHand: [line('Ana', 'A 1', 40, 0)] })).toBe(
    '1 pair changed since Scenario 1: Ana out of A 1',
  )
})

test('a list of names of any length', () => {
  expect(upTo(['a'])).toBe('a')
  expect(upTo(['a', 'b', 'c'])).toBe('a, b and c')
  expect(upTo(['a', 'b', 'c', 'd'])).toBe('a, b, c and 1 more')
})
