import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Base,
  fromModel,
  type HeldPair,
  noMarks,
  pinnedOf,
  toInstance,
  toModel,
} from '@/lib/assignment-runs/base'
import { brokenIn, brokenOf } from '@/lib/assignment-runs/broken'
import { carryOver } from '@/lib/assignment-runs/carry'
import { qualityWords } from '@/lib/assignment-runs/cost'
import { editBoard } from '@/lib/assignment-runs/edits'
import { askedOf, figuresOfPairs, spreadWords } from '@/lib/assignment-runs/figures'
import { parseWeeks, profileOf, toPercent } from '@/lib/assignment-runs/profile'
import { gapOf, policyOf, runSettings } from '@/lib/assignment-runs/settings'
import { carryStamps, driftBetween, type Stamps } from '@/lib/assignment-runs/stamps'

const settings = runSettings.parse({})
const policy = policyOf(settings)

/** Two tutor courses and two people who want both. */
function base(given: Partial<Base> = {}): Base {
  const course = (id: string, quarters: number) => ({
    id,
    code: id,
    dept: 0,
    level: 100,
    d: [
      { quarters, takenQuarters: 0, takenPeople: 0, wanted: null, profile: profileOf(null, 10) },
      null,
    ] as Base['courses'][number]['d'],
    sharedQuarters: null,
  })
  const person = (userId: string) => ({
    userId,
    applications: [`a-${userId}`, null] as [string | null, string | null],
    degree: 'PG' as const,
    gpa: 7,
    maxWeekQuarters: 80,
    visaWeekQuarters: 160,
    elsewhereQuarters: 0,
    prefs: [
      [0, 1, 0, 0],
      [1, 2, 0, 0],
    ] as [number, number, number, number][],
    prefRoles: null,
  })
  return {
    weeks: 10,
    positions: [0],
    courses: [course('A 1', 400), course('B 2', 170)],
    people: [person('p1'), person('p2')],
    endorse: [],
    fixed: [],
    remarks: [],
    leftOut: {},
    ...given,
  }
}
const pair = (person: number, course: number, quarters: number): HeldPair => ({
  person,
  course,
  position: 0,
  quarters,
})

describe('sliders and rules', () => {
  test('their defaults are the weights of the reference instances', () => {
    expect(policy).toEqual({
      weekly: 'legal',
      unit: 5,
      minChunk: 10,
      maxCourses: 3,
      tierHours: 20,
      minGrade: [4, 6],
      weights: { preference: 30, grade: 30, experience: 20, endorsement: 15, academic: 5 },
      coverage: 2000,
      fairness: 100,
    })
    expect(gapOf(settings)).toBe(0.001)
  })
  test('a block below the step is a step', () => {
    expect(policyOf({ ...settings, minChunk: 2, unit: 5 }).minChunk).toBe(5)
    // A block is whole steps, as what a panel offers to give is.
    expect(policyOf({ ...settings, minChunk: 40, unit: 7 }).minChunk).toBe(42)
  })
})

describe('hours by week', () => {
  test('are whole percent that sum to 100, in proportion', () => {
    expect(toPercent([1, 1, 1])).toEqual([34, 33, 33])
    expect(profileOf('0, 10, 10, 20', 4)).toEqual([0, 25, 25, 50])
    expect(profileOf('0, 10', 4)).toEqual([25, 25, 25, 25])
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }), (shares) => {
        fc.pre(shares.some((share) => share > 0))
        const percent = toPercent(shares)
        const total = shares.reduce((sum, share) => sum + share, 0)
        expect(percent.reduce((sum, p) => sum + p, 0)).toBe(100)
        for (const [i, share] of shares.entries())
          expect(Math.abs(percent[i]! - (share * 100) / total)).toBeLessThan(1)
      }),
    )
  })
  test('that are no numbers or all 0 are refused in words', () => {
    expect(parseWeeks('0, ten')).toMatchObject({ ok: false })
    expect(parseWeeks('0 0 0')).toMatchObject({ ok: false })
    expect(parseWeeks('1, 2.5; 3')).toEqual({ ok: true, weeks: [1, 2.5, 3] })
  })
})

