import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BreachCode, type CheckInput, checkAllocation } from '@/lib/allocations/rules'

const fine: CheckInput = {
  position: 'tutor',
  quarters: 160,
  previousQuarters: 0,
  course: {
    code: 'COMPSCI 101',
    availableQuarters: 400,
    tutorQuarters: null,
    markerQuarters: null,
    needTutors: true,
    needMarkers: false,
    used: { tutor: 0, marker: 0 },
  },
  person: {
    maxWeekQuarters: 40,
    citizenOrResident: true,
    validVisa: null,
    overseas: false,
    returning: null,
    heldQuarters: 0,
    holdsCourse: false,
  },
  weeks: 12,
  visaCapQuarters: 100,
}

type Change = Partial<Omit<CheckInput, 'course' | 'person'>> & {
  course?: Partial<CheckInput['course']>
  person?: Partial<CheckInput['person']>
}
const given = (change: Change): CheckInput => ({
  ...fine,
  ...change,
  course: { ...fine.course, ...change.course },
  person: { ...fine.person, ...change.person },
})
const codes = (change: Change) => checkAllocation(given(change)).map((breach) => breach.code)

describe('an allocation', () => {
  test('within all limits breaks no rule', () => {
    expect(checkAllocation(fine)).toEqual([])
  })

  test.each<[string, Change, BreachCode[]]>([
    ['exactly the budget', { quarters: 400 }, []],
    ['a quarter hour over the budget', { quarters: 401 }, ['over_budget']],
    [
      'a budget that the other position has used',
      { course: { used: { tutor: 0, marker: 241 } } },
      ['over_budget'],
    ],
    ['exactly the split', { course: { tutorQuarters: 160 } }, []],
    ['over the split, under the budget', { course: { tutorQuarters: 159 } }, ['over_split']],
    ['the split of the other position', { course: { markerQuarters: 1 } }, []],
    ['a course that needs no tutors', { course: { needTutors: false } }, ['not_needed']],
    ['a course held already', { person: { holdsCourse: true } }, ['already_holds']],
    ['exactly the weekly maximum', { person: { maxWeekQuarters: 40, heldQuarters: 320 } }, []],
    [
      'a quarter hour over the weekly maximum',
      { person: { maxWeekQuarters: 40, heldQuarters: 321 } },
      ['over_week'],
    ],
    ['no maximum given', { person: { maxWeekQuarters: null, heldQuarters: 9999 } }, []],
    ['no visa', { person: { citizenOrResident: false, validVisa: false } }, ['no_visa']],
    ['a visa never answered for', { person: { citizenOrResident: false, validVisa: null } }, ['no_visa']],
    [
      'a visa, at the cap',
      { person: { citizenOrResident: false, validVisa: true, maxWeekQuarters: null, heldQuarters: 1040 } },
      [],
    ],
    [
      'a visa, over the cap',
      { person: { citizenOrResident: false, validVisa: true, maxWeekQuarters: null, heldQuarters: 1041 } },
      ['over_visa_cap'],
    ],
    ['a citizen over the cap', { person: { maxWeekQuarters: null, heldQuarters: 1041 } }, []],
    ['overseas and not returning', { person: { overseas: true, returning: false } }, ['overseas']],
    ['overseas and returning', { person: { overseas: true, returning: true } }, []],
  ])('%s', (_, change, expected) => {
    expect(codes(change)).toEqual(expected)
  })

  test('raised hours are asked about like new ones, only that the course is held already', () => {
    const raised: Change = {
      previousQuarters: 80,
      course: { needTutors: false },
      person: {
        holdsCourse: true,
        citizenOrResident: false,
        validVisa: false,
        overseas: true,
        returning: false,
      },
    }
    expect(codes({ ...raised, quarters: 81 })).toEqual(['not_needed', 'no_visa', 'overseas'])
    expect(codes({ ...raised, quarters: 80 })).toEqual([])
    expect(codes({ ...raised, quarters: 79 })).toEqual([])
  })

  test('already held is the one rule that nobody overrides', () => {
    const all = checkAllocation(
      given({
        quarters: 4000,
        course: { needTutors: false, tutorQuarters: 1 },
        person: { holdsCourse: true, citizenOrResident: false, overseas: true, maxWeekQuarters: 20 },
      }),
    )
    expect(all).toHaveLength(8)
    expect(all.filter((breach) => !breach.overridable).map((breach) => breach.code)).toEqual([
      'already_holds',
    ])
  })

  test('a load that is over its limit never reads as equal to it', () => {
    // One quarter hour over a whole term is 0.02 h a week.
    const [breach] = checkAllocation(given({ person: { heldQuarters: 321 } }))
    expect(breach?.message).toBe('Comes to 10.1 h a week; the maximum they gave is 10 h a week.')
    const [cap] = checkAllocation(given({ weeks: 1, quarters: 51, person: { maxWeekQuarters: 50 } }))
    expect(cap?.message).toBe('Comes to 12.8 h a week; the maximum they gave is 12.5 h a week.')
  })
})

