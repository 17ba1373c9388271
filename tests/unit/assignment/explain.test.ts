import { describe, expect, test } from 'vitest'
import { checkSolution } from '@/lib/assignment/check'
import { explainPairs, whyNot } from '@/lib/assignment/explain'
import { changeWords, costOfForcing } from '@/lib/assignment/forcing'
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
      '1st preference, grade A+, endorsed by the course coordinator, worked in this course before, postgraduate',
      '1st preference, grade A',
      '1st preference, grade A+',
    ])
    const strongly = explainPairs({ ...instance, strong: [[0, 0]] }, chosen).pairs[0]!.parts
    expect(strongly).toContain('strongly endorsed by the course coordinator')
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
      'not among their preferences, advised against by the course coordinator',
      '1st preference, no grade, but reasons given, worked in this position in another course',
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

  test('limits are told as they are, not as what is left of them in whole steps', () => {
    const limits = { term: 172.5, elsewhere: 7.5, over: 0, maxWeek: 20, visaWeek: 15 }
    const told = (more: object, pairs: Pair[]) => {
      const applicants = instance.applicants.map((one) =>
        one.id === 'elsewhere' ? { ...one, ...more } : one,
      )
      const given = { ...instance, policy: DEFAULT_POLICY, applicants }
      return whyNot(given, pairs, at('elsewhere'), 0, 0).message
    }
    const full: Pair[] = [{ applicant: 6, course: 1, position: 0, hours: 25 }]
    expect(told({ maxTerm: 25, limits }, full)).toMatch(
      /^All 172\.5 h that are possible in the term are used, 7\.5 h of them outside this scenario: 25 h in/,
    )
    expect(told({ maxTerm: 25, limits: { ...limits, elsewhere: 0, over: 2.5 } }, full)).toMatch(
      /^All but 2\.5 h of the 172\.5 h that are possible in the term are used: 25 h in/,
    )
    expect(told({ maxTerm: 5, limits }, [])).toBe(
      'Beside 7.5 h outside this scenario, of the 172.5 h possible in the term fewer are left than the 10 h that are the least here.',
    )
    expect(told({ visaWeek: 3, limits }, full)).toMatch(
      /^The weekly limit of 15 h, less what they work outside this scenario, is used: /,
    )
  })

  test('in words: where the hours are instead, and what is taken by people who stay', () => {
    expect(reason('elsewhere').message).toBe(
      'One course a person is the limit: 25 h in COMPSCI 210 (1st preference, grade A+; suitability 69.9 of 100). In this course: 2nd preference, grade A+; suitability 66.9 of 100. They suit the other as well or better.',
    )
    const fixed: Instance = { ...instance, pins: [[6, 1, 0, 25]] }
    expect(whyNot(fixed, chosen, at('elsewhere'), 0, 0).message).toContain(
      '25 h in COMPSCI 210 (fixed). In this course: 2nd preference',
    )
    const places: Instance = {
      ...instance,
      pins: [
        [0, 0, 0, 5],
        [1, 0, 0, 10],
      ],
    }
    expect(whyNot(places, [], at('fair'), 0, 0).message).toBe(
      '2 of 2 places are taken (good 10 h and best 5 h); 25 h stay open unless more people are wanted.',
    )
    const hours: Instance = { ...instance, pins: [[1, 0, 0, 40]] }
    expect(whyNot(hours, [], at('fair'), 0, 0).message).toBe(
      'People who stay there have all 40 h that the course needs (good 40 h).',
    )
  })

  /** Seven people in a course of 65 h: six of 10 h, and one who suits it worse than `late`, who is not in it. */
  const crowd: Instance = {
    ...instance,
    courses: [{ id: 'COMPSCI 101', dept: 0, level: 100, d: [{ ...demand(65, 7), wanted: 7 }, null] }],
    applicants: [
      ...[1, 2, 3, 4, 5, 6].map((n) => person(`in${n}`, { prefs: [[0, 0, 0, 2]] })),
      person('least', { prefs: [[0, 4, 0, 0]] }),
      person('late', { prefs: [[0, 1, 0, 0]] }),
    ],
    endorse: [],
    forbid: [],
  }
  const inside: Pair[] = [10, 10, 10, 10, 10, 10, 5].map((hours, applicant) => ({
    applicant,
    course: 0,
    position: 0,
    hours,
  }))

  test('a full course names who is in it, five at most, and compares with the one who suits it least', () => {
    const full = whyNot(crowd, inside, 7, 0, 0)
    const least = { applicant: 6 }
    expect(full).toMatchObject({ kind: 'full', limit: 'people', need: true, least, undecided: true })
    expect(full.message).toBe(
      'All 7 places are taken: in1 10 h, in2 10 h, in3 10 h, in4 10 h, in5 10 h and 2 more. late suits it 67.5 of 100; least, who is in, 59.4.',
    )
    expect('more' in full && full.more).toEqual(['in6 10 h', 'least 5 h'])
    const before = { name: 'Scenario 1', has: ({ applicant }: { applicant: number }) => applicant === 6 }
    expect(whyNot(crowd, inside, 7, 0, 0, { kept: before }).message).toContain(
      'least, who is in, 59.4. Kept as in Scenario 1, to stay close to it.',
    )
  })

  test('everything that binds is named, what decides first', () => {
    const words = (given: Partial<Instance>, applicant = 7) =>
      whyNot({ ...crowd, ...given }, inside, applicant, 0, 0).obstacles.map(({ message }) => message)
    expect(words({})).toEqual([expect.stringMatching(/^All 7 places are taken: /), 'All its 65 h are taken.'])
    const weak = crowd.applicants.map((one) =>
      one.id === 'late' ? { ...one, prefs: [[0, 7, 0, 0] as [number, number, number, number]] } : one,
    )
    expect(words({ applicants: weak, forbid: [[7, 0]] })).toEqual([
      'You keep this person out of this course.',
      expect.stringMatching(/^The grade C is below the minimum/),
      expect.stringMatching(/^All 7 places are taken: /),
      'All its 65 h are taken.',
    ])
    const two = { ...instance, policy: { ...instance.policy, minChunk: 10 } }
    const both = whyNot(two, chosen, 6, 0, 0).obstacles.map(({ message }) => message)
    expect(both[0]).toMatch(/^One course a person is the limit: 25 h in COMPSCI 210/)
    expect(both[1]).toMatch(/^All 2 places are taken: best 20 h and good 20 h\. elsewhere suits it /)
    expect(both[2]).toBe('All its 40 h are taken.')
  })

  test('kept from a scenario before, where that is what holds them', () => {
    const kept = { name: 'Scenario 1', has: () => true }
    const { message } = whyNot(instance, chosen, 6, 0, 0, { kept })
    expect(message).toContain('suitability 66.9 of 100. Kept as in Scenario 1, to stay close to it.')
    expect(message).not.toContain('as well or better')
    // Its course is the better one, and empty by now.
    const swapped = {
      ...instance,
      applicants: instance.applicants.map((one) => ({ ...one, prefs: [...one.prefs].reverse() })),
    }
    expect(whyNot(swapped, [chosen[2]!], 6, 0, 0, { kept }).message).toMatch(
      /stay close to it\. This course suits them better and has 40 h free: move them here, or solve without staying close\.$/,
    )
    const byHand = whyNot(instance, chosen, 6, 0, 0, { kept, byHand: ({ course }) => course === 1 })
    expect(byHand.message).toMatch(/of 100\. You put them there\.$/)
  })

  test('who would suit this course better: whether others have its hours, or what would be missing there', () => {
    const other: Instance = {
      ...instance,
      courses: [instance.courses[0]!, { ...instance.courses[1]!, d: [{ ...demand(25), budget: 27 }, null] }],
      applicants: instance.applicants.map((one) =>
        one.id === 'elsewhere'
          ? {
              ...one,
              prefs: [
                [1, 4, 0, 0],
                [0, 0, 0, 0],
              ],
            }
          : one,
      ),
    }
    expect(whyNot(other, chosen, at('elsewhere'), 0, 0).message).toMatch(
      /They would suit this course better, where others have the hours\.$/,
    )
    const roomy: Instance = {
      ...other,
      courses: [{ ...other.courses[0]!, d: [demand(80, 2), null] }, other.courses[1]!],
    }
    expect(whyNot(roomy, chosen, at('elsewhere'), 0, 0).message).toMatch(
      /They would suit this course better, where others have the places\.$/,
    )
    expect(whyNot(other, [chosen[2]!], at('elsewhere'), 0, 0).message).toMatch(
      /better; moved here, their hours would be missing in COMPSCI 210 unless others take them\.$/,
    )
    const ranked: Instance = {
      ...other,
      applicants: other.applicants.map((one) =>
        one.id === 'fair' ? { ...one, prefs: [[1, 4, 0, 0]] } : one,
      ),
    }
    expect(whyNot(ranked, chosen, at('fair'), 1, 0).message).toMatch(/^All but 2 h of its 27 h are taken: /)
  })

  test('no limit binds: the trade in hours and suitability', () => {
    const free = whyNot({ ...instance, policy: DEFAULT_POLICY }, [chosen[0]!], 2, 0, 0)
    expect(free).toMatchObject({ kind: 'possible', hours: 20, obstacles: [] })
    expect(free.message).toBe(
      'No limit keeps them out: there is room for 20 h. They suit the course 59.4 of 100 and have 0 h elsewhere. The proposal would be better with it: the solver stops a little before the very best.',
    )
  })

  test('the whole truth of places: who works there and takes no part counts as well', () => {
    const others = { people: 4, hours: 80, who: ['a', 'b', 'c', 'd'].map((id): [string, number] => [id, 20]) }
    const of = (wanted: number): Instance => ({
      ...crowd,
      courses: [
        {
          ...crowd.courses[0]!,
          d: [
            { hours: 40, maxPeople: Math.max(0, wanted - 4), profile: evenProfile(12), wanted, others },
            null,
          ],
        },
      ],
    })
    expect(whyNot(of(3), [], 7, 0, 0).message).toBe(
      '4 tutors work there already (a 20 h, b 20 h, c 20 h and 1 more), 3 are wanted; 40 h stay open unless more people are wanted.',
    )
    expect(whyNot(of(4), [], 7, 0, 0).message).toMatch(/^4 of 4 places are taken \(a 20 h/)
    expect(unfilledOf(of(3), [])[0]!.words).toBe('4 tutors work there already, 3 are wanted')
    expect(unfilledOf(of(4), [])[0]!.words).toBe('4 of 4 places are taken')
  })

  test('grades without value, and work that only the person tells of', () => {
    const told: Instance = {
      ...instance,
      applicants: [person('one', { prefs: [[0, -1, 1, 2]], words: [{ grade: 'CPL', says: true }] })],
      endorse: [],
      forbid: [],
    }
    expect(explainPairs(told, [{ applicant: 0, course: 0, position: 0, hours: 10 }]).pairs[0]!.parts).toEqual(
      [
        '1st preference',
        'grade CPL, counted like reasons without a grade',
        'says they worked in this course before',
      ],
    )
  })

  test('possible, at a cost that solving with the pair forced in finds', async () => {
    const best = await solve(instance, { timeLimit: 60, gap: 0 })
    const forced = await costOfForcing(instance, best.pairs, at('fair'), 0, 0)
    expect(forced).toMatchObject({ possible: true, stopped: false })
    if (!forced.possible) return
    expect(forced.points).toBe(best.objective! - objectiveOf(instance, forced.pairs))
    expect(forced.points).toBeGreaterThan(0)
    expect(forced.message).toMatch(/^Possible, but the proposal would be \d+(\.\d)? % worse\.$/)
    expect(changeWords(instance, forced.changes[0]!)).toMatch(/^fair \d+ h in COMPSCI 101/)
    expect(forced.changes.length).toBeGreaterThan(1)
    expect(forced.pairs.some((pair) => pair.applicant === at('fair') && pair.course === 0)).toBe(true)
    expect(checkSolution(instance, forced.pairs)).toEqual([])
    const weak = await costOfForcing(instance, best.pairs, at('weak'), 0, 0)
    expect(weak).toMatchObject({ possible: false, known: true })
    const late = { signal: AbortSignal.abort() }
    const none = await costOfForcing(instance, best.pairs, at('fair'), 0, 0, late)
    expect(none).toMatchObject({ possible: false, known: false })
  })
})

