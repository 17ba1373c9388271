import { expect, test } from 'vitest'
import { onThisSite } from '@/lib/web/same-site'

test('what leads back after a post stays on this site', () => {
  const back = (address: string) => new URL(onThisSite(new URL(address)), 'https://mtms.test/x').href
  expect(back('https://mtms.test/review?tab=accepted')).toBe('https://mtms.test/review?tab=accepted')
  expect(back('https://mtms.test//evil.test/a?b=c')).toBe('https://mtms.test/evil.test/a?b=c')
})
