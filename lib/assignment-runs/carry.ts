import type { Base, HeldPair, Marks } from './base'
import { inOrder, pairKey } from './base'
import type { Was } from './was'

/**
 * Pairs, locks and bans of one scenario in terms of another base: by person and course, not by place. What the
 * new base fixes has its hours; what it has no person, course or position for is lost. Pure.
 */
export function carryOver(
  from: { base: Base; pairs: readonly HeldPair[]; marks: Marks },
  to: Base,
): { pairs: HeldPair[]; marks: Marks; lost: number } {
  const people = new Map(to.people.map((person, index) => [person.userId, index]))
  const courses = new Map(to.courses.map((course, index) => [course.id, index]))
  const personOf = (index: number) => people.get(from.base.people[index]?.userId ?? '')
  const courseOf = (index: number) => courses.get(from.base.courses[index]?.id ?? '')

  const before = new Set(from.base.fixed.map(pairKey))
  const pairs = new Map<string, HeldPair>()
  let lost = 0
  for (const pair of from.pairs) {
    const person = personOf(pair.person)
    const course = courseOf(pair.course)
    if (person === undefined || course === undefined || !to.courses[course]!.d[pair.position]) {
      if (!before.has(pairKey(pair))) lost += 1
      continue
    }
    const moved = { ...pair, person, course }
    pairs.set(pairKey(moved), moved)
  }
  // What was fixed and no longer is has ended or was taken back: it is not a proposal of the scenario.
  for (const pair of from.base.fixed) {
    const person = personOf(pair.person)
    const course = courseOf(pair.course)
    if (person !== undefined && course !== undefined) pairs.delete(pairKey({ ...pair, person, course }))
  }
  for (const { why: _, ...pair } of to.fixed) pairs.set(pairKey(pair), pair)

  const locks: Marks['locks'] = []
  for (const [a, c, position] of from.marks.locks) {
    const person = personOf(a)
    const course = courseOf(c)
    if (person === undefined || course === undefined) continue
    if (pairs.has(pairKey({ person, course, position }))) locks.push([person, course, position])
  }
  const forbids: Marks['forbids'] = []
  for (const [a, c] of from.marks.forbids) {
    const person = personOf(a)
    const course = courseOf(c)
    if (person !== undefined && course !== undefined) forbids.push([person, course])
  }
  const was = (from.marks.was ?? []).flatMap(([a, c, position, quarters, locked]): Was => {
    const person = personOf(a)
    const course = courseOf(c)
    if (person === undefined || course === undefined) return []
    const open = to.courses[course]!.d[position] && to.people[person]!.applications[position] !== null
    return open ? [[person, course, position, quarters, locked]] : []
  })
  const marks: Marks = was.length > 0 ? { locks, forbids, was } : { locks, forbids }
  return { pairs: inOrder([...pairs.values()]), marks, lost }
}