describe('the instance', () => {
  test('lets exactly what is really left be given, whatever stands already', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        (budget, held, taken) => {
          const b = base()
          b.courses[0]!.d[0] = {
            ...b.courses[0]!.d[0]!,
            quarters: budget,
            takenQuarters: taken,
            takenPeople: 1,
          }
          b.fixed.push({ ...pair(0, 0, held), why: 'published' })
          const instance = toInstance(b, policy, pinnedOf(b, noMarks, []), noMarks)
          const pinned = instance.pins[0]![3]
          const left = (instance.courses[0]!.d[0]!.hours - pinned) * 4
          expect(pinned % policy.unit).toBe(0)
          expect(left).toBe(Math.floor(Math.max(0, budget - taken - held) / 20) * 20)
          // What stands never makes the instance infeasible: it may have been overridden.
          expect(instance.applicants[0]!.maxTerm).toBeGreaterThanOrEqual(pinned)
          expect(instance.courses[0]!.d[0]!.maxPeople).toBeGreaterThanOrEqual(1)
        },
      ),
    )
  })
  test('and back gives what is pinned its very hours', () => {
    const pinned = [pair(0, 0, 50)]
    const model = toModel([pair(0, 0, 50), pair(1, 0, 60)], pinned, policy)
    expect(model.map((one) => one.hours)).toEqual([15, 15])
    expect(fromModel(model, pinned)).toEqual([pair(0, 0, 50), pair(1, 0, 60)])
  })
  test('keeps a course for the position in which it is wanted, where two applications differ', () => {
    const b = base({ positions: [0, 1] })
    b.people[0]!.applications = ['t', 'm']
    b.people[0]!.prefRoles = [1, 3]
    const instance = toInstance(b, policy, [], noMarks)
    expect(instance.only).toEqual([[0, 0, 0]])
  })
})

describe('the board', () => {
  const board = { pairs: [pair(0, 0, 40)], marks: noMarks }
  const edit = { userId: 'p1', courseId: 'A 1', position: 0 as const }
  test('gives, moves, locks, takes out and keeps out', () => {
    const more = editBoard(base(), board, { ...edit, act: 'hours', userId: 'p2', quarters: 60 })
    expect(more.pairs).toEqual([pair(0, 0, 40), pair(1, 0, 60)])
    const moved = editBoard(base(), more, { ...edit, act: 'move', toCourseId: 'B 2' })
    expect(moved.pairs).toEqual([pair(0, 1, 40), pair(1, 0, 60)])
    const locked = editBoard(base(), board, { ...edit, act: 'lock' })
    expect(locked.marks.locks).toEqual([[0, 0, 0]])
    expect(editBoard(base(), locked, { ...edit, act: 'remove' })).toEqual({
      pairs: [],
      marks: { ...noMarks, was: [[0, 0, 0, 40, 1]] },
    })
    const out = editBoard(base(), locked, { ...edit, act: 'forbid' })
    expect(out).toEqual({ pairs: [], marks: { locks: [], forbids: [[0, 0]], was: [[0, 0, 0, 40, 1]] } })
    expect(editBoard(base(), out, { ...edit, act: 'unforbid' }).marks).toMatchObject(noMarks)
  })
  test('gives back what was taken, with its lock, as long as nothing was given there since', () => {
    const locked = editBoard(base(), board, { ...edit, act: 'lock' })
    for (const act of ['forbid', 'remove'] as const) {
      const out = editBoard(base(), locked, { ...edit, act })
      expect(editBoard(base(), out, { ...edit, act: 'restore' })).toEqual(locked)
      const carried = carryOver({ base: base(), ...out }, base()).marks
      expect(carried, 'a scenario solved again can give it back as well').toEqual(out.marks)
    }
    const out = editBoard(base(), locked, { ...edit, act: 'forbid' })
    const given = editBoard(base(), out, { ...edit, act: 'hours', quarters: 20 })
    expect(given.marks.was).toBeUndefined()
    expect(() => editBoard(base(), given, { ...edit, act: 'restore' })).toThrow('no hours to give back')
  })
  test('refuses what stands already, and places without an application or hours', () => {
    const stands = base({ fixed: [{ ...pair(0, 0, 40), why: 'published' }] })
    expect(() => editBoard(stands, board, { ...edit, act: 'remove' })).toThrow('stands already')
    expect(() => editBoard(base(), board, { ...edit, act: 'hours', position: 1, quarters: 40 })).toThrow(
      'no hours',
    )
  })
})

