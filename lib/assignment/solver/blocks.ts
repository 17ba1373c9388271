import type { EligiblePair } from '../eligibility'

/**
 * Splits courses into blocks that share as few people as possible, each with about `size` pairs: a block grows
 * from the first course of `order` not yet in one, by the course with the most people in common.
 */
export function blocksOf(
  pairs: readonly EligiblePair[],
  order: readonly number[],
  size: number,
): Set<number>[] {
  const perCourse = Map.groupBy(pairs, (pair) => pair.course)
  const perPerson = Map.groupBy(pairs, (pair) => pair.applicant)
  const open = new Set(order.filter((course) => perCourse.has(course)))
  const blocks: Set<number>[] = []
  for (const first of order) {
    if (!open.has(first)) continue
    const block = new Set<number>()
    const common = new Map<number, number>([[first, 0]])
    let count = 0
    while (count < size && common.size > 0) {
      const next = mostCommon(common)
      common.delete(next)
      open.delete(next)
      block.add(next)
      count += perCourse.get(next)!.length
      for (const { applicant } of perCourse.get(next)!)
        for (const { course } of perPerson.get(applicant)!)
          if (open.has(course)) common.set(course, (common.get(course) ?? 0) + 1)
    }
    blocks.push(block)
  }
  return joined(blocks, perCourse, size)
}

/** The course with the highest count; the first in order of index among equals. */
function mostCommon(common: ReadonlyMap<number, number>): number {
  let best = -1
  let most = -1
  for (const [course, count] of common) {
    if (count < most || (count === most && course > best)) continue
    best = course
    most = count
  }
  return best
}

/** What was left between the blocks is gathered: few pairs are not worth a solve of their own. */
function joined(
  blocks: readonly Set<number>[],
  perCourse: ReadonlyMap<number, readonly EligiblePair[]>,
  size: number,
): Set<number>[] {
  const count = (block: ReadonlySet<number>) =>
    [...block].reduce((sum, course) => sum + perCourse.get(course)!.length, 0)
  const gathered: Set<number>[] = []
  let rest = new Set<number>()
  for (const block of blocks) {
    if (count(block) >= size / 2) {
      gathered.push(block)
      continue
    }
    rest = rest.union(block)
    if (count(rest) < size) continue
    gathered.push(rest)
    rest = new Set()
  }
  if (rest.size > 0) gathered.push(rest)
  return gathered
}
