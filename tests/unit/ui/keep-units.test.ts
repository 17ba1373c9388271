import { createElement } from 'react'
import { expect, it } from 'vitest'
import { keepUnits } from '@/components/ui/keep-units'

/** As people see it, with `~` for a space at which no line breaks. */
const shown = (words: string) => keepUnits(words).replaceAll('\u00a0', '~')

it('keeps a number and its unit on one line', () => {
  expect(shown('42.5 h of 1,060 h')).toBe('42.5~h of 1,060~h')
  expect(shown('3 courses, 12 people')).toBe('3~courses, 12~people')
})

it('leaves other words as they are', () => {
  expect(shown('Fri 12 Feb 2027, 23:59')).toBe('Fri 12 Feb 2027, 23:59')
  expect(shown('22 of 28')).toBe('22 of 28')
  const node = createElement('b', null, '3 courses')
  expect(keepUnits(node)).toBe(node)
  expect(keepUnits(null)).toBeNull()
})
