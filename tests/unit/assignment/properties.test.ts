import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pinConflicts } from '@/lib/assignment/before'
import { checkSolution } from '@/lib/assignment/check'
import { comparePairs } from '@/lib/assignment/diff'
import { boundsOf, eligiblePairs, personRefusal } from '@/lib/assignment/eligibility'
import { explainPairs } from '@/lib/assignment/explain'
import { hoursLeft } from '@/lib/assignment/facts'
import { figuresOf } from '@/lib/assignment/figures'
import { greedyByRank } from '@/lib/assignment/greedy'
import { objectiveOf } from '@/lib/assignment/score'
import { solveHere } from '@/lib/assignment/solver/run'
import type { Instance, Pair } from '@/lib/assignment/types'
import { unfilledOf } from '@/lib/assignment/unfilled'
import { between, generate, seeded } from '../../support/assignment-generator'
import { tinyInstance } from '../../support/assignment-tiny'

const PROOF = { timeLimit: 60, gap: 0 }
const seeds = fc.integer({ min: 1, max: 1_000_000 })
const optimum = async (instance: Instance) => (await solveHere(instance, PROOF)).objective

/** The same instance with applicants and courses in another order. */
function shuffled(instance: Instance, seed: number): Instance {
  const random = seeded(seed)
  const order = (length: number) => {
    const places = Array.from({ length }, (_, index) => index)
    for (let at = length - 1; at > 0; at -= 1) {
      const other = between(random, 0, at)
      ;[places[at], places[other]] = [places[other]!, places[at]!]
    }
    return places
  }
  const people = order(instance.applicants.length)
  const courses = order(instance.courses.length)
  const person = (old: number) => people.indexOf(old)
  const course = (old: number) => courses.indexOf(old)
  return {
    ...instance,
    courses: courses.map((old) => instance.courses[old]!),
    applicants: people.map((old) => ({
      ...instance.applicants[old]!,
      prefs: instance.applicants[old]!.prefs.map(([ranked, ...rest]) => [course(ranked), ...rest]),
    })),
    endorse: instance.endorse.map(([a, c, value]) => [person(a), course(c), value]),
    pins: instance.pins.map(([a, c, position, hours]) => [person(a), course(c), position, hours]),
    forbid: instance.forbid.map(([a, c]) => [person(a), course(c)]),
  }
}

const named = (instance: Instance, pairs: readonly Pair[]) =>
  pairs
    .map(
      ({ applicant, course, position, hours }) =>
        `${instance.applicants[applicant]!.id} ${instance.courses[course]!.id} ${position} ${hours}`,
    )
    .sort()

