import { expect, test } from 'vitest'
import { fileSize } from '@/lib/file-size'

test.each([
  [0, '1 kB'],
  [700, '1 kB'],
  [312 * 1024, '312 kB'],
  [1000 * 1024, '1.0 MB'],
  [10 * 1024 * 1024, '10.0 MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(fileSize(bytes)).toBe(text)
})
