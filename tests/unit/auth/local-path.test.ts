import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localPath } from '@/lib/auth/local-path'

test('a path of this site is kept with its query', () => {
  expect(localPath('/review?term=1&state=submitted')).toBe('/review?term=1&state=submitted')
})

test.each([
  'https://evil.test/',
  '//evil.test',
  '/\\evil.test',
  '/\t/evil.test',
  '/..//evil.test',
  '/.//evil.test/a?b#c',
  '/users/..//evil.test',
  '/%2e%2e//evil.test',
  '/%0a/../\n//evil.test',
  'javascript:alert(1)',
  'evil.test',
  '',
  '/login?next=/',
  '/sign/../login',
  '/invite/abc',
  undefined,
  ['/review'],
])('%j leads home', (next) => {
  expect(localPath(next)).toBe('/')
})

test('whatever is given, the answer stays on this site', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.webPath(),
        fc.string().map((s) => `/${s}`),
        fc
          .array(fc.constantFrom('/', '.', '..', '%2e', '\\', 'evil.test'))
          .map((parts) => `/${parts.join('')}`),
      ),
      (next) => {
        const url = new URL(localPath(next), 'https://mtms.test')
        expect(url.origin).toBe('https://mtms.test')
      },
    ),
  )
})
