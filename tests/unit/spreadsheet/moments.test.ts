import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { wallClock } from '@/lib/spreadsheet/moments'

const zones = ['Pacific/Auckland', 'Pacific/Chatham', 'Asia/Kathmandu', 'America/New_York', 'Etc/UTC']

describe('what clocks show at an instant', () => {
  it('is what luxon says, in every zone, also on the days on which clocks change', () => {
    const clocks = new Map(zones.map((zone) => [zone, wallClock(zone)]))
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.oneof(
          fc.date({ min: new Date('1969-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
          // Around 4 April 2027, when clocks of New Zealand go back.
          fc.integer({ min: Date.UTC(2027, 3, 2), max: Date.UTC(2027, 3, 6) }).map((ms) => new Date(ms)),
        ),
        (zone, at) => {
          const local = DateTime.fromJSDate(at, { zone })
          expect(clocks.get(zone)!(at)).toEqual({
            day: local.toFormat('yyyy-MM-dd'),
            minutes: local.hour * 60 + local.minute,
          })
        },
      ),
    )
  })

  it('is nothing without an instant or a zone', () => {
    expect(wallClock('Pacific/Auckland')(new Date(Number.NaN))).toBeNull()
    expect(wallClock('Middle/Earth')(new Date())).toBeNull()
  })
})
