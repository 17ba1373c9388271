import { describe, expect, test } from 'vitest'
import { publishSentence } from '@/lib/review/publish-totals'
import { decidedAgain, leftOutReason, readDueAt } from '@/lib/review/schedule-rules'

const zone = 'Pacific/Auckland'
const now = new Date('2027-02-10T00:00:00Z')

describe('the time of a scheduled publication', () => {
  const read = (day: string, time: string) => readDueAt({ day, time }, zone, now)

  test('is read in the institution’s zone, in both ways of writing a day', () => {
    for (const day of ['2027-02-12', '12/02/2027'])
      expect(read(day, '09:00')).toEqual({ ok: true, at: new Date('2027-02-11T20:00:00Z') })
    // After daylight saving has ended.
    expect(read('2027-04-05', '09:00')).toEqual({ ok: true, at: new Date('2027-04-04T21:00:00Z') })
  })

  test('is refused on its field when it is blank, wrong, over or too far away', () => {
    const fields = (day: string, time: string) => {
      const answer = read(day, time)
      return answer.ok ? [] : Object.keys(answer.fields)
    }
    expect(fields('', '')).toEqual(['day', 'time'])
    expect(fields('2027-02-30', '09:00')).toEqual(['day'])
    expect(fields('2027-02-12', '9am')).toEqual(['time'])
    expect(fields('2027-02-09', '23:59')).toEqual(['day'])
    expect(fields('2027-02-10', '12:59')).toEqual(['time'])
    expect(fields('2027-02-10', '13:00')).toEqual(['time'])
    expect(fields('2027-02-10', '13:01')).toEqual([])
    expect(fields('2029-02-10', '13:01')).toEqual(['day'])
  })
})

describe('what waits in a schedule', () => {
  const set = new Date('2027-02-10T00:00:00Z')
  const before = new Date('2027-02-09T00:00:00Z')
  const after = new Date('2027-02-11T00:00:00Z')
  const later = new Date('2027-02-12T00:00:00Z')
  const row = { state: 'submitted', decision: 'accepted', decidedAt: before, editedAt: null } as const

  test('goes out as it is decided then, also when it was decided again', () => {
    expect(leftOutReason(row, set)).toBeNull()
    expect(leftOutReason({ ...row, decision: 'rejected', decidedAt: after }, set)).toBeNull()
    expect(decidedAgain({ decidedAt: after }, set)).toBe(true)
    expect(decidedAgain(row, set)).toBe(false)
  })

  test('is left out when it was withdrawn, published or undone meanwhile', () => {
    for (const change of [
      { state: 'withdrawn' },
      { state: 'published' },
      { state: 'draft' },
      { decision: null },
    ] as const)
      expect(leftOutReason({ ...row, ...change }, set)).not.toBeNull()
  })

  test('is held back by answers that the student changed after anybody looked, until it is decided again', () => {
    // Changed before the publication was set: the coordinator saw it there.
    expect(leftOutReason({ ...row, editedAt: new Date(set.getTime() - 1) }, set)).toBeNull()
    expect(leftOutReason({ ...row, editedAt: after }, set)).toMatch(/changed after the decision/)
    expect(leftOutReason({ ...row, editedAt: after, decidedAt: later }, set)).toBeNull()
  })
})

describe('what publishing will do', () => {
  const totals = { students: 3, accepted: 2, rejected: 1, reserve: 0, courses: 1, quarters: 82 }

  test('is said in one sentence, with the time where it is one to come', () => {
    const rest = ': 2 accepted, 1 rejected; 20.5 h over 1 course.'
    expect(publishSentence(totals, null)).toBe(`3 students will get an email${rest}`)
    expect(publishSentence(totals, { day: '2027-09-05', time: '09:00' })).toBe(
      `3 students will get an email on Sun 5 Sep 2027, 09:00${rest}`,
    )
    for (const typed of [
      { day: '', time: '09:00' },
      { day: '2027-09-05', time: '' },
    ])
      expect(publishSentence(totals, typed)).toBe(
        `3 students will get an email at the time that you choose${rest}`,
      )
  })

  test('is nothing where nobody is chosen', () => {
    expect(publishSentence({ ...totals, students: 0 }, null)).toBe('Nobody is chosen.')
  })
})
