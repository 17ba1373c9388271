import { expect, test } from 'vitest'
import { parseExpression, parseKey } from '@/inngest/embedded/expression'
import { parseCron } from '@/inngest/embedded/functions'
import { backoff, retryAfterMs, waitUntil } from '@/inngest/embedded/time'

const event = { data: { id: 'x', n: 3, ok: true, none: null } }

test('comparisons of paths and literals are understood, joined by &&', () => {
  const holds = (text: string, async: unknown = { data: { id: 'x' } }) =>
    parseExpression(text)({ event, async })
  expect(holds('event.data.id == async.data.id')).toBe(true)
  expect(holds('event.data.id == async.data.id', { data: { id: 'y' } })).toBe(false)
  expect(holds("event.data.id != 'x'")).toBe(false)
  expect(holds('event.data.n == 3 && event.data.ok == true')).toBe(true)
  expect(holds('event.data.n == 3 && event.data.ok == false')).toBe(false)
  expect(holds('event.data.none == null')).toBe(true)
  expect(holds('event.data.missing.deeper == null')).toBe(true)
  expect(holds("event.data.n == '3'")).toBe(false)
  expect(holds('event.data.toString == null')).toBe(true)
})

test('anything else is refused instead of being guessed', () => {
  for (const text of [
    '',
    'event.data.id',
    "event.data.n > '2'",
    'a || b',
    'size(event.data.id) == 1',
    'event == async',
  ])
    expect(() => parseExpression(text), text).toThrow('does not understand')
  expect(parseKey('event.data.id')(event)).toBe('x')
  expect(parseKey('event.data.n')(event)).toBe('3')
})

test('durations and instants of the SDK are read', () => {
  const now = new Date('2027-02-12T00:00:00Z')
  expect(waitUntil('1d2h30m5s', now)).toEqual(new Date('2027-02-13T02:30:05Z'))
  expect(waitUntil('', now)).toEqual(now)
  expect(waitUntil('2027-03-01T00:00:00.000Z', now)).toEqual(new Date('2027-03-01T00:00:00Z'))
  expect(() => waitUntil('soon', now)).toThrow()
  expect(retryAfterMs('90', now)).toBe(90_000)
  expect(retryAfterMs('2027-02-12T00:01:00.000Z', now)).toBe(60_000)
  expect(retryAfterMs(null, now)).toBeNull()
  expect(retryAfterMs('nonsense', now)).toBeNull()
  for (let failures = 1; failures < 20; failures++) expect(backoff(failures)).toBeGreaterThanOrEqual(10_000)
})

test('a cron time is that of its zone, over a change of the clocks', () => {
  const cron = parseCron('TZ=Pacific/Auckland 0 9 * * *')
  // Daylight saving ends on 4 April 2027.
  expect(cron.nextRun(new Date('2027-04-03T00:00:00Z'))).toEqual(new Date('2027-04-03T21:00:00Z'))
  expect(cron.nextRun(new Date('2027-04-02T00:00:00Z'))).toEqual(new Date('2027-04-02T20:00:00Z'))
  expect(parseCron('30 14 * * *').nextRun(new Date('2027-04-02T00:00:00Z'))).toEqual(
    new Date('2027-04-02T14:30:00Z'),
  )
})
