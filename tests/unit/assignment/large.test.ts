import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkSolution } from '@/lib/assignment/check'
import { eligiblePairs } from '@/lib/assignment/eligibility'
import { greedyByRank } from '@/lib/assignment/greedy'
import { Ledger } from '@/lib/assignment/ledger'
import { buildModel } from '@/lib/assignment/model'
import { objectiveOf } from '@/lib/assignment/score'
import { blocksOf } from '@/lib/assignment/solver/blocks'
import { runMip, runRelaxed } from '@/lib/assignment/solver/highs'
import { pricedParts } from '@/lib/assignment/solver/lagrange'
import { solveHere } from '@/lib/assignment/solver/run'
import { between, generate, seeded } from '../../support/assignment-generator'

const free = (instance: Parameters<typeof eligiblePairs>[0]) =>
  eligiblePairs(instance).filter((pair) => !pair.pinned)

test('by relaxation and blocks: no rule broken, near the optimum, with a bound that is above it', async () => {
  const instance = generate({ seed: 4, courses: 15, applicants: 60, depts: 3 })
  const best = await solveHere(instance, { timeLimit: 60, gap: 0.001 })
  const blocks = await solveHere(instance, { timeLimit: 20, gap: 0.004 }, { large: 1 })
  expect(checkSolution(instance, blocks.pairs)).toEqual([])
  expect(blocks.objective).toBe(objectiveOf(instance, blocks.pairs))
  expect(blocks.bound).toBeGreaterThanOrEqual(best.objective!)
  expect(blocks.objective).toBeLessThanOrEqual(best.bound!)
  expect(blocks.objective).toBeGreaterThan(objectiveOf(instance, greedyByRank(instance)))
  expect((best.bound! - blocks.objective!) / best.bound!).toBeLessThan(0.03)
})

test('by blocks, the same input gives the same answer', async () => {
  const instance = generate({ seed: 6, courses: 12, applicants: 40, depts: 3 })
  const solved = async () => (await solveHere(instance, { timeLimit: 60, gap: 0.05 }, { large: 1 })).pairs
  expect(await solved()).toEqual(await solved())
})

test('blocks hold every course once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 80 }), (seed, size) => {
      const pairs = free(generate({ seed, courses: 9, applicants: 30, depts: 3 }))
      const courses = [...new Set(pairs.map((pair) => pair.course))].sort((a, b) => a - b)
      const blocks = blocksOf(pairs, courses, size)
      expect(blocks.flatMap((block) => [...block]).sort((a, b) => a - b)).toEqual(courses)
    }),
    { numRuns: 50 },
  )
})

test('priced parts bound every answer, whatever the prices, and at dual prices as well as the relaxation', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), async (seed) => {
      const instance = generate({ seed, courses: 6, applicants: 16, depts: 2, elsewhere: 0.3 })
      const random = seeded(seed)
      const model = buildModel(new Ledger(instance), free(instance))
      const { objective } = await runMip(model, { timeLimit: 60, relativeGap: 0, absoluteGap: 0.5 })
      const relaxed = (await runRelaxed(model, { timeLimit: 60 }))!
      const partOf = model.entries.map(({ pair }) => instance.courses[pair.course]!.dept)
      const sum = async (prices: ArrayLike<number>, whole: boolean) => {
        const { parts, rest } = pricedParts(model, prices, partOf)
        let bound = rest
        for (const part of parts) {
          if (!whole) bound += part.bound
          else
            bound += (await runMip(part.model, { timeLimit: 60, relativeGap: 0, absoluteGap: 0.01 })).bound!
        }
        return bound
      }
      const anyhow = Float64Array.from(model.rowUpper, () => between(random, 0, 900))
      expect(await sum(anyhow, false)).toBeGreaterThanOrEqual(objective! - 0.01)
      expect(await sum(anyhow, true)).toBeGreaterThanOrEqual(objective! - 0.01)
      expect(await sum(relaxed.prices, false)).toBeCloseTo(relaxed.objective, 2)
      const lowered = await sum(relaxed.prices, true)
      expect(lowered).toBeGreaterThanOrEqual(objective! - 0.01)
      expect(lowered).toBeLessThanOrEqual(relaxed.objective + 0.01)
    }),
    { numRuns: 5 },
  )
})
