import { describe, expect, test } from 'vitest'
import { checkBefore, pinConflicts } from '@/lib/assignment/before'
import { checkSolution } from '@/lib/assignment/check'
import { leastOpen } from '@/lib/assignment/least-open'
import type { AssignmentApplicant, Instance, Pair } from '@/lib/assignment/types'
import { DEFAULT_POLICY, evenProfile } from '../../support/assignment-generator'

const BURST = [0, 0, 0, 0, 0, 50, 50, 0, 0, 0, 0, 0]
const demand = (hours: number, maxPeople = 9, profile = evenProfile(12)) => ({ hours, maxPeople, profile })
const person = (id: string, more: Partial<AssignmentApplicant> = {}): AssignmentApplicant => ({
  id,
  degree: 'UG',
  gpa: 6,
  roles: 3,
  maxWeek: 20,
  visaWeek: 40,
  maxTerm: 60,
  prefs: [[0, 0, 0, 0]],
  ...more,
})
const instanceOf = (more: Partial<Instance>): Instance => ({
  format: 'assign-instance/1',
  id: 'before',
  weeks: 12,
  policy: DEFAULT_POLICY,
  courses: [{ id: 'C0', dept: 0, level: 100, d: [demand(40), null] }],
  applicants: [person('A0'), person('A1')],
  endorse: [],
  pins: [],
  forbid: [],
  ...more,
})
const course = (hours: number, more: object = {}, maxPeople = 9, profile = evenProfile(12)) => ({
  id: 'C0',
  dept: 0,
  level: 100,
  d: [demand(hours, maxPeople, profile), null] as Instance['courses'][number]['d'],
  ...more,
})

describe('fixed pairs that break a limit by themselves', () => {
  const two = [course(40), { ...course(40), id: 'C1' }]
  test.each<[string, Partial<Instance>]>([
    ['demand', { pins: [[0, 0, 0, 45]] }],
    ['demand', { pins: [[0, 0, 1, 10]] }],
    [
      'people',
      {
        courses: [course(40, {}, 1)],
        pins: [
          [0, 0, 0, 10],
          [1, 0, 0, 10],
        ],
      },
    ],
    ['term', { applicants: [person('A0', { maxTerm: 15 })], pins: [[0, 0, 0, 20]] }],
    [
      'week',
      {
        courses: [course(60, {}, 9, BURST)],
        applicants: [person('A0', { visaWeek: 10 })],
        pins: [[0, 0, 0, 25]],
      },
    ],
    [
      'courses',
      {
        courses: two,
        policy: { ...DEFAULT_POLICY, maxCourses: 1 },
        pins: [
          [0, 0, 0, 10],
          [0, 1, 0, 10],
        ],
      },
    ],
    [
      'shared',
      {
        courses: [course(40, { d: [demand(40), demand(40)], shared: 30 })],
        pins: [
          [0, 0, 0, 20],
          [1, 0, 1, 15],
        ],
      },
    ],
  ])('%s', (kind, more) => {
    expect(pinConflicts(instanceOf(more)).map((conflict) => conflict.kind)).toEqual([kind])
  })

  test('none where pins keep to every limit', () => {
    expect(pinConflicts(instanceOf({ pins: [[0, 0, 0, 40]] }))).toEqual([])
  })
})

