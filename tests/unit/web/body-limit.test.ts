import { describe, expect, it } from 'vitest'
import { BODY_LIMIT_MB, bodyTooLarge } from '@/lib/web/body-limit'

const limit = BODY_LIMIT_MB * 1024 * 1024

describe('a body that is too large', () => {
  it('is told from the length that the browser gives, at the very byte', () => {
    expect(bodyTooLarge(limit)).toBeNull()
    expect(bodyTooLarge(limit + 1)).toContain(`24.1 MB, and at most ${BODY_LIMIT_MB} MB`)
    expect(bodyTooLarge(30 * 1024 * 1024)).toContain('30.0 MB')
  })

  it('is not guessed at where there is no length', () => {
    for (const length of [0, Number.NaN, Number(null)]) expect(bodyTooLarge(length)).toBeNull()
  })

  it('leaves room for two documents at their limit and the form around them', () => {
    expect(bodyTooLarge(2 * 10 * 1024 * 1024 + 1024 * 1024)).toBeNull()
  })
})