test('in a larger term only what is near is decided anew: no rule is broken, and the cost is that of what is told', async () => {
  const large = generate({ seed: 5, courses: 30, applicants: 150, depts: 3 })
  const before = await solve(large, { timeLimit: 60, gap: 0.001 })
  const [candidate, course, position] = large.applicants
    .flatMap(({ prefs }, index) => prefs.map(([ranked]) => [index, ranked, 0] as const))
    .find(([index, ranked]) => whyNot(large, before.pairs, index, ranked, 0).kind === 'full')!
  const forced = await costOfForcing(large, before.pairs, candidate, course, position, { timeLimit: 3 })
  expect(forced).toMatchObject({ possible: true })
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
      [0, 0, 160, 'BETTER_WITH_IT'],
      [1, 1, 30, 'BETTER_WITH_IT'],
    ])
    expect(unfilledOf(instance, chosen)).toEqual([])
  })

  test('room that is left is told with what counts more, not as use in other courses', async () => {
    const spread: Instance = {
      ...instance,
      policy: { ...DEFAULT_POLICY, coverage: 0, fairness: 400 },
      courses: [{ id: 'COMPSCI 101', dept: 0, level: 100, d: [demand(120, 2), null] }],
      applicants: instance.applicants.slice(0, 2),
      forbid: [],
    }
    const { pairs } = await solve(spread, { timeLimit: 60, gap: 0 })
    const [open] = unfilledOf(spread, pairs)
    expect(open).toMatchObject({ reason: 'SPREAD_COUNTS_MORE', never: 0 })
    expect(open!.words).toBe(
      `1 person who may work in it has room, for ${open!.missing} h in all, but by the sliders spreading hours over people counts more than covering these`,
    )
    // Each unit more makes the proposal worse indeed.
    const more = pairs.map((pair) => (pair.applicant === 0 ? { ...pair, hours: pair.hours + 5 } : pair))
    expect(objectiveOf(spread, more)).toBeLessThan(objectiveOf(spread, pairs))
  })

  test('limits that are reached: where the hours are, and what stays open whatever is chosen', () => {
    const short: Instance = {
      ...instance,
      courses: [
        { id: 'COMPSCI 101', dept: 0, level: 100, d: [demand(100), null] },
        { id: 'COMPSCI 210', dept: 0, level: 200, d: [demand(60), null] },
      ],
      applicants: [
        person('here', { prefs: [[0, 0, 0, 0]] }),
        person('there', {
          prefs: [
            [1, 0, 0, 0],
            [0, 0, 0, 0],
          ],
          maxTerm: 30,
        }),
      ],
      endorse: [],
      forbid: [],
    }
    const pairs: Pair[] = [
      { applicant: 0, course: 0, position: 0, hours: 60 },
      { applicant: 1, course: 1, position: 0, hours: 30 },
    ]
    expect(unfilledOf(short, pairs)[0]).toMatchObject({
      missing: 40,
      never: 10,
      reason: 'LIMITS_REACHED',
      words:
        'both people who may work in it have reached a limit, with 60 h here and 30 h in other courses. 10 h would stay open whatever is chosen: the hours that those who may work in it have left in the term are too few',
    })
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
