import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountOf, type ExportedPart, partsOf, type Rate, rateOn, totalsOf } from '@/lib/payroll/rules'

const rate = (id: string, validFrom: string, centsPerHour: number): Rate => ({
  id,
  degreeLevel: 'postgraduate',
  validFrom,
  centsPerHour,
})
const early = rate('early', '2027-03-01', 3001)
const later = rate('later', '2027-03-08', 3333)
const parts = (days: [string, number][], exported: ExportedPart[] = [], rates = [early, later]) =>
  partsOf(
    days.map(([day, quarters]) => ({ day, quarters })),
    exported,
    rates,
    'postgraduate',
  )

describe('the amount of quarter hours', () => {
  it.each([
    [4, 3001, 3001],
    [1, 3001, 750],
    [2, 3001, 1501],
    [3, 3001, 2251],
    [0, 3001, 0],
    [1, 1, 0],
    [2, 1, 1],
  ])('%i quarters at %i cents an hour are %i cents, half a cent up', (quarters, cents, amount) => {
    expect(amountOf(quarters, cents)).toBe(amount)
  })

  it('is never made of negative or broken hours', () => {
    expect(() => amountOf(-1, 3000)).toThrow(RangeError)
    expect(() => amountOf(0.5, 3001)).toThrow(RangeError)
  })
})

describe('the rate of a day', () => {
  it('is the latest of the degree level that is valid by then', () => {
    const rates = [later, early, { ...early, id: 'under', degreeLevel: 'undergraduate' as const }]
    expect(rateOn(rates, 'postgraduate', '2027-02-28')).toBeNull()
    expect(rateOn(rates, 'postgraduate', '2027-03-01')?.id).toBe('early')
    expect(rateOn(rates, 'postgraduate', '2027-03-07')?.id).toBe('early')
    expect(rateOn(rates, 'postgraduate', '2027-03-08')?.id).toBe('later')
    expect(rateOn(rates, 'undergraduate', '2027-03-20')?.id).toBe('under')
    expect(rateOn(rates, null, '2027-03-20')).toBeNull()
  })
})

describe('what a batch takes of a timesheet', () => {
  it('the first time is all of it, in one line', () => {
    expect(
      parts([
        ['2027-03-02', 6],
        ['2027-03-03', 3],
      ]),
    ).toEqual([
      {
        kind: 'normal',
        rateId: 'early',
        rateCents: 3001,
        days: { '2027-03-02': 6, '2027-03-03': 3 },
        quarters: 9,
        amountCents: amountOf(9, 3001),
      },
    ])
  })

  it('is one line per rate where its days span a change of rates', () => {
    const both = parts([
      ['2027-03-07', 4],
      ['2027-03-08', 4],
    ])
    expect(both.map((part) => [part.rateId, part.quarters, part.amountCents])).toEqual([
      ['early', 4, 3001],
      ['later', 4, 3333],
    ])
  })

  it('has hours and no amount where no rate is set', () => {
    expect(parts([['2027-02-20', 8]])).toMatchObject([
      { rateId: null, rateCents: null, quarters: 8, amountCents: null },
    ])
  })

  it('after a correction is the difference, more or less', () => {
    const first = parts([['2027-03-02', 8]])
    expect(parts([['2027-03-02', 11]], first)).toMatchObject([
      { kind: 'correction', quarters: 3, amountCents: amountOf(11, 3001) - amountOf(8, 3001) },
    ])
    expect(parts([['2027-03-02', 2]], first)).toMatchObject([
      { kind: 'correction', days: { '2027-03-02': -6 }, quarters: -6, amountCents: 1501 - 6002 },
    ])
    expect(parts([], first)).toMatchObject([{ kind: 'correction', quarters: -8, amountCents: -6002 }])
  })

  it('is one line of 0 h where the correction changed no hours', () => {
    const first = parts([['2027-03-02', 8]])
    expect(parts([['2027-03-02', 8]], first)).toEqual([
      { kind: 'correction', rateId: 'early', rateCents: 3001, days: {}, quarters: 0, amountCents: 0 },
    ])
  })

  it('takes back and gives anew where hours move over a change of rates', () => {
    const first = parts([['2027-03-07', 4]])
    expect(parts([['2027-03-08', 4]], first).map((part) => [part.rateId, part.quarters])).toEqual([
      ['early', -4],
      ['later', 4],
    ])
  })

  it('keeps the rate that a day was exported with, whatever is set since', () => {
    const first = parts([['2027-03-09', 4]], [], [early])
    expect(first[0]?.rateId).toBe('early')
    // A rate from the 8th on is set after the export: new days have it, the exported one does not.
    const second = parts(
      [
        ['2027-03-09', 6],
        ['2027-03-10', 4],
      ],
      first,
    )
    expect(second.map((part) => [part.rateId, part.quarters, part.days])).toEqual([
      ['early', 2, { '2027-03-09': 2 }],
      ['later', 4, { '2027-03-10': 4 }],
    ])
  })

  it('keeps a day without a rate when it was exported without one', () => {
    const first = parts([['2027-03-02', 4]], [], [])
    expect(parts([['2027-03-02', 6]], first)).toMatchObject([
      { rateId: null, quarters: 2, amountCents: null },
    ])
  })

  it('names the day that hours moved to within a rate, so that it keeps the rate too', () => {
    const first = parts([['2027-03-02', 4]])
    const moved = parts([['2027-03-03', 4]], first)
    expect(moved).toMatchObject([
      { quarters: 0, amountCents: 0, days: { '2027-03-02': -4, '2027-03-03': 4 } },
    ])
  })
})

