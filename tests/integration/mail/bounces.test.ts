import { createHmac, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { POST } from '@/app/api/mail/resend/route'
import { db, write } from '@/db/client'
import { emails } from '@/db/schema'
import { newId } from '@/db/sql'
import { queueEmail } from '@/lib/emails/queue'
import { env } from '@/lib/env'
import { MAIL_TAG } from '@/lib/mail/resend-webhook'
import type { Viewer } from '@/lib/permissions'
import type { EmailState } from '@/lib/vocabulary'
import { makeViewer } from '../../support/world'

const key = randomBytes(24)
const secret = `whsec_${key.toString('base64')}`
let student: Viewer
beforeAll(async () => {
  student = await makeViewer('student')
})
beforeEach(() => {
  env.RESEND_WEBHOOK_SECRET = secret
})
afterEach(() => {
  env.RESEND_WEBHOOK_SECRET = undefined
})

async function mail(state: EmailState): Promise<string> {
  const id = await write((tx) =>
    queueEmail(tx, {
      kind: 'rejected',
      to: { userId: student.id, name: student.name, address: student.email },
      props: { applicationId: 'a', position: 'tutor', termName: 'Term', note: null },
      idempotencyKey: newId(),
      scope: { position: 'tutor' },
    }),
  )
  await write((tx) => tx.update(emails).set({ state }).where(eq(emails.id, id)))
  return id
}
const rowOf = async (id: string) => (await db.select().from(emails).where(eq(emails.id, id)))[0]!

/** An event as Resend posts it, signed as Svix signs. */
async function post(
  event: object,
  { at = Math.floor(Date.now() / 1000), by = key, body = JSON.stringify(event) } = {},
): Promise<number> {
  const signature = createHmac('sha256', by)
    .update(`msg_1.${at}.${JSON.stringify(event)}`)
    .digest('base64')
  const headers = { 'svix-id': 'msg_1', 'svix-timestamp': String(at), 'svix-signature': `v1,${signature}` }
  const url = 'http://localhost/api/mail/resend'
  return (await POST(new Request(url, { method: 'POST', body, headers }))).status
}
const bounceOf = (id: string, type = 'email.bounced') => ({
  type,
  created_at: new Date().toISOString(),
  data: {
    email_id: 're_1',
    to: [student.email],
    tags: { [MAIL_TAG]: id },
    bounce: { type: 'Permanent', subType: 'General', message: 'No such mailbox' },
  },
})

test('a mail that was returned is bounced in the log, with why, however often the event comes', async () => {
  const id = await mail('sent')
  expect(await post(bounceOf(id))).toBe(200)
  const once = await rowOf(id)
  expect(once).toMatchObject({ state: 'bounced', error: 'Permanent, General: No such mailbox' })
  expect(await post(bounceOf(id))).toBe(200)
  expect(await rowOf(id)).toEqual(once)
})

test('what is not signed with the secret, or was signed long ago, changes nothing', async () => {
  const id = await mail('sent')
  expect(await post(bounceOf(id), { by: randomBytes(24) })).toBe(401)
  expect(await post(bounceOf(id), { at: Math.floor(Date.now() / 1000) - 3600 })).toBe(401)
  expect(await post(bounceOf(id), { body: JSON.stringify(bounceOf(await mail('sent'))) })).toBe(401)
  expect(await rowOf(id)).toMatchObject({ state: 'sent', error: null })
})

test('only a sent mail changes; an event before we noted the sending comes again', async () => {
  const [sending, failed] = [await mail('sending'), await mail('failed')]
  expect(await post(bounceOf(sending))).toBe(503)
  expect(await post(bounceOf(failed))).toBe(200)
  expect(await post(bounceOf('no-such-mail'))).toBe(200)
  expect([(await rowOf(sending)).state, (await rowOf(failed)).state]).toEqual(['sending', 'failed'])
})

test('other events, and mails of others, are taken and do nothing', async () => {
  const id = await mail('sent')
  expect(await post(bounceOf(id, 'email.delivered'))).toBe(200)
  expect(await post({ ...bounceOf(id), data: { ...bounceOf(id).data, tags: {} } })).toBe(200)
  expect((await rowOf(id)).state).toBe('sent')
})

test('without a secret there is nothing at the address', async () => {
  env.RESEND_WEBHOOK_SECRET = undefined
  expect(await post(bounceOf(await mail('sent')))).toBe(404)
})