describe('data that changed', () => {
  const stamps = (given: Partial<Stamps> = {}): Stamps => ({
    weeks: 10,
    visaCapQuarters: 100,
    applications: { a: 1, b: 1 },
    courses: { c: 1 },
    allocations: { d: 1 },
    endorsements: { b: 'yes' },
    ...given,
  })
  test('is told record by record', () => {
    const now = stamps({ applications: { a: 2, e: 1 }, weeks: 11 })
    expect(driftBetween(stamps(), now)).toEqual([
      { kind: 'term', id: '', how: 'changed' },
      { kind: 'application', id: 'a', how: 'changed' },
      { kind: 'application', id: 'b', how: 'gone' },
      { kind: 'application', id: 'e', how: 'new' },
    ])
    expect(driftBetween(stamps(), stamps())).toEqual([])
  })
  test('of endorsements is told by application, once where the application changed as well', () => {
    const changed = { endorsements: { a: 'no' } }
    expect(driftBetween(stamps(), stamps({ ...changed, applications: { a: 1 } }))).toEqual([
      { kind: 'application', id: 'b', how: 'gone' },
      { kind: 'endorsement', id: 'a', how: 'new' },
    ])
  })
  test('by the scenario itself moves its stamps on; what others changed still shows', () => {
    const before = stamps({ courses: { c: 2 } })
    const after = stamps({ courses: { c: 2 }, applications: { a: 2, b: 1 }, allocations: {} })
    const carried = carryStamps(stamps(), before, after)
    expect(driftBetween(carried, after)).toEqual([{ kind: 'course', id: 'c', how: 'changed' }])
  })
})

test('pairs are carried to a new base by person and course, and what no longer takes part is counted as lost', () => {
  const to = base()
  to.people = [to.people[1]!]
  const carried = carryOver(
    {
      base: base(),
      pairs: [pair(0, 0, 40), pair(1, 1, 60)],
      marks: { locks: [[1, 1, 0]], forbids: [[0, 1]] },
    },
    to,
  )
  expect(carried).toEqual({
    pairs: [pair(0, 1, 60)],
    marks: { locks: [[0, 1, 0]], forbids: [] },
    lost: 1,
  })
})

test('what people got of what they asked for is the sum over the sum, people without hours included', () => {
  const b = base({
    people: [...base().people, { ...base().people[0]!, userId: 'p3', elsewhereQuarters: 400 }],
  })
  // 20 h a week in 10 weeks, each; the third holds 100 h of it elsewhere.
  expect(askedOf(b, [pair(0, 0, 400), pair(1, 0, 200)])).toMatchObject({
    got: 600,
    asked: 2000,
    people: 3,
    none: 1,
  })
  expect(askedOf(b, []).spread).toBe(0)
  expect(askedOf(base(), [pair(0, 0, 800)]).spread).toBeCloseTo(0.5)
})

test('how evenly hours are spread is told in words', () => {
  expect(spreadWords({ spread: 0, none: 9, people: 9 })).toBe('Nobody got any of them.')
  expect(spreadWords({ spread: 0, none: 0, people: 9 })).toBe(
    'Everybody got the same share of what they asked for.',
  )
  expect(spreadWords({ spread: 0.012, none: 0, people: 9 })).toBe(
    'Shares of what people asked for lie typically 1 point apart from the average.',
  )
  expect(spreadWords({ spread: 0.23, none: 6, people: 9 })).toBe(
    'Shares of what people asked for lie typically 23 points apart from the average; 6 people got nothing.',
  )
})

