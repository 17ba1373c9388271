import fc from 'fast-check'
import { expect, test } from 'vitest'
import { added, moved, ordered, removed } from '@/lib/applications/ranks'

const id = fc.constantFrom(...'abcdefghijklmno')
const list = fc.uniqueArray(id, { maxLength: 12 })
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), id }),
  fc.record({ kind: fc.constant('remove' as const), id }),
  fc.record({ kind: fc.constant('move' as const), id, by: fc.integer({ min: -15, max: 15 }) }),
  fc.record({ kind: fc.constant('order' as const), wanted: fc.array(id, { maxLength: 15 }) }),
)

test('whatever is added, removed, moved or put in order, each course has one place and ranks run from 1 to n', () => {
  fc.assert(
    fc.property(list, fc.array(step, { maxLength: 30 }), (start, steps) => {
      let ids = start
      const inside = new Set(start)
      for (const s of steps) {
        if (s.kind === 'add') {
          ids = added(ids, s.id)
          inside.add(s.id)
        } else if (s.kind === 'remove') {
          ids = removed(ids, s.id)
          inside.delete(s.id)
        } else if (s.kind === 'move') ids = moved(ids, s.id, s.by)
        else ids = ordered(ids, s.wanted)
        expect(new Set(ids)).toEqual(inside)
        expect(ids).toHaveLength(inside.size)
      }
    }),
  )
})

test('moving a course changes its place by that much, within the list, and keeps the order of the others', () => {
  fc.assert(
    fc.property(
      list.filter((ids) => ids.length > 0),
      fc.nat(),
      fc.integer({ min: -15, max: 15 }),
      (ids, n, by) => {
        const from = n % ids.length
        const course = ids[from]!
        const after = moved(ids, course, by)
        expect(after.indexOf(course)).toBe(Math.min(ids.length - 1, Math.max(0, from + by)))
        expect(removed(after, course)).toEqual(removed(ids, course))
      },
    ),
  )
})

test('an order from an older form loses no course and invents none', () => {
  expect(ordered(['a', 'b', 'c', 'd'], ['c', 'x', 'a', 'c'])).toEqual(['c', 'a', 'b', 'd'])
})
