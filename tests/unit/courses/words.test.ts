import { describe, expect, it } from 'vitest'
import { lateDeadlinesText } from '@/lib/courses/late-deadlines'
import { withoutRepeats } from '@/lib/courses/words'

const codes = (...all: string[]) => withoutRepeats(all.map((code) => ({ code, text: code })))

describe('a list of course codes', () => {
  it('names the subject only where it changes', () => {
    expect(codes('COMPSCI 101', 'COMPSCI 120', 'MATHS 108', 'COMPSCI 130')).toBe(
      'COMPSCI 101, 120, MATHS 108, COMPSCI 130',
    )
  })
  it('keeps what follows the code', () => {
    const wanted = [
      { code: 'COMPSCI 101', text: 'COMPSCI 101 strong, place 2 (ranked 1st)' },
      { code: 'COMPSCI 120', text: 'COMPSCI 120 yes' },
    ]
    expect(withoutRepeats(wanted, '; ')).toBe('COMPSCI 101 strong, place 2 (ranked 1st); 120 yes')
  })
  it('leaves codes without a subject as they are', () => {
    expect(codes('CS101', 'CS102')).toBe('CS101, CS102')
    expect(codes()).toBe('')
  })
})

it('deadlines after the end of the term are told of a course in one sentence', () => {
  const end = '2027-06-28'
  const text = (tutorDeadline: string | null, markerDeadline: string | null) =>
    lateDeadlinesText({ tutorDeadline, markerDeadline }, end)
  expect(text(null, end)).toBeNull()
  expect(text('2027-06-29', null)).toBe('The tutor deadline is after the end of the term (Mon 28 Jun 2027).')
  expect(text('2027-06-29', '2028-01-01')).toMatch(/^The tutor and marker deadlines are after/)
})
