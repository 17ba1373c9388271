import { describe, expect, it } from 'vitest'
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
