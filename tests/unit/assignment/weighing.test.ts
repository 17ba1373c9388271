import { describe, expect, test } from 'vitest'
import { whyNot } from '@/lib/assignment/explain'
import { costOfForcing, type ForcingCost } from '@/lib/assignment/forcing'
import { objectiveOf } from '@/lib/assignment/score'
import { solve } from '@/lib/assignment/solve'
import type { AssignmentApplicant, Instance, Preference } from '@/lib/assignment/types'
import { weighingOf } from '@/lib/assignment/weighing'
import { DEFAULT_POLICY, evenProfile } from '../../support/assignment-generator'

/** A person whose ids are names, as the sentences say them; grades 0 = A+ … 4 = B. */
const person = (
  id: string,
  prefs: Preference[],
  more: Partial<AssignmentApplicant> = {},
): AssignmentApplicant => ({
  id,
  degree: 'UG',
  gpa: 6,
  roles: 1,
  maxWeek: 20,
  visaWeek: 40,
  maxTerm: 60,
  prefs,
  ...more,
})
const course = (id: string, hours: number, maxPeople: number): Instance['courses'][number] => ({
  id,
  dept: 0,
  level: 100,
  d: [{ hours, maxPeople, wanted: maxPeople, profile: evenProfile(12) }, null],
})
const term = (
  courses: Instance['courses'],
  applicants: AssignmentApplicant[],
  more: Partial<Instance> = {},
): Instance => ({
  format: 'assign-instance/1',
  id: 'by hand',
  weeks: 12,
  policy: DEFAULT_POLICY,
  courses,
  applicants,
  endorse: [],
  pins: [],
  forbid: [],
  ...more,
})

/** The best answer, the static reason why the first person is not in the first course, and the exchange that says it. */
async function asked(instance: Instance) {
  const best = await solve(instance, { timeLimit: 60, gap: 0 })
  expect(best.pairs.some((pair) => pair.applicant === 0 && pair.course === 0)).toBe(false)
  const not = whyNot(instance, best.pairs, 0, 0, 0)
  const forced = (await costOfForcing(instance, best.pairs, 0, 0, 0)) as ForcingCost & { possible: true }
  expect(forced).toMatchObject({ possible: true, stopped: false })
  expect(forced.points).toBe(best.objective! - objectiveOf(instance, forced.pairs))
  expect(forced.points).toBeGreaterThan(0)
  return { not, weighing: forced.weighing }
}

describe('why somebody less suited has the place', () => {
  test('he may work in no other course, and hers would stay open', async () => {
    const { not, weighing } = await asked(
      term(
        [course('COMPSCI 130', 20, 1), course('COMPSCI 210', 20, 1)],
        [
          person(
            'Mei',
            [
              [0, 0, 0, 2],
              [1, 0, 0, 0],
            ],
            { maxTerm: 20 },
          ),
          person('Tom', [[0, 4, 0, 0]]),
        ],
      ),
    )
    expect(not).toMatchObject({ kind: 'limit', undecided: true })
    expect(not.obstacles[1]!.message).toBe(
      'The only place is taken: Tom 20 h. Mei suits it 89.9 of 100; Tom, who is in, 59.4.',
    )
    expect(weighing.who).toBe(
      'For Mei to have 20 h here, Tom (suits it 59.4 of 100, against 89.9) would lose 20 h here and may work in no other course; Mei would give up 20 h in COMPSCI 210.',
    )
    expect(weighing.why).toBe('20 h more would stay open in COMPSCI 210.')
  })

  test('the other course that he may work in is full', async () => {
    const { weighing } = await asked(
      term(
        [course('COMPSCI 130', 20, 1), course('COMPSCI 210', 20, 1), course('COMPSCI 320', 20, 1)],
        [
          person(
            'Mei',
            [
              [0, 0, 0, 2],
              [1, 0, 0, 0],
            ],
            { maxTerm: 20 },
          ),
          person('Tom', [
            [0, 4, 0, 0],
            [2, 4, 0, 0],
          ]),
          person('Ana', [[2, 0, 0, 2]], { degree: 'PG' }),
        ],
      ),
    )
    expect(weighing.who).toContain(
      'Tom (suits it 59.4 of 100, against 89.9) would lose 20 h here, and the only other course that they may work in, COMPSCI 320, has no more room; Mei would give up 20 h in COMPSCI 210.',
    )
  })

  test('she cannot do as many hours as the place has', async () => {
    const { not, weighing } = await asked(
      term(
        [course('COMPSCI 130', 40, 1)],
        [person('Mei', [[0, 0, 0, 2]], { maxTerm: 10 }), person('Tom', [[0, 4, 0, 0]])],
      ),
    )
    expect(not).toMatchObject({ kind: 'full', undecided: true })
    expect(weighing.who).toBe(
      'For Mei to have 10 h here, Tom (suits it 59.4 of 100, against 89.9) would lose 40 h here and may work in no other course. More than 10 h are not possible for Mei here, by the limit of the term.',
    )
    expect(weighing.why).toBe(
      '30 h more would stay open in COMPSCI 130. That counts more than the more even spread of hours.',
    )
  })

  test('hours would be spread less evenly', async () => {
    const { weighing } = await asked(
      term(
        [course('COMPSCI 130', 20, 1), course('COMPSCI 210', 40, 1)],
        [
          person('Mei', [
            [0, 3, 0, 0],
            [1, 0, 0, 2],
          ]),
          person('Tom', [[0, 4, 0, 0]]),
        ],
        { policy: { ...DEFAULT_POLICY, fairness: 400 } },
      ),
    )
    expect(weighing.why).toMatch(
      /^Hours would be spread less evenly \(Mei 60 h in all, now 40 h; Tom none in all, now 20 h\)\. That counts more than the better suitability \([\d.]+ of 100 on average, now [\d.]+\)\.$/,
    )
  })

  test('a lock holds him, and who would have to go suits it better', async () => {
    const instance = term(
      [course('COMPSCI 130', 40, 2)],
      [person('Mei', [[0, 2, 0, 0]]), person('Tom', [[0, 4, 0, 0]]), person('Ana', [[0, 0, 0, 2]])],
      { pins: [[1, 0, 0, 20]] },
    )
    const { not, weighing } = await asked(instance)
    expect(not).toMatchObject({ kind: 'full', undecided: false })
    expect(not.message).toMatch(
      /Mei suits it 65\.4 of 100; Ana, who suits it least of those who are not fixed there, 89\.9, above all for what they worked before\. Tom suits it less \(59\.4\) and stays: their work stands already\.$/,
    )
    const pairs = [
      { applicant: 1, course: 0, position: 0 as const, hours: 20 },
      { applicant: 2, course: 0, position: 0 as const, hours: 20 },
    ]
    expect(whyNot(instance, pairs, 0, 0, 0, { locked: () => true }).message).toMatch(
      /Tom suits it less \(59\.4\) and stays: you locked them there\.$/,
    )
    expect(weighing.who).toBe(
      'For Mei to have 20 h here, Ana (suits it 89.9 of 100, against 65.4) would lose 20 h here and may work in no other course.',
    )
    expect(weighing.why).toBe(
      'The hours that change hands would suit people less (65.4 of 100 on average, now 89.9).',
    )
  })

  test('the coordinator endorses him and puts him first', async () => {
    const { not, weighing } = await asked(
      term([course('COMPSCI 130', 20, 1)], [person('Mei', [[0, 2, 0, 0]]), person('Tom', [[0, 3, 0, 0]])], {
        endorse: [[1, 0, 1]],
        order: [[1, 0, 0, 1]],
      }),
    )
    expect(not).toMatchObject({ kind: 'full', undecided: false })
    expect(not.message).toMatch(
      /69\.9, above all for what the course coordinator says of them, who has them 1st\.$/,
    )
    expect(weighing.who).toContain('Tom (suits it 69.9 of 100, against 65.4) would lose 20 h here')
  })
})

