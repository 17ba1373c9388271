import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayIn, daysBetween, formatTime, localInstant } from '@/lib/dates'
import { dueDigests, dueReminder, remindersOf } from '@/lib/timesheets/reminder-rules'

const hour = 3_600_000
const zones = [
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Europe/London',
  'Pacific/Kiritimati',
  'Pacific/Honolulu',
  'UTC',
]
const anyPayday = fc.record({
  cutoffAt: fc
    .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) })
    .map((ms) => new Date(Math.floor(ms / 60_000) * 60_000)),
  reminderDays: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
})

describe('the instants of reminders', () => {
  test('are 09:00 of the zone, exactly N days before the day of the cut-off, through every change of clocks', () => {
    fc.assert(
      fc.property(anyPayday, fc.constantFrom(...zones), (payday, zone) => {
        const all = remindersOf(payday, zone)
        expect(all.map((one) => one.daysBefore)).toEqual([...payday.reminderDays].sort((a, b) => b - a))
        for (const { daysBefore, at } of all) {
          expect(formatTime(at, zone)).toBe('09:00')
          expect(daysBetween(dayIn(at, zone), dayIn(payday.cutoffAt, zone))).toBe(daysBefore)
          // A sweep each quarter of an hour meets it at once.
          expect(at.getTime() % (15 * 60_000)).toBe(0)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('follow the clocks: before and after the end of daylight saving in Auckland', () => {
    const cutoffAt = localInstant('2027-04-06', '17:00', 'Pacific/Auckland')
    const at = remindersOf({ cutoffAt, reminderDays: [7, 1] }, 'Pacific/Auckland').map((one) =>
      one.at.toISOString(),
    )
    // NZDT is UTC+13 until Sunday 4 April 2027, NZST is UTC+12 after it.
    expect(at).toEqual(['2027-03-29T20:00:00.000Z', '2027-04-04T21:00:00.000Z'])
  })

  test('each go out at most once, within a day and before the cut-off, whenever and however often one looks', () => {
    fc.assert(
      fc.property(
        anyPayday,
        fc.constantFrom(...zones),
        fc.array(fc.integer({ min: -70 * 24 * 60, max: 2 * 24 * 60 }), { maxLength: 40 }),
        (payday, zone, looks) => {
          const sent = new Map<number, Date>()
          for (const minutes of looks.sort((a, b) => a - b)) {
            const now = new Date(payday.cutoffAt.getTime() + minutes * 60_000)
            const due = dueReminder(payday, zone, now)
            if (!due) continue
            expect(now < payday.cutoffAt).toBe(true)
            expect(due.at <= now && now.getTime() - due.at.getTime() < 24 * hour).toBe(true)
            // Never an older one after a newer.
            for (const other of sent.keys()) expect(due.daysBefore).toBeLessThanOrEqual(other)
            if (!sent.has(due.daysBefore)) sent.set(due.daysBefore, now)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('are all met within a quarter of an hour by a sweep that runs, and by one that comes back within the day', () => {
    fc.assert(
      fc.property(
        anyPayday,
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 90 }),
        (payday, zone, gap) => {
          const all = remindersOf(payday, zone)
          for (const [i, { daysBefore, at }] of all.entries()) {
            const next = all[i + 1]?.at ?? payday.cutoffAt
            // The server is down for some quarters of an hour from that instant on.
            const back = new Date(at.getTime() + gap * 15 * 60_000)
            const due = dueReminder(payday, zone, back)
            if (back < next && back.getTime() < at.getTime() + 24 * hour)
              expect(due?.daysBefore).toBe(daysBefore)
            else expect(due?.daysBefore).not.toBe(daysBefore)
            expect(dueReminder(payday, zone, new Date(at.getTime() - 1))?.daysBefore).not.toBe(daysBefore)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('digests', () => {
  const zone = 'Pacific/Auckland'
  test('of a day are due from 09:00 of the zone to its midnight', () => {
    const keys = (day: string, time: string) =>
      dueDigests([], zone, localInstant(day, time, zone)).map((one) => one.key)
    expect(keys('2027-04-04', '08:59')).toEqual([])
    expect(keys('2027-04-04', '09:00')).toEqual(['day:2027-04-04'])
    expect(keys('2027-04-04', '23:59')).toEqual(['day:2027-04-04'])
    expect(keys('2027-04-05', '00:00')).toEqual([])
  })
  test('of a cut-off are due once it has passed, for a day', () => {
    const cutoffAt = localInstant('2027-03-09', '17:00', zone)
    const due = (ms: number) =>
      dueDigests([{ id: 'p', cutoffAt }], zone, new Date(cutoffAt.getTime() + ms)).some(
        (one) => one.paydayId === 'p',
      )
    expect([due(-1), due(0), due(24 * hour - 1), due(24 * hour)]).toEqual([false, true, true, false])
  })
})