const quarters = fc.integer({ min: 0, max: 2000 })
const input = fc.record<CheckInput>({
  position: fc.constantFrom('tutor', 'marker'),
  quarters: fc.integer({ min: 1, max: 2000 }),
  previousQuarters: fc.constant(0),
  course: fc.record({
    code: fc.constant('COMPSCI 101'),
    availableQuarters: quarters,
    tutorQuarters: fc.option(quarters),
    markerQuarters: fc.option(quarters),
    needTutors: fc.boolean(),
    needMarkers: fc.boolean(),
    used: fc.record({ tutor: quarters, marker: quarters }),
  }),
  person: fc.record({
    maxWeekQuarters: fc.option(fc.integer({ min: 20, max: 160 })),
    citizenOrResident: fc.option(fc.boolean()),
    validVisa: fc.option(fc.boolean()),
    overseas: fc.option(fc.boolean()),
    returning: fc.option(fc.boolean()),
    heldQuarters: quarters,
    holdsCourse: fc.boolean(),
  }),
  weeks: fc.integer({ min: 1, max: 20 }),
  visaCapQuarters: fc.integer({ min: 1, max: 160 }),
})

describe('arithmetic', () => {
  test('without a breach budget, split, maximum and cap hold after it', () => {
    fc.assert(
      fc.property(input, (one) => {
        const broken = new Set(checkAllocation(one).map((breach) => breach.code))
        const { course, person } = one
        const split = one.position === 'tutor' ? course.tutorQuarters : course.markerQuarters
        const used = course.used.tutor + course.used.marker + one.quarters
        expect(broken.has('over_budget')).toBe(used > course.availableQuarters)
        expect(broken.has('over_split')).toBe(
          split !== null && course.used[one.position] + one.quarters > split,
        )
        const load = BigInt(person.heldQuarters + one.quarters)
        const limit = (perWeek: number) => BigInt(perWeek) * BigInt(one.weeks)
        expect(broken.has('over_week')).toBe(
          person.maxWeekQuarters !== null && load > limit(person.maxWeekQuarters),
        )
        expect(broken.has('over_visa_cap')).toBe(
          person.citizenOrResident === false && load > limit(one.visaCapQuarters),
        )
      }),
    )
  })

  test('more hours never break fewer rules, and fewer hours than before break none', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 0, max: 2000 }), (one, more) => {
        const now = new Set(checkAllocation(one).map((breach) => breach.code))
        const later = new Set(
          checkAllocation({ ...one, quarters: one.quarters + more }).map((breach) => breach.code),
        )
        expect([...now].filter((code) => !later.has(code))).toEqual([])
        expect(checkAllocation({ ...one, previousQuarters: one.quarters + more })).toEqual([])
      }),
    )
  })
})
