import { describe, expect, test } from 'vitest'
import { parseTried, triedText } from '@/lib/assignment-runs/tried'

const id = '01a20ebf-711f-7384-9e9c-6f4f0d67b7b4'
const other = '01a20ebf-711f-7384-9e9c-6f4f0d67b7b5'

describe('a refused edit in an address', () => {
  test('comes back as it was', () => {
    for (const edit of [
      { act: 'hours', userId: id, courseId: other, position: 1, quarters: 50 },
      { act: 'move', userId: id, courseId: other, position: 0, toCourseId: id },
      { act: 'lock', userId: id, courseId: other, position: 0 },
    ] as const)
      expect(parseTried(triedText({ edit, version: 7 }))).toEqual({
        version: 7,
        edit: { quarters: undefined, toCourseId: undefined, ...edit },
      })
  })

  test('is nothing when somebody else has made it up', () => {
    for (const text of [
      undefined,
      '',
      '1',
      '1.delete.a.b.0..',
      `1.lock.${id}.<b>.0..`,
      `1.lock.${id}.${other}.2..`,
    ])
      expect(parseTried(text)).toBeNull()
  })
})
