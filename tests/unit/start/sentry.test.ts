import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'

const received: string[] = []
const server = http.createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => {
    text += chunk
  })
  request.on('end', () => {
    received.push(`${request.url}\n${text}`)
    response.end('{}')
  })
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
process.env.SENTRY_DSN = `http://key@127.0.0.1:${(server.address() as AddressInfo).port}/42`
const { reportError, startSentry, withoutPeople } = await import('@/lib/start/sentry')
afterAll(() => new Promise((done) => server.close(done)))

test('with SENTRY_DSN an error is reported with its context, without it being asked who was there', async () => {
  reportError(new Error('before the start'), {})
  await startSentry()
  reportError(new TypeError('a fault of ours'), { route: 'courses.create', errorId: 'abc' })
  for (let i = 0; i < 500 && !received.join().includes('a fault of ours'); i++)
    await new Promise((done) => setTimeout(done, 20))
  const all = received.join('\n')
  expect(all).toContain('/api/42/envelope/')
  expect(all).toContain('a fault of ours')
  expect(all).toContain('courses.create')
  // (The text itself may stand in the lines of source around the error.)
  expect(all).not.toContain('"value":"before the start"')
  expect(all).not.toMatch(/"user"|"cookies"|ip_address/)
}, 20_000)

test('no address goes with a report: that of a mailed link holds its secret', () => {
  const event = {
    level: 'error',
    transaction: 'GET /reset-password/the-secret',
    user: { ip_address: '203.0.113.7' },
    request: { method: 'GET', url: 'https://mtms.test/reset-password/the-secret?q=a', cookies: { a: 'b' } },
  }
  expect(withoutPeople(event)).toEqual({ level: 'error', request: { method: 'GET' } })
})
