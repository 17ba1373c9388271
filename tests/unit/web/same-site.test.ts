import { expect, test } from 'vitest'
import { foreignPost, onThisSite } from '@/lib/web/same-site'

test('what leads back after a post stays on this site', () => {
  const back = (address: string) => new URL(onThisSite(new URL(address)), 'https://mtms.test/x').href
  expect(back('https://mtms.test/review?tab=accepted')).toBe('https://mtms.test/review?tab=accepted')
  expect(back('https://mtms.test//evil.test/a?b=c')).toBe('https://mtms.test/evil.test/a?b=c')
})

test.each<[string, Record<string, string>, boolean]>([
  ['a page of this site', { origin: 'https://mtms.test', host: 'mtms.test' }, true],
  [
    'a page of this site behind a proxy',
    { origin: 'https://mtms.test', host: '10.0.0.1:3000', 'x-forwarded-host': 'mtms.test' },
    true,
  ],
  ['a machine, which names no page', { host: 'mtms.test' }, true],
  ['a neighbour under the same domain', { origin: 'https://evil.mtms.test', host: 'mtms.test' }, false],
  ['another port of the same machine', { origin: 'http://localhost:9000', host: 'localhost:3000' }, false],
  ['a page that hides where it is', { origin: 'null', host: 'mtms.test' }, false],
  [
    'a proxy that hides the name it was called by',
    { origin: 'https://mtms.test', host: '127.0.0.1:3000' },
    false,
  ],
])('a post from %s', (_, headers, taken) => {
  const said = foreignPost(new Headers(headers))
  if (taken) expect(said).toBeNull()
  else expect(said).toMatch(/^Nothing was saved: .*MTMS was called by the name \S+\. .*X-Forwarded-Host/)
})
