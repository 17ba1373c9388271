import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, formatInstant } from '@/lib/dates'
import {
  changesWeekdays,
  copiedCourse,
  copiedPayday,
  copiedTerm,
  copyProblem,
  shiftOf,
} from '@/lib/terms/copy-rules'

const ZONE = 'Pacific/Auckland'
const term = {
  name: '2027 Semester One',
  startsOn: '2027-03-01',
  endsOn: '2027-06-28',
  breakWeeks: 2,
  open: true,
  tutorLimit: 'one' as const,
  markerLimit: 'setting' as const,
  tutorDeadline: '2027-02-12',
  markerDeadline: null,
  tutorResultsOn: '2027-02-20',
  markerResultsOn: null,
}

describe('a term copied to another first day', () => {
  it('moves every date by as many days as the first, keeps its rules and begins closed', () => {
    expect(copiedTerm(term, '2027 Semester Two', '2027-07-19')).toEqual({
      ...term,
      name: '2027 Semester Two',
      open: false,
      startsOn: '2027-07-19',
      endsOn: '2027-11-15',
      tutorDeadline: '2027-07-02',
      tutorResultsOn: '2027-07-10',
    })
  })

  it('keeps all distances, whatever the day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3000, max: 3000 }), (days) => {
        const copy = copiedTerm(term, 'Copy', addDays(term.startsOn, days))
        expect(shiftOf(term, copy.startsOn)).toBe(days)
        expect(daysBetween(copy.startsOn, copy.endsOn)).toBe(daysBetween(term.startsOn, term.endsOn))
        expect(daysBetween(copy.tutorDeadline!, copy.startsOn)).toBe(
          daysBetween(term.tutorDeadline, term.startsOn),
        )
        expect(copyProblem(copy)).toBeNull()
      }),
    )
  })

  it('must pass what a typed term must', () => {
    expect(copyProblem({ ...term, endsOn: '2027-02-01' })).toContain('must end after it begins')
    expect(copyProblem({ ...term, breakWeeks: 40 })).toContain('at least one must be taught')
  })

  it('keeps the days of the week when it moves by whole weeks', () => {
    expect(changesWeekdays(140)).toBe(false)
    expect(changesWeekdays(-7)).toBe(false)
    expect(changesWeekdays(141)).toBe(true)
  })
})

describe('a payday copied', () => {
  it('keeps the cut-off’s time on the clock over a change of summer time', () => {
    // 17:00 on 15 March is summer time, 17:00 on 2 August is not.
    const payday = { paidOn: '2027-03-18', cutoffAt: new Date('2027-03-15T04:00:00Z'), reminderDays: [7, 1] }
    expect(formatInstant(payday.cutoffAt, ZONE)).toBe('Mon 15 Mar 2027, 17:00')
    const copy = copiedPayday(payday, 140, ZONE)
    expect(copy.paidOn).toBe('2027-08-05')
    expect(formatInstant(copy.cutoffAt, ZONE)).toBe('Mon 2 Aug 2027, 17:00')
    expect(copy.reminderDays).toEqual([7, 1])
  })
})

describe('a course copied', () => {
  it('moves its own deadlines and has nobody enrolled yet', () => {
    const course = {
      code: 'COMPSCI 101',
      tutorDeadline: '2027-02-10',
      markerDeadline: null,
      currentStudents: 180,
      estimatedStudents: 200,
    }
    expect(copiedCourse(course, 7)).toEqual({
      code: 'COMPSCI 101',
      tutorDeadline: '2027-02-17',
      markerDeadline: null,
      currentStudents: null,
      estimatedStudents: 200,
    })
  })
})