describe('a position that its people cannot fill: by how much, and the rule', () => {
  test.each<[string, number, Partial<Instance>]>([
    ['TOO_FEW_APPLICANTS', 40, { applicants: [person('A0', { prefs: [] })] }],
    ['PEOPLE_LIMIT', 30, { courses: [course(90, {}, 1)] }],
    [
      'MINIMUM_BLOCK',
      5,
      { courses: [course(25)], applicants: ['A', 'B', 'C'].map((id) => person(id, { maxTerm: 10 })) },
    ],
    ['TERM_LIMIT_TOO_SMALL', 20, { applicants: [person('A0', { maxTerm: 20 })] }],
    [
      'WEEKLY_LIMIT_TOO_SMALL',
      20,
      { courses: [course(60, {}, 9, BURST)], applicants: [person('A0', { visaWeek: 20 })] },
    ],
    ['GRADE_BELOW_MINIMUM', 40, { applicants: [person('A0', { prefs: [[0, 7, 0, 0]] })] }],
    ['NO_GRADE_NO_REASON', 40, { applicants: [person('A0', { prefs: [[0, -1, 0, 0]] })] }],
    ['FORBIDDEN', 40, { applicants: [person('A0')], forbid: [[0, 0]] }],
    ['ROLE_NOT_APPLIED', 40, { applicants: [person('A0', { roles: 2 })] }],
    ['SHARED_BUDGET', 15, { courses: [course(40, { shared: 25 })] }],
  ])('%s: %d h', (reason, missing, more) => {
    const { shortages } = checkBefore(instanceOf(more))
    expect(shortages.map((shortage) => [shortage.reason, shortage.missing])).toEqual([[reason, missing]])
    expect(shortages[0]!.message).toMatch(/^C0: at least \d+ h of \d+ h of tutor work stay open\. [A-Z0-9]/)
  })

  test('thousands of hours read as they do elsewhere', () => {
    const { shortages } = checkBefore(
      instanceOf({ courses: [course(1065)], applicants: [person('A0', { prefs: [] })] }),
    )
    expect(shortages[0]!.message).toContain('C0: at least 1,065 h of 1,065 h of tutor work stay open')
  })

  test('of hours that others have a part of, all are told', () => {
    const some = { ...demand(40), budget: 100, others: { people: 1, hours: 60, who: [] } }
    const { shortages } = checkBefore(
      instanceOf({
        courses: [{ ...course(40), d: [some, null] }],
        applicants: [person('A0', { prefs: [] })],
      }),
    )
    expect(shortages[0]!.message).toBe(
      'C0: at least 40 h of 100 h of tutor work stay open. Nobody who takes part chose it as tutor.',
    )
  })

  test('of one budget for both positions, what neither can fill', () => {
    const of = (roles: number) => {
      const instance = instanceOf({
        courses: [{ ...course(100, { shared: 100 }), d: [demand(100), demand(100)] }],
        applicants: [person('A0', { roles })],
      })
      return leastOpen(instance, checkBefore(instance).shortages)
    }
    // One person for 60 h as marker: the hours of the other position are no shortage of their own.
    expect(of(2).map(({ missing }) => missing)).toEqual([40])
    expect(of(2)[0]!.message).toContain('C0: at least 40 h of 100 h for both positions stay open.')
    // Each position could have 60 h of the one person; that they are one is not looked at.
    expect(of(3)).toEqual([])
  })

  test('none where they can', () => {
    expect(checkBefore(instanceOf({}))).toEqual({ conflicts: [], shortages: [] })
  })
})

describe('the checker tells each broken rule', () => {
  const instance = instanceOf({
    policy: { ...DEFAULT_POLICY, maxCourses: 1 },
    courses: [
      { id: 'C0', dept: 0, level: 100, d: [demand(40, 2), demand(40)], shared: 60 },
      { id: 'C1', dept: 0, level: 100, d: [null, demand(80, 9, BURST)] },
    ],
    applicants: [
      person('A0', {
        prefs: [
          [0, 0, 0, 0],
          [1, 0, 0, 0],
        ],
      }),
      person('A1'),
      person('A2', {
        visaWeek: 10,
        prefs: [
          [0, 0, 0, 0],
          [1, 0, 0, 0],
        ],
      }),
      person('A3', { prefs: [[0, 7, 0, 0]] }),
      person('A4', { maxTerm: 20 }),
    ],
    pins: [[1, 0, 0, 10]],
  })
  const pin: Pair = { applicant: 1, course: 0, position: 0, hours: 10 }
  const pair = (applicant: number, at: number, position: 0 | 1, hours: number): Pair => ({
    applicant,
    course: at,
    position,
    hours,
  })
  test.each<[string, Pair[]]>([
    ['pin', []],
    ['pin', [{ ...pin, hours: 15 }]],
    ['pair', [pin, pair(9, 0, 0, 10)]],
    ['pair', [pin, pair(0, 0, 0, 10), pair(0, 0, 0, 10)]],
    ['pair', [pin, pair(0, 0, 0, 0)]],
    ['unit', [pin, pair(0, 0, 0, 12)]],
    ['block', [pin, pair(0, 0, 0, 5)]],
    ['eligible', [pin, pair(3, 0, 0, 10)]],
    ['eligible', [pin, pair(0, 1, 0, 10)]],
    ['demand', [pin, pair(0, 0, 0, 35)]],
    ['people', [pin, pair(0, 0, 0, 10), pair(2, 0, 0, 10)]],
    ['shared', [pin, pair(0, 0, 0, 30), pair(2, 0, 1, 25)]],
    ['term', [pin, pair(4, 0, 0, 25)]],
    ['week', [pin, pair(2, 1, 1, 25)]],
    ['courses', [pin, pair(0, 0, 0, 10), pair(0, 1, 1, 10)]],
  ])('%s', (rule, pairs) => {
    expect(checkSolution(instance, pairs).map((violation) => violation.rule)).toContain(rule)
  })

  test('and nothing where all are kept', () => {
    const pairs = [pin, pair(0, 0, 0, 30), pair(2, 1, 1, 20), pair(4, 0, 1, 20)]
    expect(checkSolution(instance, pairs)).toEqual([])
  })
})
