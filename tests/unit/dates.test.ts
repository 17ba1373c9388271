import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  dayIn,
  daysBetween,
  defaultCutoff,
  endOfDay,
  formatDay,
  formatInstant,
  formatTime,
  generatePaydays,
  hasPassed,
  isIsoDay,
  localInstant,
  parseDay,
  relative,
  relativeDay,
  startOfDay,
  teachingWeeks,
  todayIn,
  weekdayOf,
} from '@/lib/dates'

const AUCKLAND = 'Pacific/Auckland'
// Clocks that change at midnight, that skipped a whole day, half-hour zones, and both hemispheres.
const ZONES = [
  AUCKLAND,
  'UTC',
  'America/New_York',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
]
const zone = fc.constantFrom(...ZONES)
const isoDay = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2045-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('shown', () => {
  test('an instant in the zone it is asked for', () => {
    const instant = new Date('2027-02-12T10:59:59Z')
    expect(formatInstant(instant, AUCKLAND)).toBe('Fri 12 Feb 2027, 23:59')
    expect(formatInstant(instant, 'UTC')).toBe('Fri 12 Feb 2027, 10:59')
    expect(formatInstant(instant, 'America/New_York')).toBe('Fri 12 Feb 2027, 05:59')
    expect(formatTime(instant, AUCKLAND)).toBe('23:59')
    expect(formatInstant(new Date('2027-02-12T11:00:00Z'), AUCKLAND)).toBe('Sat 13 Feb 2027, 00:00')
  })

  test('a day, every month with three letters', () => {
    expect(formatDay('2027-02-12')).toBe('Fri 12 Feb 2027')
    expect(formatDay('2027-09-05')).toBe('Sun 5 Sep 2027')
    expect([weekdayOf('2027-09-05'), weekdayOf('2027-02-12')]).toEqual(['Sunday', 'Friday'])
    for (let month = 1; month <= 12; month += 1) {
      expect(formatDay(`2027-${String(month).padStart(2, '0')}-01`)).toMatch(
        /^[A-Z][a-z]{2} 1 [A-Z][a-z]{2} 2027$/,
      )
    }
  })

  test('what is no day or zone is a fault of the program', () => {
    for (const wrong of ['2027-02-30', '12/02/2027', '', '2027-2-1'])
      expect(() => formatDay(wrong)).toThrow(RangeError)
    expect(() => formatInstant(new Date(Number.NaN), AUCKLAND)).toThrow(RangeError)
    expect(() => formatInstant(new Date(0), 'Mars/Base')).toThrow(RangeError)
  })
})