test('only what nobody edited has a distance from the best possible; edits are told in plain units', () => {
  const figures = {
    demandQuarters: 400,
    filledQuarters: 400,
    people: 1,
    applicants: 2,
    pairs: 1,
    first: 1,
    firstThree: 1,
  }
  const run = (
    edited: boolean,
    gap: number | null,
    cost?: { quarters: number; suitability: number; broken: number },
  ) =>
    qualityWords({
      edited,
      figures: { ...figures, cost },
      progress: { objective: 1, bound: 1, gap, seconds: 1, status: 'optimal' },
    })
  expect(run(false, 0)).toBe('Best possible')
  expect(run(false, 0.000_61)).toBe('Within 0.07 % of the best possible')
  expect(run(false, null)).toBe('')
  expect(run(true, 0, { quarters: -560, suitability: -12, broken: 2 })).toBe(
    'Edited since it was solved: −140\u00a0h covered; average suitability −1.2; 2 rules broken',
  )
  expect(run(true, 0, { quarters: 0, suitability: 3, broken: 0 })).toBe(
    'Edited since it was solved: ±0\u00a0h covered; average suitability +0.3; no rule broken',
  )
  expect(run(true, 0)).toBe('Edited since it was solved')
})

test('the limit over the term is the same in a broken rule as beside the hours, and steps are no limit of their own', () => {
  const b = base()
  b.people[0]!.maxWeekQuarters = 67
  // 16.75 h a week in 10 weeks are 167.5 h; the model gives at most 165 h in steps of 5 h.
  const told = (quarters: number) => {
    const pairs = [pair(0, 0, quarters)]
    const modelPairs = toModel(pairs, [], policy)
    const broken = brokenOf(b, toInstance(b, policy, [], noMarks), { pairs, modelPairs })
    return broken.filter(({ rule }) => rule === 'term').map(({ message }) => message)
  }
  expect(told(680)).toEqual(['p1: 170 h of 167.5 h (16.75 h a week in 10 weeks)'])
  expect(told(668), '167 h').toEqual([])
  expect(told(660)).toEqual([])
})

test('hours beyond what a course needs cover none of another course', () => {
  const give = (course: number, quarters: number): HeldPair => ({
    person: course,
    course,
    position: 0,
    quarters,
  })
  const covered = (pairs: HeldPair[], given: Partial<Base> = {}) =>
    figuresOfPairs(base(given), pairs).filledQuarters
  expect(covered([give(0, 400), give(1, 100)])).toBe(500)
  expect(covered([give(0, 900), give(1, 100)])).toBe(500)
  // Of one budget for both positions no more than the budget.
  const { courses } = base()
  const shared = courses.map((course) => ({ ...course, sharedQuarters: 120 }))
  expect(covered([give(0, 400), give(1, 100)], { courses: shared })).toBe(220)
})

test('a lock hides no broken rule, and a course that has just its hours is not told of', () => {
  const give = (person: number, quarters: number): HeldPair => ({ person, course: 1, position: 0, quarters })
  const told = (pairs: HeldPair[], locks: [number, number, 0 | 1][]) =>
    brokenIn({ settings, data: { base: base(), pairs, marks: { ...noMarks, locks } } })
      .filter(({ rule }) => rule === 'demand')
      .map(({ message }) => message)
  const over = [give(0, 100), give(1, 100)]
  expect(told(over, [])).toEqual(['B 2, tutor: 50 h of 42.5 h'])
  const locks: [number, number, 0 | 1][] = [
    [0, 1, 0],
    [1, 1, 0],
  ]
  expect(told(over, locks)).toEqual(told(over, []))
  const small = [give(0, 20), give(1, 20)]
  const people = (given: Partial<Base>) =>
    brokenIn({ settings, data: { base: base(given), pairs: small, marks: noMarks } }).filter(
      ({ rule }) => rule === 'people',
    )
  expect(
    people({
      courses: base().courses.map((course) => ({ ...course, d: [{ ...course.d[0]!, quarters: 40 }, null] })),
    }),
    'nobody said how many',
  ).toEqual([])
  // 42.5 h are no whole steps; they are what the course has all the same.
  expect(told([give(0, 70), give(1, 100)], [])).toEqual([])
})
