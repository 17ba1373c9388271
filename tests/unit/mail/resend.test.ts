import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { resendTransport } from '@/lib/mail/resend'

let answer: { status: number; body: unknown; headers?: Record<string, string> } = {
  status: 200,
  body: { id: 'x' },
}
const requests: { headers: http.IncomingHttpHeaders; body: Record<string, unknown>; at: number }[] = []
const server = http.createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => {
    text += chunk
  })
  request.on('end', () => {
    requests.push({ headers: request.headers, body: JSON.parse(text), at: Date.now() })
    response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers })
    response.end(JSON.stringify(answer.body))
  })
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(() => new Promise((done) => server.close(done)))

const transport = resendTransport('re_test', { baseUrl })
const message = {
  id: 'mail-1',
  messageId: '<mail-1@example.nz>',
  to: { name: 'Ana "the" Petrova\r\nBcc: x@y.z', address: 'ana@example.nz' },
  subject: 'Result',
  html: '<p>Yes</p>',
  plain: 'Yes',
}

test('a mail goes to Resend with the mail’s id as idempotency key and no way to slip in a header', async () => {
  expect(await transport.send(message)).toEqual({ ok: true })
  const [request] = requests
  expect(request?.headers).toMatchObject({ authorization: 'Bearer re_test', 'idempotency-key': 'mail-1' })
  expect(request?.body).toMatchObject({
    tags: [{ name: 'mtms_mail', value: 'mail-1' }],
    to: ['"Ana the PetrovaBcc: x@y.z" <ana@example.nz>'],
    subject: 'Result',
    html: '<p>Yes</p>',
    text: 'Yes',
    headers: { 'Auto-Submitted': 'auto-generated', 'Message-ID': '<mail-1@example.nz>' },
  })
})

test('what is wrong with the mail is for good; what is wrong with the account, the service or the pace is not', async () => {
  const kinds: Record<number, string> = {}
  for (const status of [400, 422, 401, 403, 409, 429, 500, 503]) {
    answer = { status, body: { statusCode: status, name: 'some_error', message: `because ${status}` } }
    const delivery = await transport.send(message)
    if (delivery.ok) throw new Error('taken')
    kinds[status] = delivery.kind
    expect(delivery.words).toContain(`because ${status}`)
  }
  expect(kinds).toEqual({
    400: 'permanent',
    422: 'permanent',
    401: 'temporary',
    403: 'temporary',
    409: 'temporary',
    429: 'temporary',
    500: 'temporary',
    503: 'temporary',
  })
  answer = {
    status: 429,
    body: { statusCode: 429, name: 'rate_limit_exceeded', message: 'slow' },
    headers: { 'retry-after': '7' },
  }
  expect(await transport.send(message)).toMatchObject({ retryAfterMs: 7000 })
  // Ten requests so far, and never more than two a second.
  const took = (requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0)
  expect(took).toBeGreaterThanOrEqual((requests.length - 1) * 500)
}, 20_000)

test('an address where nobody listens is tried again later', async () => {
  const nobody = resendTransport('re_test', { baseUrl: 'http://127.0.0.1:1' })
  expect(await nobody.send(message)).toMatchObject({ ok: false, kind: 'temporary' })
})
