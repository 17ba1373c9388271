import { describe, expect, test } from 'vitest'
import { type DraftEnd, draftEnd } from '@/lib/applications/deadlines'
import { answerEnded, reminderAt, reminderDue } from '@/lib/offers/rules'

const zone = 'Pacific/Auckland'
const asked = { offersNeedAnswer: true, timeZone: zone }
// Fri 19 Feb 2027, 23:59:59 in New Zealand (UTC+13).
const answerBy = new Date('2027-02-19T10:59:59Z')

describe('the time to answer', () => {
  test('ends when the last second shown is over, never where offers need no answer or have no end', () => {
    expect(answerEnded(answerBy, new Date('2027-02-19T10:59:59.999Z'), asked)).toBe(false)
    expect(answerEnded(answerBy, new Date('2027-02-19T11:00:00Z'), asked)).toBe(true)
    expect(answerEnded(answerBy, new Date('2028-01-01T00:00:00Z'), { offersNeedAnswer: false })).toBe(false)
    expect(answerEnded(null, new Date('2028-01-01T00:00:00Z'), asked)).toBe(false)
  })
})

describe('the reminder of an offer', () => {
  const offeredAt = new Date('2027-02-12T02:00:00Z')
  test('is due at 09:00 of the institution two days before the last day', () => {
    expect(reminderAt({ offeredAt, answerBy }, zone)?.toISOString()).toBe('2027-02-16T20:00:00.000Z')
    const offer = { offeredAt, answerBy, remindedAt: null }
    expect(reminderDue(offer, new Date('2027-02-16T19:59:59Z'), asked)).toBe(false)
    expect(reminderDue(offer, new Date('2027-02-16T20:00:00Z'), asked)).toBe(true)
    expect(reminderDue(offer, new Date('2027-02-19T11:00:00Z'), asked)).toBe(false)
    expect(reminderDue({ ...offer, remindedAt: offeredAt }, new Date('2027-02-17T00:00:00Z'), asked)).toBe(
      false,
    )
    expect(reminderDue(offer, new Date('2027-02-17T00:00:00Z'), { ...asked, offersNeedAnswer: false })).toBe(
      false,
    )
  })

  test('is left out for who was told less than a day before it', () => {
    expect(reminderAt({ offeredAt: new Date('2027-02-16T00:00:00Z'), answerBy }, zone)).toBeNull()
    expect(reminderAt({ offeredAt: new Date('2027-02-15T20:00:00Z'), answerBy }, zone)).not.toBeNull()
  })

  test('keeps to the clock on the wall when daylight saving ends in between', () => {
    // Clocks go back on Sun 4 Apr 2027: 09:00 of Sat 3 Apr is still at UTC+13.
    const late = new Date('2027-04-05T11:59:59Z')
    expect(reminderAt({ offeredAt, answerBy: late }, zone)?.toISOString()).toBe('2027-04-02T20:00:00.000Z')
  })
})

describe('the deadline of a draft', () => {
  const now = new Date('2027-02-10T00:00:00Z')
  const term = (deadline: string | null, change = {}) => ({
    now,
    zone,
    term: { open: true, archived: false, deadline, ...change },
    lateUntil: null,
  })
  const end = (at: DraftEnd) => (at instanceof Date ? at.toISOString().slice(0, 10) : at)

  test('is the latest unpassed one of its courses, the term’s when none is chosen or all have passed', () => {
    expect(end(draftEnd([], term('2027-02-12')))).toBe('2027-02-12')
    expect(end(draftEnd([{ deadline: null }], term('2027-02-12')))).toBe('2027-02-12')
    expect(end(draftEnd([{ deadline: '2027-02-11' }, { deadline: '2027-02-14' }], term('2027-02-20')))).toBe(
      '2027-02-14',
    )
    expect(end(draftEnd([{ deadline: '2027-02-01' }], term('2027-02-12')))).toBe('2027-02-12')
    expect(draftEnd([{ deadline: '2027-02-01' }], term('2027-02-02'))).toBe('over')
  })

  test('does not exist without a day, and is over in a closed term or an archived one', () => {
    expect(draftEnd([], term(null))).toBeNull()
    expect(draftEnd([{ deadline: '2027-02-12' }, { deadline: null }], term(null))).toBeNull()
    expect(draftEnd([], term('2027-02-12', { open: false }))).toBe('over')
    expect(draftEnd([], term('2027-02-12', { archived: true }))).toBe('over')
  })

  test('is the end of a late grant where that is later, also in a closed term', () => {
    const lateUntil = new Date('2027-03-01T10:59:59Z')
    expect(draftEnd([], { ...term('2027-02-12'), lateUntil })).toEqual(lateUntil)
    expect(
      draftEnd([{ deadline: '2027-02-01' }], { ...term('2027-02-01', { open: false }), lateUntil }),
    ).toEqual(lateUntil)
  })
})