describe('whatever the instance', () => {
  test('no rule is ever broken, by the solver or the baseline, and the bound is above both', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const instance = tinyInstance(seed)
        if (pinConflicts(instance).length > 0) return
        const greedy = greedyByRank(instance)
        const solution = await solveHere(instance, PROOF)
        expect(checkSolution(instance, greedy)).toEqual([])
        expect(checkSolution(instance, solution.pairs)).toEqual([])
        expect(solution.objective).toBe(objectiveOf(instance, solution.pairs))
        expect(solution.bound).toBeGreaterThanOrEqual(objectiveOf(instance, greedy))
      }),
      { numRuns: 40 },
    )
  })

  test('one applicant more never lowers the objective', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const more = tinyInstance(seed)
        const last = more.applicants.length - 1
        const less: Instance = {
          ...more,
          applicants: more.applicants.slice(0, last),
          endorse: more.endorse.filter(([applicant]) => applicant !== last),
          forbid: more.forbid.filter(([applicant]) => applicant !== last),
          pins: more.pins.filter(([applicant]) => applicant !== last),
        }
        const before = await optimum(less)
        const after = await optimum({ ...more, pins: less.pins })
        if (before === null) expect(after).toBe(null)
        else expect(after).toBeGreaterThanOrEqual(before)
      }),
      { numRuns: 30 },
    )
  })

  test('a lock taken away never lowers the objective where its pair may be chosen with its hours', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const locked = tinyInstance(seed)
        const [pin] = locked.pins
        if (!pin || pinConflicts(locked).length > 0) return
        const [applicant, course, position, hours] = pin
        const same = (other: readonly number[]) =>
          other[0] === applicant && other[1] === course && other[2] === position
        if (locked.pins.filter(same).length > 1) return
        const open: Instance = { ...locked, pins: locked.pins.slice(1) }
        const { lo, up } = boundsOf(open, applicant, course, position)
        const units = hours / open.policy.unit
        if (personRefusal(open, applicant, course, position) || units < lo || units > up) return
        // The least block of others is the same only while the lock leaves room for one.
        const rests = ([0, 1] as const).map((index) => hoursLeft(locked, course, index))
        if (rests.some((rest) => rest > 0 && rest < open.policy.minChunk)) return
        compared += 1
        expect(await optimum(open)).toBeGreaterThanOrEqual((await optimum(locked))!)
      }),
      { numRuns: 250 },
    )
    expect(compared).toBeGreaterThan(8)
  })

  test('the same input gives the same answer, and so does the same input in another order', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const instance = generate({ seed, courses: 4, applicants: 14, depts: 1 })
        const [first, second] = [await solveHere(instance, PROOF), await solveHere(instance, PROOF)]
        expect(second.pairs).toEqual(first.pairs)
        const other = shuffled(instance, seed)
        const third = await solveHere(other, PROOF)
        expect(third.objective).toBe(first.objective)
        expect(named(other, third.pairs)).toEqual(named(instance, first.pairs))
      }),
      { numRuns: 8 },
    )
  })

  test('equal people: hours go to those first by id', async () => {
    const instance = generate({ seed: 2, courses: 2, applicants: 3, depts: 1 })
    const twin = instance.applicants[0]!
    const twins: Instance = {
      ...instance,
      courses: [
        {
          id: 'C1',
          dept: 0,
          level: 100,
          d: [{ hours: 20, maxPeople: 1, profile: [...Array(11).fill(9), 1] }, null],
        },
      ],
      applicants: ['c', 'a', 'b'].map((id) => ({
        ...twin,
        id,
        roles: 1,
        maxTerm: 60,
        prefs: [[0, 0, 0, 0]],
      })),
      endorse: [],
      pins: [],
      forbid: [],
    }
    expect((await solveHere(twins, PROOF)).pairs).toEqual([
      { applicant: 1, course: 0, position: 0, hours: 20 },
    ])
  })

  test('explanations add up to the objective, figures and unfilled hours to the demand', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const instance = tinyInstance(seed)
        const pairs = greedyByRank(instance)
        const explained = explainPairs(instance, pairs)
        const points = explained.pairs.reduce((sum, reason) => sum + reason.points, 0)
        expect(points - explained.uncovered - explained.unevenness).toBe(objectiveOf(instance, pairs))
        expect(explained.total).toBe(objectiveOf(instance, pairs))
        if (pinConflicts(instance).length > 0) return
        const figures = figuresOf(instance, pairs)
        const missing = unfilledOf(instance, pairs).reduce((sum, gap) => sum + gap.missing, 0)
        expect(figures.hoursCovered + missing).toBe(figures.hoursDemanded)
      }),
      { numRuns: 300 },
    )
  })

  test('a difference leads from one to the other', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const instance = tinyInstance(seed)
        const random = seeded(seed)
        const some = () =>
          eligiblePairs(instance)
            .filter(() => random() < 0.6)
            .map(({ applicant, course, position, lo }) => ({
              applicant,
              course,
              position,
              hours: (lo + between(random, 0, 1)) * 5,
            }))
        const [before, after] = [some(), some()]
        const { added, removed, changed, kept } = comparePairs(before, after)
        const changedAfter = changed.map(({ before: _, after: hours, ...pair }) => ({ ...pair, hours }))
        expect(named(instance, [...kept, ...added, ...changedAfter])).toEqual(named(instance, after))
        const changedBefore = changed.map(({ before: hours, after: _, ...pair }) => ({ ...pair, hours }))
        expect(named(instance, [...kept, ...removed, ...changedBefore])).toEqual(named(instance, before))
      }),
      { numRuns: 200 },
    )
  })
})
