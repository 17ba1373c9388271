import { createHmac } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { eq } from 'drizzle-orm'
import { afterAll, beforeEach, expect, test } from 'vitest'

type Received = { method: string; path: string; authorization: string | undefined; body: unknown }
const received: Received[] = []
let status = 200
const server = http.createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  request.on('end', () => {
    received.push({
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: text === '' ? null : JSON.parse(text),
    })
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(
      JSON.stringify(status === 200 ? { status: 200, ids: ['x'], ok: true } : { error: 'away', status }),
    )
  })
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const signingKey = `signkey-prod-${'ab'.repeat(32)}`
Object.assign(process.env, {
  INNGEST_BASE_URL: base,
  INNGEST_EVENT_KEY: 'the-event-key',
  INNGEST_SIGNING_KEY: signingKey,
  INNGEST_DEV: '0',
  APP_URL: 'https://mtms.example.ac.nz',
})
// Whatever the SDK would do with the world outside shows here.
const realFetch = globalThis.fetch
const outside: string[] = []
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input)
  if (url.origin !== base) {
    outside.push(url.href)
    throw new Error(`a request to ${url.href}`)
  }
  return realFetch(input, init)
}

const { db, write } = await import('@/db/client')
const { outbox } = await import('@/db/schema')
const { newId } = await import('@/db/sql')
const { jobsMode } = await import('@/inngest/client')
const { sendPending, startDispatcher } = await import('@/inngest/outbox')
const { registerWithServer } = await import('@/inngest/serve')
const { emit, insertEvents } = await import('@/lib/outbox')
const route = await import('@/app/api/inngest/route')

afterAll(() => new Promise((done) => server.close(done)))
beforeEach(() => {
  received.length = 0
  status = 200
})

test('an Inngest server named by its address alone is used as a server, with signatures', () => {
  expect(jobsMode()).toMatchObject({ kind: 'server', isDev: false, baseUrl: base, eventKey: 'the-event-key' })
})

test('functions are registered with that server, under our public address, and with nobody else', async () => {
  await registerWithServer()
  const [call] = received
  expect(call).toMatchObject({ method: 'POST', path: '/fn/register' })
  expect(call?.authorization).toMatch(/^Bearer signkey-prod-[0-9a-f]{64}$/)
  expect(call?.authorization).not.toContain(signingKey)
  const body = call?.body as {
    url: string
    functions: { id: string; steps: { step: { runtime: { url: string } } } }[]
  }
  expect(body.url).toBe('https://mtms.example.ac.nz/api/inngest')
  expect(body.functions.map((fn) => fn.id)).toContain('mtms-send-email')
  for (const fn of body.functions)
    expect(fn.steps.step.runtime.url).toMatch(/^https:\/\/mtms\.example\.ac\.nz\/api\/inngest\?/)
  expect(outside).toEqual([])
})

test('recorded events are sent once with their own id and marked; none before the commit', async () => {
  const failing = write(async (tx) => {
    await emit(tx, 'mail/queued', { emailId: 'never' })
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow()
  await write((tx) => emit(tx, 'mail/queued', { emailId: 'e1' }))
  expect(await sendPending()).toBe(1)
  expect(await sendPending()).toBe(0)
  const [row] = await db.select().from(outbox)
  expect(row?.deliveredAt).not.toBeNull()
  expect(received).toHaveLength(1)
  expect(received[0]).toMatchObject({ method: 'POST', path: '/e/the-event-key' })
  expect(received[0]?.body).toMatchObject([{ id: row?.id, name: 'mail/queued', data: { emailId: 'e1' } }])
  expect(outside).toEqual([])
})

test('while the server is away events are kept, and sent when it is back', async () => {
  status = 503
  const id = newId()
  await write((tx) => insertEvents(tx, [{ id, name: 'mail/queued', data: { emailId: 'e2' } }]))
  await expect(sendPending()).rejects.toThrow()
  const pending = async () =>
    (await db.select().from(outbox).where(eq(outbox.id, id)))[0]?.deliveredAt === null
  expect(await pending()).toBe(true)
  status = 200
  const dispatcher = startDispatcher(100)
  for (let i = 0; i < 100 && (await pending()); i++) await new Promise((done) => setTimeout(done, 50))
  await dispatcher.stop()
  expect(await pending()).toBe(false)
})

const address = 'https://mtms.example.ac.nz/api/inngest'
const request = (method: string, query: string, body: string | undefined, signature?: string) =>
  new Request(`${address}${query}`, {
    method,
    body,
    headers: {
      Host: 'mtms.example.ac.nz',
      'Content-Type': 'application/json',
      ...(signature ? { 'x-inngest-signature': signature } : {}),
    },
  })
/** As the server signs: HMAC over the body in canonical form (sorted keys) and the time in seconds. */
const sign = (body: string, at = Math.round(Date.now() / 1000), key = 'ab'.repeat(32)) =>
  `t=${at}&s=${createHmac('sha256', key).update(body).update(String(at)).digest('hex')}`

const callBody = JSON.stringify({
  ctx: { attempt: 0, run_id: 'r', stack: { current: 0, stack: [] }, use_api: false },
  event: { data: { emailId: 'none' }, name: 'mail/queued' },
  events: [{ data: { emailId: 'none' }, name: 'mail/queued' }],
  steps: {},
  version: 2,
})
const query = '?fnId=mtms-send-email&stepId=step'

test('the route runs a function when the request is signed, and refuses it when it is not', async () => {
  const signed = await route.POST(request('POST', query, callBody, sign(callBody)))
  expect(signed.status).toBe(200)
  expect(await signed.json()).toEqual({ state: 'gone' })

  const old = Math.round(Date.now() / 1000) - 3600
  const wrong = [
    undefined,
    sign(callBody, old),
    sign(callBody, undefined, 'cd'.repeat(32)),
    sign(callBody.replace('none', 'other')),
    't=1&s=',
  ]
  for (const signature of wrong) {
    const refused = await route.POST(request('POST', query, callBody, signature))
    expect(refused.status).toBe(401)
    expect(await refused.text()).not.toContain('mtms-send-email')
  }
})

test('nobody without a signature can look at the functions or make us register them', async () => {
  expect((await route.GET(request('GET', '', undefined))).status).toBe(401)
  expect((await route.PUT(request('PUT', '', '{}'))).status).toBe(401)
  expect(received).toEqual([])
  expect(outside).toEqual([])
})