test('who makes room for few hours: where the others go; and an order of the coordinator that is not counted', async () => {
  const instance = term(
    [course('COMPSCI 130', 40, 2), course('COMPSCI 210', 20, 1)],
    [
      person(
        'Mei',
        [
          [0, 0, 0, 2],
          [1, 0, 0, 0],
        ],
        { maxTerm: 20 },
      ),
      person('Tom', [[0, 4, 0, 0]]),
      person('Ana', [[0, 0, 0, 2]], { degree: 'PG' }),
    ],
    { endorse: [[0, 0, 1]], order: [[0, 0, 0, 1]] },
  )
  const pairs = [
    { applicant: 0, course: 1, position: 0 as const, hours: 20 },
    { applicant: 1, course: 0, position: 0 as const, hours: 30 },
    { applicant: 2, course: 0, position: 0 as const, hours: 10 },
  ]
  const after = [
    { applicant: 0, course: 0, position: 0 as const, hours: 20 },
    { applicant: 2, course: 0, position: 0 as const, hours: 20 },
  ]
  const { who, why } = weighingOf(instance, pairs, after, { applicant: 0, course: 0, position: 0 })
  expect(who).toContain('would lose 30 h here (10 h of them to Ana) and may work in no other course')
  expect(why).toMatch(
    /^20 h more would stay open in COMPSCI 210\. That counts more than .*\. The course coordinator’s order has Mei 1st and Tom not at all, but no slider counts it\.$/,
  )
})

test('an exchange that costs nothing, or makes it better, is said to', async () => {
  const instance = term(
    [course('COMPSCI 130', 20, 1)],
    [person('Mei', [[0, 0, 0, 0]]), person('Tom', [[0, 0, 0, 0]]), person('Bo', [[0, 4, 0, 0]])],
  )
  const of = async (applicant: number) => {
    const pairs = [{ applicant, course: 0, position: 0 as const, hours: 20 }]
    const forced = await costOfForcing(instance, pairs, 0, 0, 0)
    return forced.possible ? forced.weighing.why : null
  }
  expect(await of(1)).toBe('The proposal would be just as good.')
  expect(await of(2)).toBe('The proposal would be better with it.')
})

test('what is better near a pair in any case is not put down to it', async () => {
  const instance = term(
    [course('COMPSCI 130', 20, 1), course('COMPSCI 210', 20, 1)],
    [
      person('Mei', [[0, 4, 0, 0]]),
      person(
        'Tom',
        [
          [0, 0, 0, 0],
          [1, 4, 0, 0],
        ],
        { maxTerm: 20 },
      ),
    ],
  )
  const open = [{ applicant: 1, course: 0, position: 0 as const, hours: 10 }]
  const forced = await costOfForcing(instance, open, 0, 0, 0)
  expect(forced).toMatchObject({ possible: true, betterWithout: false })
  // 20 h are open that Bo could do, whoever of the two others has the other course.
  const alone = term(
    [course('COMPSCI 130', 20, 1), course('COMPSCI 210', 20, 1)],
    [
      person('Mei', [[0, 4, 0, 0]]),
      person('Tom', [[0, 0, 0, 0]]),
      person('Bo', [
        [1, 0, 0, 0],
        [0, 4, 0, 0],
      ]),
    ],
  )
  const pairs = [{ applicant: 1, course: 0, position: 0 as const, hours: 20 }]
  expect(await costOfForcing(alone, pairs, 0, 0, 0)).toMatchObject({ possible: true, betterWithout: true })
})