describe('all batches together', () => {
  const dayOf = (n: number) => `2027-03-${String(n + 1).padStart(2, '0')}`
  const sheet = fc.dictionary(fc.integer({ min: 0, max: 12 }).map(dayOf), fc.integer({ min: 1, max: 96 }), {
    maxKeys: 6,
  })
  const rates = fc
    .uniqueArray(
      fc.record({
        day: fc.integer({ min: 0, max: 12 }).map(dayOf),
        cents: fc.integer({ min: 0, max: 9999 }),
        level: fc.constantFrom('postgraduate' as const, 'undergraduate' as const),
      }),
      { maxLength: 5, selector: (one) => one.level + one.day },
    )
    .map((all) =>
      all.map(({ day, cents, level }) => ({
        id: `${level}${day}`,
        degreeLevel: level,
        validFrom: day,
        centsPerHour: cents,
      })),
    )

  it('are the approved hours at the rate of each day, to the cent, under any sequence of corrections', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ sheet, known: fc.nat(5) }), { minLength: 1, maxLength: 6 }),
        rates,
        (steps, all) => {
          const exported: ExportedPart[] = []
          // The rate of each day by its first export, worked out on its own.
          const rateOfDay = new Map<string, Rate | null>()
          let approved: Record<string, number> = {}
          let known = 0
          for (const step of steps) {
            approved = step.sheet
            // Rates are only ever added.
            known = Math.max(known, Math.min(step.known, all.length))
            const now = all.slice(0, known)
            for (const day of Object.keys(approved))
              if (!rateOfDay.has(day)) rateOfDay.set(day, rateOn(now, 'postgraduate', day))
            const made = partsOf(
              Object.entries(approved).map(([day, quarters]) => ({ day, quarters })),
              exported,
              now,
              'postgraduate',
            )
            expect(made.length).toBeGreaterThan(0)
            exported.push(...made)
          }
          const byRate = Map.groupBy(Object.entries(approved), ([day]) => rateOfDay.get(day)?.id ?? null)
          let expectedCents = 0
          for (const [id, days] of byRate) {
            const quarters = days.reduce((sum, [, q]) => sum + q, 0)
            const taken = exported.filter((part) => part.rateId === id)
            expect(taken.reduce((sum, part) => sum + part.quarters, 0)).toBe(quarters)
            const cents = all.find((one) => one.id === id)?.centsPerHour
            if (cents !== undefined) expectedCents += amountOf(quarters, cents)
          }
          expect(exported.reduce((sum, part) => sum + part.quarters, 0)).toBe(
            Object.values(approved).reduce((sum, q) => sum + q, 0),
          )
          expect(exported.reduce((sum, part) => sum + (part.amountCents ?? 0), 0)).toBe(expectedCents)
          // And by day: no hour stands in two batches.
          for (const day of rateOfDay.keys())
            expect(exported.reduce((sum, part) => sum + (part.days[day] ?? 0), 0)).toBe(approved[day] ?? 0)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('the totals of a batch', () => {
  it('count people and timesheets once and keep hours without a rate apart', () => {
    const line = { kind: 'normal' as const, rateCents: 3000, quarters: 4, amountCents: 3000 }
    expect(
      totalsOf([
        { ...line, timesheetId: 'a', userId: 'p' },
        { ...line, timesheetId: 'a', userId: 'p' },
        { ...line, timesheetId: 'b', userId: 'p', kind: 'correction', quarters: -2, amountCents: -1500 },
        { ...line, timesheetId: 'c', userId: 'q', rateCents: null, amountCents: null, quarters: 8 },
      ]),
    ).toEqual({
      people: 2,
      sheets: 3,
      corrections: 1,
      quarters: 14,
      amountCents: 4500,
      unratedQuarters: 8,
    })
  })
})