describe('typed', () => {
  test.each([
    ['2027-02-12', '2027-02-12'],
    ['12/02/2027', '2027-02-12'],
    [' 5/2/2027 ', '2027-02-05'],
    ['2027-02-12T00:00:00Z', '2027-02-12'],
    ['29/02/2028', '2028-02-29'],
  ])('%j is %s', (typed, day) => {
    expect(parseDay(typed)).toEqual({ ok: true, day })
  })

  test.each([
    ['', /Not a date/],
    ['tomorrow', /Not a date/],
    ['12.02.2027', /Not a date/],
    ['12/02/27', /two digits/],
    ['12-02-27', /two digits/],
    ['31/04/2027', /April 2027 has 30 days/],
    ['29/02/2027', /February 2027 has 28 days/],
    ['2100-02-29', /between 2000 and 2099/],
    ['00/02/2027', /no such day/],
    ['02/13/2027', /day comes first/],
    ['13/13/2027', /no month 13/],
    ['2027-02-12T17:00', /Not a date/],
  ])('%j is refused with a reason', (typed, reason) => {
    expect(parseDay(typed)).toEqual({ ok: false, reason: expect.stringMatching(reason) })
  })

  test('every day that exists is read, in both forms, and no other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2000, max: 2099 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (y, m, d) => {
          const iso = `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
          const exists = DateTime.utc(y, m, d).isValid
          expect(isIsoDay(iso)).toBe(exists)
          expect(parseDay(iso).ok).toBe(exists)
          expect(parseDay(`${d}/${m}/${y}`)).toEqual(
            exists ? { ok: true, day: iso } : { ok: false, reason: expect.any(String) },
          )
        },
      ),
    )
  })
})

describe('a deadline that is a day', () => {
  test('ends at 23:59:59 of the zone, in summer and in winter', () => {
    expect(endOfDay('2027-02-12', AUCKLAND).toISOString()).toBe('2027-02-12T10:59:59.000Z')
    expect(endOfDay('2027-07-12', AUCKLAND).toISOString()).toBe('2027-07-12T11:59:59.000Z')
    // The days on which New Zealand's clocks change.
    expect(endOfDay('2027-04-04', AUCKLAND).toISOString()).toBe('2027-04-04T11:59:59.000Z')
    expect(endOfDay('2027-09-26', AUCKLAND).toISOString()).toBe('2027-09-26T10:59:59.000Z')
  })

  test('ends before the first of two midnights, where clocks go back over it', () => {
    expect(endOfDay('2027-11-06', 'America/Havana').toISOString()).toBe('2027-11-07T03:59:59.000Z')
    expect(dayIn(endOfDay('2027-11-06', 'America/Havana'), 'America/Havana')).toBe('2027-11-06')
  })

  test('has passed one second after, not before', () => {
    const end = endOfDay('2027-02-12', AUCKLAND).getTime()
    expect(hasPassed('2027-02-12', AUCKLAND, new Date(end + 999))).toBe(false)
    expect(hasPassed('2027-02-12', AUCKLAND, new Date(end + 1000))).toBe(true)
  })

  test('is the last second of its day in every zone, whatever clocks do', () => {
    fc.assert(
      fc.property(isoDay, zone, (day, where) => {
        const end = endOfDay(day, where)
        expect(dayIn(end, where)).toBe(day)
        expect(formatInstant(end, where)).toMatch(/, 23:59$/)
        expect(dayIn(new Date(end.getTime() + 1000), where)).toBe(addDays(day, 1))
        expect(new Date(end.getTime() + 1000)).toEqual(startOfDay(addDays(day, 1), where))
      }),
    )
  })
})

describe('wall-clock times', () => {
  test('that clocks skip move on by the gap; of two the first is meant', () => {
    expect(localInstant('2027-09-26', '02:30', AUCKLAND).toISOString()).toBe('2027-09-25T14:30:00.000Z')
    expect(localInstant('2027-04-04', '02:30', AUCKLAND).toISOString()).toBe('2027-04-03T13:30:00.000Z')
  })

  test('are refused when they are none', () => {
    for (const wrong of ['24:00', '7:00', '17', '', '17:60'])
      expect(() => localInstant('2027-02-12', wrong, AUCKLAND)).toThrow(RangeError)
    expect(() => localInstant('2027-02-30', '17:00', AUCKLAND)).toThrow(RangeError)
  })

  test('come back as they were given, unless skipped', () => {
    fc.assert(
      fc.property(
        isoDay,
        zone,
        fc.integer({ min: 8, max: 22 }),
        fc.integer({ min: 0, max: 59 }),
        (day, where, hour, minute) => {
          const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
          const instant = localInstant(day, time, where)
          expect([dayIn(instant, where), formatTime(instant, where)]).toEqual([day, time])
        },
      ),
    )
  })
})

describe('near dates', () => {
  const now = new Date('2027-02-12T10:00:00Z') // 23:00 in Auckland
  test.each([
    ['2027-02-12T10:00:20Z', 'now'],
    ['2027-02-12T10:01:00Z', 'in 1 minute'],
    ['2027-02-12T10:59:59Z', 'in 59 minutes'],
    ['2027-02-12T08:00:00Z', '2 hours ago'],
    ['2027-02-12T11:30:00Z', 'tomorrow'],
    ['2027-02-11T10:30:00Z', 'yesterday'],
    ['2027-02-15T10:59:59Z', 'in 3 days'],
    ['2027-02-26T10:59:59Z', 'in 14 days'],
    ['2027-02-26T11:00:00Z', null],
    ['2027-01-29T10:00:00Z', '14 days ago'],
    ['2027-01-28T10:00:00Z', null],
  ])('%s is %j', (instant, text) => {
    expect(relative(new Date(instant), now, AUCKLAND)).toBe(text)
  })

  test('days are counted by the calendar of the zone', () => {
    expect(todayIn(AUCKLAND, now)).toBe('2027-02-12')
    expect(todayIn('UTC', new Date('2027-02-12T23:30:00Z'))).toBe('2027-02-12')
    expect(todayIn(AUCKLAND, new Date('2027-02-12T23:30:00Z'))).toBe('2027-02-13')
    expect(relativeDay('2027-02-12', '2027-02-12')).toBe('today')
    expect(relativeDay('2027-02-27', '2027-02-12')).toBeNull()
  })
})

describe('days and weeks', () => {
  test('adding days is exact', () => {
    expect(addDays('2027-02-28', 1)).toBe('2027-03-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
    fc.assert(
      fc.property(isoDay, fc.integer({ min: -4000, max: 4000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days + 0)
        expect(addDays(addDays(day, days), -days)).toBe(day)
      }),
    )
  })

  test.each([
    ['2027-03-01', '2027-06-04', 2, 12], // 95 days are 13.6 weeks
    ['2027-03-01', '2027-03-08', 0, 1],
    ['2027-03-01', '2027-03-09', 0, 2],
    ['2027-03-01', '2027-03-02', 0, 1],
    ['2027-03-01', '2027-03-08', 5, 1],
  ])('a term from %s to %s with %i break weeks has %i teaching weeks', (start, end, breaks, weeks) => {
    expect(teachingWeeks(start, end, breaks)).toBe(weeks)
  })
})

describe('paydays', () => {
  test('go from the first date every N days up to and including the end', () => {
    expect(generatePaydays('2027-03-04', 14, '2027-04-15')).toEqual([
      '2027-03-04',
      '2027-03-18',
      '2027-04-01',
      '2027-04-15',
    ])
    expect(generatePaydays('2027-03-04', 14, '2027-03-03')).toEqual([])
    expect(generatePaydays('2027-03-04', 14, '2027-03-04')).toEqual(['2027-03-04'])
  })

  test('no days at all, parts of days and endless patterns are refused', () => {
    for (const every of [0, -7, 1.5, Number.NaN])
      expect(() => generatePaydays('2027-03-04', every, '2027-04-15')).toThrow(RangeError)
    expect(() => generatePaydays('2027-03-04', 1, '2127-03-04')).toThrow(RangeError)
  })

  test('are in order, N days apart, and the next one would be too late', () => {
    fc.assert(
      fc.property(
        isoDay,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 390 }),
        (first, every, length) => {
          const until = addDays(first, length)
          const days = generatePaydays(first, every, until)
          expect(days[0]).toBe(first)
          days.slice(1).forEach((day, i) => {
            expect(daysBetween(days[i] as string, day)).toBe(every)
          })
          expect(daysBetween(days.at(-1) as string, until)).toBeLessThan(every)
        },
      ),
    )
  })

  test('close 3 days before at 17:00 of the zone', () => {
    expect(defaultCutoff('2027-03-04', AUCKLAND).toISOString()).toBe('2027-03-01T04:00:00.000Z')
    // Over the change of clocks the wall clock counts.
    expect(formatInstant(defaultCutoff('2027-04-06', AUCKLAND), AUCKLAND)).toBe('Sat 3 Apr 2027, 17:00')
  })
})
