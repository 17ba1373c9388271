import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkBefore } from '@/lib/assignment/before'
import { checkSolution } from '@/lib/assignment/check'
import { greedyByRank } from '@/lib/assignment/greedy'
import { objectiveOf } from '@/lib/assignment/score'
import { solve } from '@/lib/assignment/solve'
import { solveHere } from '@/lib/assignment/solver/run'
import type { Instance, Progress } from '@/lib/assignment/types'
import { exhaustiveOptimum } from '../../support/assignment-brute-force'
import { generate } from '../../support/assignment-generator'
import { tinyInstance } from '../../support/assignment-tiny'

const FOLDER = path.join(import.meta.dirname, '../../fixtures/assignment')
const read = (name: string) => JSON.parse(fs.readFileSync(path.join(FOLDER, name), 'utf8'))
const reference = read('reference.json') as Record<string, { optimum: number | null }>
const names = fs.readdirSync(FOLDER).filter((name) => name !== 'reference.json')

describe('each rule by itself', () => {
  test.each(names)('%s: the solver reaches what trying every answer proves', async (name) => {
    const instance = read(name) as Instance
    const proven = exhaustiveOptimum(instance)
    expect(proven).not.toBe(undefined)
    expect(proven?.objective ?? null).toBe(reference[instance.id]!.optimum)

    const solution = await solve(instance, { timeLimit: 60, gap: 0 })
    expect(solution.objective).toBe(reference[instance.id]!.optimum)
    if (proven === null) {
      expect(solution.status).toBe('infeasible')
      expect(checkBefore(instance).conflicts).not.toEqual([])
      return
    }
    expect(solution).toMatchObject({ status: 'optimal', gap: 0, bound: solution.objective })
    expect(checkSolution(instance, solution.pairs)).toEqual([])
    expect(objectiveOf(instance, solution.pairs)).toBe(solution.objective)
    expect(objectiveOf(instance, greedyByRank(instance))).toBeLessThanOrEqual(solution.objective!)
  })
})

test('120 random small instances over all rules: the optimum of an exhaustive search, and no rule broken', async () => {
  let compared = 0
  let infeasible = 0
  for (let seed = 1; seed <= 120; seed += 1) {
    const instance = tinyInstance(seed)
    const proven = exhaustiveOptimum(instance)
    if (proven === undefined) continue
    const solution = await solveHere(instance, { timeLimit: 60, gap: 0 })
    expect([seed, solution.objective]).toEqual([seed, proven?.objective ?? null])
    expect(checkBefore(instance).conflicts.length > 0).toBe(proven === null)
    if (proven === null) infeasible += 1
    else expect([seed, solution.gap, checkSolution(instance, solution.pairs)]).toEqual([seed, 0, []])
    compared += 1
  }
  expect(compared).toBeGreaterThan(90)
  expect(infeasible).toBeGreaterThan(3)
}, 120_000)

describe('a generated department', () => {
  const instance = generate({ seed: 7, courses: 8, applicants: 40, depts: 1 })

  test('optimum with proof, progress on the way, better than by rank', async () => {
    const seen: Progress[] = []
    const solution = await solve(instance, {
      timeLimit: 120,
      gap: 0,
      onProgress: (progress) => seen.push(progress),
    })
    expect(solution.status).toBe('optimal')
    expect(checkSolution(instance, solution.pairs)).toEqual([])
    expect(solution.objective).toBeGreaterThan(objectiveOf(instance, greedyByRank(instance)))
    expect(seen.length).toBeGreaterThan(0)
    for (const { objective, bound } of seen) {
      expect(objective!).toBeLessThanOrEqual(solution.objective! + 1e-6)
      expect(bound!).toBeGreaterThanOrEqual(solution.objective! - 1e-6)
    }
  })

  test('the gap asked for suffices, and is stated', async () => {
    const solution = await solve(instance, { timeLimit: 120, gap: 0.02 })
    expect(solution.gap).toBeLessThanOrEqual(0.02)
    expect((solution.bound! - solution.objective!) / Math.abs(solution.objective!)).toBeCloseTo(
      solution.gap!,
      9,
    )
  })

  test('no time: the best at hand with a true gap', async () => {
    const solution = await solve(instance, { timeLimit: 0.001, gap: 0 })
    expect(solution.status).toBe('time_limit')
    expect(checkSolution(instance, solution.pairs)).toEqual([])
    const best = await solve(instance, { timeLimit: 120, gap: 0 })
    expect(solution.bound).toBeGreaterThanOrEqual(best.objective!)
  })

  test('staying close keeps more of what stood; its reward is no part of the objective', async () => {
    const before = greedyByRank(instance)
    const same = (pairs: readonly { applicant: number; course: number }[]) =>
      pairs.filter((pair) =>
        before.some((old) => JSON.stringify(old) === JSON.stringify({ ...old, ...pair })),
      ).length
    const free = await solve(instance, { timeLimit: 120, gap: 0 })
    const close = await solve(instance, { timeLimit: 120, gap: 0, stayClose: { pairs: before, reward: 500 } })
    expect(same(close.pairs)).toBeGreaterThan(same(free.pairs))
    expect(close.objective).toBe(objectiveOf(instance, close.pairs))
    expect(close.objective).toBeLessThanOrEqual(free.objective!)
    expect(checkSolution(instance, close.pairs)).toEqual([])
  })
})

describe('cancelling', () => {
  const large = generate({ seed: 3, courses: 60, applicants: 300, tightness: 0.5 })

  test('ends the work within moments, with the best found and its gap', async () => {
    const controller = new AbortController()
    const solution = await solve(large, {
      timeLimit: 300,
      gap: 0,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    expect(['cancelled', 'optimal']).toContain(solution.status)
    expect(solution.seconds).toBeLessThan(60)
    expect(checkSolution(large, solution.pairs)).toEqual([])
    expect(solution.gap).toBeGreaterThanOrEqual(0)
  })

  test('before it began, nothing is found', async () => {
    const solution = await solve(large, { timeLimit: 60, gap: 0, signal: AbortSignal.abort() })
    expect(solution).toMatchObject({ status: 'cancelled', objective: null, pairs: [] })
  })
})

test('a thread that fails says so, and the next solve has another', async () => {
  const instance = read('best-first.json') as Instance
  const broken = { ...instance, courses: null as never }
  await expect(solve(broken, { timeLimit: 10, gap: 0 })).rejects.toThrow('the solver failed')
  expect((await solve(instance, { timeLimit: 60, gap: 0 })).status).toBe('optimal')
})

test('more solves than threads wait their turn and all get their own answer', async () => {
  const some = ['best-first', 'fair-split', 'people-limit', 'pin-wins', 'visa-week']
  const solutions = await Promise.all(
    some.map((name) => solve(read(`${name}.json`) as Instance, { timeLimit: 60, gap: 0 })),
  )
  expect(solutions.map(({ objective }) => objective)).toEqual(some.map((name) => reference[name]!.optimum))
})
