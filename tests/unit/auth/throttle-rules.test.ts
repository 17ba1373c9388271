import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressPart, delayAfter, waitInWords } from '@/lib/auth/throttle-rules'

test('4 wrong tries cost nothing; from the 5th on the wait doubles from 30 s up to an hour', () => {
  expect([0, 1, 4].map(delayAfter)).toEqual([0, 0, 0])
  expect([5, 6, 7, 8, 11, 12, 1000].map(delayAfter)).toEqual([30, 60, 120, 240, 1920, 3600, 3600])
})

test('the wait never gets shorter with more wrong tries', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), (a, b) => {
      expect(delayAfter(Math.max(a, b))).toBeGreaterThanOrEqual(delayAfter(Math.min(a, b)))
    }),
  )
})

test('the wait is said in whole units, never as less than it is', () => {
  expect([0.2, 30, 89, 90, 119, 121, 3540, 3600].map(waitInWords)).toEqual([
    '1 second',
    '30 seconds',
    '89 seconds',
    '2 minutes',
    '2 minutes',
    '3 minutes',
    '59 minutes',
    '1 hour',
  ])
})

test('all addresses of one IPv6 network count as one, in whatever way they are written', () => {
  expect(addressPart('2001:DB8:0:7::1')).toBe(addressPart('2001:0db8:0000:0007:ffff:ffff:ffff:ffff'))
  expect(addressPart('2001:db8:0:7::1')).not.toBe(addressPart('2001:db8:0:8::1'))
  expect(addressPart('::1')).toBe('0:0:0:0::/64')
  expect(addressPart('[fe80::1%eth0]')).toBe(addressPart('fe80::2'))
})

test('an IPv4 address is itself, also when written as IPv6', () => {
  expect(addressPart('192.0.2.7')).toBe('192.0.2.7')
  expect(addressPart('::ffff:192.0.2.7')).toBe('192.0.2.7')
})

test('whatever a proxy sends makes a key that fits its column', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4()), (ip) => {
      expect(`address:${addressPart(ip)}`.length).toBeLessThanOrEqual(120)
    }),
  )
})
