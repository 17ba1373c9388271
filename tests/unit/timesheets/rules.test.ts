import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ceilingOf,
  checkLines,
  type Line,
  MOST_LINES,
  overCeiling,
  planToDate,
  recordableUntil,
  usageOf,
} from '@/lib/timesheets/rules'
import { timesheetForm } from '@/lib/timesheets/schema'
import { formToObject } from '@/lib/web/form-data'

const line = (day: string, quarters: number): Line => ({ day, quarters, activity: 'lab', note: null })
const context = {
  period: { from: '2027-03-01', to: '2027-03-09' },
  today: '2027-03-08',
  until: null,
  kept: new Set<string>(),
  elsewhere: new Map<string, number>(),
}

describe('lines of a timesheet', () => {
  test('are refused on their field outside the period, in the future and after the end of the work', () => {
    const errors = checkLines(
      [line('2027-02-28', 4), line('2027-03-09', 4), line('2027-03-05', 4), line('2027-03-03', 4)],
      { ...context, until: '2027-03-04' },
      [0, 2, 3, 7],
    )
    expect(Object.keys(errors)).toEqual(['lines[0].day', 'lines[2].day', 'lines[3].day'])
    expect(errors['lines[0].day']).toContain('Mon 1 Mar 2027 to Tue 9 Mar 2027')
    expect(errors['lines[2].day']).toContain('has not come yet')
    expect(errors['lines[3].day']).toContain('ended on Thu 4 Mar 2027')
  })

  test('of days that the timesheet holds already stay valid when paydays have moved', () => {
    const kept = new Set(['2027-02-27'])
    expect(checkLines([line('2027-02-27', 4)], { ...context, kept })).toEqual({})
    expect(checkLines([line('2027-02-26', 4)], { ...context, kept })).toHaveProperty('lines[0].day')
  })

  test('never make more than 24 h on a day together with all other timesheets', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: -4, max: 120 })), {
          maxLength: 20,
        }),
        fc.dictionary(fc.constantFrom('2027-03-02', '2027-03-05'), fc.integer({ min: 0, max: 120 })),
        (given, others) => {
          const lines = given.map(([n, quarters]) => line(`2027-03-0${n}`, quarters))
          const elsewhere = new Map(Object.entries(others))
          const errors = checkLines(lines, { ...context, elsewhere })
          if (Object.keys(errors).length > 0) return
          for (const one of lines) {
            expect(one.quarters).toBeGreaterThan(0)
            const sum = lines.filter((l) => l.day === one.day).reduce((s, l) => s + l.quarters, 0)
            expect(sum + (elsewhere.get(one.day) ?? 0)).toBeLessThanOrEqual(96)
          }
        },
      ),
      { numRuns: 400 },
    )
    expect(checkLines([line('2027-03-02', 96)], context)).toEqual({})
    expect(checkLines([line('2027-03-02', 97)], context)['lines[0].hours']).toContain('24.25 h')
  })

  test('are at most 60', () => {
    const many = Array.from({ length: MOST_LINES + 1 }, () => line('2027-03-02', 1))
    expect(checkLines(many, context)).toHaveProperty('lines')
  })
})

describe('the hours of an allocation', () => {
  test('count as agreed while a change of them waits, with what is allowed beyond', () => {
    expect(ceilingOf({ quarters: 80, agreedQuarters: null }, 0)).toBe(80)
    expect(ceilingOf({ quarters: 120, agreedQuarters: 80 }, 8)).toBe(88)
  })

  test('can be recorded once accepted, while a change waits, and up to the day of its end', () => {
    const base = { agreedQuarters: null, firstAcceptedAt: null, endedAt: null }
    const dayOf = () => '2027-03-04'
    const at = new Date()
    expect(recordableUntil({ ...base, state: 'accepted' }, dayOf)).toBeNull()
    expect(recordableUntil({ ...base, state: 'offered' }, dayOf)).toBe('none')
    expect(recordableUntil({ ...base, state: 'offered', agreedQuarters: 80 }, dayOf)).toBeNull()
    expect(recordableUntil({ ...base, state: 'ended', endedAt: at, firstAcceptedAt: at }, dayOf)).toBe(
      '2027-03-04',
    )
    // Ended before anybody had said yes to it.
    expect(recordableUntil({ ...base, state: 'ended', endedAt: at }, dayOf)).toBe('none')
    for (const state of ['proposed', 'declined', 'expired'] as const)
      expect(recordableUntil({ ...base, state, firstAcceptedAt: at }, dayOf)).toBe('none')
  })

  test('warn from 80 % on and are over above 100 %', () => {
    expect(usageOf(0, 0).level).toBe('fine')
    expect(usageOf(79, 100)).toMatchObject({ level: 'fine', left: 21 })
    expect(usageOf(80, 100).level).toBe('warn')
    expect(usageOf(100, 100).level).toBe('warn')
    expect(usageOf(101, 100)).toMatchObject({ level: 'over', left: -1 })
  })

  test('are passed by no draft that grows and by nothing that is handed in', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(200),
        fc.nat(200),
        fc.nat(200),
        fc.boolean(),
        (others, now, before, ceiling, handsIn) => {
          const refused = overCeiling({ others, now, before, ceiling, handsIn }) !== null
          if (others + now <= ceiling) expect(refused).toBe(false)
          else if (handsIn || now > before) expect(refused).toBe(true)
          else expect(refused).toBe(false)
        },
      ),
    )
    expect(overCeiling({ others: 30, now: 20, before: 0, ceiling: 40, handsIn: true })).toContain(
      '2.5 h are left',
    )
  })

  test('are planned evenly over the days of the term', () => {
    const term = { startsOn: '2027-03-01', endsOn: '2027-03-10' }
    expect(planToDate(40, term, '2027-02-28')).toBe(0)
    expect(planToDate(40, term, '2027-03-01')).toBe(4)
    expect(planToDate(40, term, '2027-03-05')).toBe(20)
    expect(planToDate(40, term, '2027-05-05')).toBe(40)
  })
})

describe('the form of a timesheet', () => {
  const parse = (fields: Record<string, string>) => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ allocationId: 'a', paydayId: 'p', ...fields }))
      form.append(name, value)
    return timesheetForm.safeParse(formToObject(form))
  }
  test('passes over blank rows and remembers where the others stood', () => {
    const answer = parse({
      'lines[0].day': '',
      'lines[0].hours': '',
      'lines[0].activity': 'lab',
      'lines[1].day': '2027-03-02',
      'lines[1].hours': '2.5',
      'lines[1].activity': 'marking',
      'lines[1].note': ' A1 ',
      do: 'submit',
    })
    expect(answer.data).toMatchObject({
      do: 'submit',
      version: 0,
      lines: { lines: [{ day: '2027-03-02', quarters: 10, activity: 'marking', note: 'A1' }], rows: [1] },
    })
  })
  test('refuses half a row on the missing field', () => {
    const answer = parse({
      'lines[0].day': '',
      'lines[0].hours': '2',
      'lines[0].activity': 'lab',
      'lines[1].day': '2027-03-02',
      'lines[1].hours': '0.1',
      'lines[1].activity': 'juggling',
    })
    expect(answer.error?.issues.map((issue) => issue.path.join('.'))).toEqual([
      'lines.0.day',
      'lines.1.hours',
      'lines.1.activity',
    ])
  })
})
