import { describe, expect, test } from 'vitest'
import { checkSolution } from '@/lib/assignment/check'
import { explainPairs, whyNot } from '@/lib/assignment/explain'
import { costOfForcing } from '@/lib/assignment/forcing'
import { greedyByRank } from '@/lib/assignment/greedy'
import { objectiveOf } from '@/lib/assignment/score'
import { solve } from '@/lib/assignment/solve'
import type { Instance, Pair } from '@/lib/assignment/types'
import { unfilledOf } from '@/lib/assignment/unfilled'
import { DEFAULT_POLICY, evenProfile, generate } from '../../support/assignment-generator'

const person = (id: string, more: object) => ({
  id,
  degree: 'UG' as const,
  gpa: 6,
  roles: 3,
  maxWeek: 20,
  visaWeek: 40,
  maxTerm: 60,
  prefs: [],
  ...more,
})
const demand = (hours: number, maxPeople = 9) => ({ hours, maxPeople, profile: evenProfile(12) })

/** One course of 40 h, and people each of whom is out of it for another reason. */
const instance: Instance = {
  format: 'assign-instance/1',
  id: 'explained',
  weeks: 12,
  policy: { ...DEFAULT_POLICY, maxCourses: 1 },
  courses: [
    { id: 'COMPSCI 101', dept: 0, level: 100, d: [demand(40, 2), null] },
    { id: 'COMPSCI 210', dept: 0, level: 200, d: [demand(25), null] },
  ],
  applicants: [
    person('best', { prefs: [[0, 0, 0, 2]], degree: 'PG' }),
    person('good', { prefs: [[0, 1, 0, 0]] }),
    person('fair', { prefs: [[0, 4, 0, 0]] }),
    person('marker', { prefs: [[0, 0, 0, 0]], roles: 2 }),
    person('weak', { prefs: [[0, 7, 0, 0]] }),
    person('silent', { prefs: [[0, -1, 0, 0]] }),
    person('elsewhere', {
      prefs: [
        [1, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    }),
    person('absent', { prefs: [[1, -1, 0, 0]] }),
    person('short', { prefs: [[0, 0, 0, 0]], maxTerm: 5 }),
    person('capped', { prefs: [[0, 0, 0, 0]], visaWeek: 0 }),
    person('banned', { prefs: [[0, 0, 0, 0]] }),
  ],
  endorse: [[0, 0, 1]],
  pins: [],
  forbid: [[10, 0]],
}
const chosen: Pair[] = [
  { applicant: 0, course: 0, position: 0, hours: 20 },
  { applicant: 1, course: 0, position: 0, hours: 20 },
  { applicant: 6, course: 1, position: 0, hours: 25 },
]

describe('explaining a pair', () => {
  test('its components in words, and numbers that add up to the objective', () => {
    const explanation = explainPairs(instance, chosen)
    expect(explanation.pairs.map(({ parts }) => parts.join(', '))).toEqual([
      'ranked 1st, A+, endorsed, worked here before, postgraduate',
      'ranked 1st, A',
      'ranked 1st, A+',
    ])
    const points = explanation.pairs.reduce((sum, reason) => sum + reason.points, 0)
    expect(points - explanation.uncovered - explanation.unevenness).toBe(objectiveOf(instance, chosen))
  })

  test('a pinned pair that was never ranked, an endorsement against, a justification', () => {
    const other: Instance = {
      ...instance,
      pins: [[7, 0, 0, 10]],
      endorse: [[7, 0, -1]],
      applicants: instance.applicants.map((applicant) =>
        applicant.id === 'silent' ? { ...applicant, prefs: [[0, -1, 1, 1]] } : applicant,
      ),
    }
    const { pairs } = explainPairs(other, [
      { applicant: 7, course: 0, position: 0, hours: 10 },
      { applicant: 5, course: 0, position: 0, hours: 10 },
    ])
    expect(pairs.map(({ parts }) => parts.join(', '))).toEqual([
      'not ranked by this person, endorsed against',
      'ranked 1st, no grade, gave reasons, worked in this position elsewhere',
    ])
  })
})

describe('why not', () => {
  const at = (id: string) => instance.applicants.findIndex((applicant) => applicant.id === id)
  const reason = (id: string) => whyNot(instance, chosen, at(id), 0, 0)

  test.each([
    ['marker', 'ROLE_NOT_APPLIED'],
    ['weak', 'GRADE_BELOW_MINIMUM'],
    ['silent', 'NO_GRADE_NO_REASON'],
    ['absent', 'NOT_RANKED'],
    ['short', 'TERM_LIMIT_TOO_SMALL'],
    ['capped', 'WEEKLY_LIMIT_TOO_SMALL'],
    ['banned', 'FORBIDDEN'],
  ])('%s: refused, %s', (id, code) => {
    expect(reason(id)).toMatchObject({ kind: 'refused', code })
  })

  test('a position the course does not need, and one that pins have filled', () => {
    expect(whyNot(instance, chosen, 0, 0, 1)).toMatchObject({ kind: 'refused', code: 'POSITION_NOT_NEEDED' })
    const pinned: Instance = { ...instance, pins: [[1, 0, 0, 40]] }
    const pairs: Pair[] = [{ applicant: 1, course: 0, position: 0, hours: 40 }]
    expect(whyNot(pinned, pairs, 0, 0, 0)).toMatchObject({ kind: 'refused', code: 'ALREADY_FILLED_BY_PINS' })
  })

  test('chosen; at the limit of courses; full with better people, the nearest of them for staff only', () => {
    expect(reason('best')).toMatchObject({ kind: 'chosen', hours: 20 })
    expect(reason('elsewhere')).toMatchObject({ kind: 'limit', limit: 'courses' })
    const full = reason('fair')
    expect(full).toMatchObject({ kind: 'full', limit: 'people', least: { applicant: at('good') } })
    expect(full.message).toContain('good')
    expect('messageWithoutNames' in full && full.messageWithoutNames).not.toContain('good')
  })

  test('the limits of the term and of the week, once reached', () => {
    const more: Instance = { ...instance, policy: { ...DEFAULT_POLICY } }
    const pairs: Pair[] = [{ applicant: 6, course: 1, position: 0, hours: 25 }]
    const limited = (limits: object): Instance => ({
      ...more,
      applicants: more.applicants.map((applicant) =>
        applicant.id === 'elsewhere' ? { ...applicant, ...limits } : applicant,
      ),
    })
    expect(whyNot(limited({ maxTerm: 30 }), pairs, 6, 0, 0)).toMatchObject({ kind: 'limit', limit: 'term' })
    expect(whyNot(limited({ visaWeek: 3 }), pairs, 6, 0, 0)).toMatchObject({ kind: 'limit', limit: 'week' })
    expect(whyNot(more, pairs, 6, 0, 0)).toMatchObject({ kind: 'possible' })
  })

  test('possible, at a cost that solving with the pair forced in finds', async () => {
    const best = await solve(instance, { timeLimit: 60, gap: 0 })
    const forced = await costOfForcing(instance, best.pairs, at('fair'), 0, 0)
    expect(forced).toMatchObject({ possible: true, exact: true })
    if (!forced.possible) return
    expect(forced.points).toBe(best.objective! - objectiveOf(instance, forced.pairs))
    expect(forced.points).toBeGreaterThan(0)
    expect(forced.pairs.some((pair) => pair.applicant === at('fair') && pair.course === 0)).toBe(true)
    expect(checkSolution(instance, forced.pairs)).toEqual([])
    expect(await costOfForcing(instance, best.pairs, at('weak'), 0, 0)).toMatchObject({ possible: false })
  })
})

test('in a larger term only what is near is decided anew: a cost that is never too small, and no rule broken', async () => {
  const large = generate({ seed: 5, courses: 30, applicants: 150, depts: 3 })
  const before = await solve(large, { timeLimit: 60, gap: 0.001 })
  const [candidate, course, position] = large.applicants
    .flatMap(({ prefs }, index) => prefs.map(([ranked]) => [index, ranked, 0] as const))
    .find(([index, ranked]) => whyNot(large, before.pairs, index, ranked, 0).kind === 'possible')!
  const forced = await costOfForcing(large, before.pairs, candidate, course, position, { timeLimit: 3 })
  expect(forced).toMatchObject({ possible: true, exact: false })
  if (!forced.possible) return
  expect(checkSolution(large, forced.pairs)).toEqual([])
  expect(objectiveOf(large, forced.pairs)).toBe(objectiveOf(large, before.pairs) - forced.points)
})

describe('what stays unfilled', () => {
  test('with its reason, from before solving or from the answer', () => {
    const short: Instance = {
      ...instance,
      courses: [
        { id: 'COMPSCI 101', dept: 0, level: 100, d: [demand(200, 2), null] },
        { id: 'COMPSCI 210', dept: 0, level: 200, d: [demand(25), demand(30)] },
      ],
    }
    const reasons = unfilledOf(short, chosen).map(({ course, position, missing, reason }) => [
      course,
      position,
      missing,
      reason,
    ])
    expect(reasons).toEqual([
      [0, 0, 160, 'WORTH_MORE_ELSEWHERE'],
      [1, 1, 30, 'WORTH_MORE_ELSEWHERE'],
    ])
    expect(unfilledOf(instance, chosen)).toEqual([])
  })

  test('each gap of a solved term has its reason in words', async () => {
    const term = generate({ seed: 11, courses: 8, applicants: 30, depts: 1, tightness: 0.6 })
    const { pairs } = await solve(term, { timeLimit: 60, gap: 0.001 })
    for (const { reason, message } of unfilledOf(term, pairs)) {
      expect(reason).not.toBe('POSITION_NOT_NEEDED')
      expect(message).toMatch(/h of .* work/)
    }
    expect(unfilledOf(term, greedyByRank(term)).length).toBeGreaterThan(0)
  })
})
