import { and, eq } from 'drizzle-orm'
import { serve } from 'inngest/edge'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { auditLog, emailBodies, emails } from '@/db/schema'
import { newId } from '@/db/sql'
import { functions } from '@/inngest'
import { inngest } from '@/inngest/client'
import { type Runner, startRunner } from '@/inngest/embedded/runner'
import {
  cancelEmail,
  type EmailRequest,
  queueEmail,
  queueEmails,
  resendEmail,
  retryAllFailed,
  revealEmailSecret,
  wipeExpiredSecrets,
} from '@/lib/emails/commands'
import { countEmailsByState, getEmail, listEmails, requireEmail } from '@/lib/emails/queries'
import { emailList } from '@/lib/emails/schema'
import type { Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import { makeViewer } from '../../support/world'

// No SMTP_URL and no RESEND_API_KEY: mails stay in the built-in outbox.

let runner: Runner
let admin: Viewer
let tutorCo: Viewer
let markerCo: Viewer
let courseCo: Viewer
let student: Viewer
const ids: Record<string, string> = {}

const rejection = (to: Viewer, position: Position | null, more: Partial<EmailRequest> = {}): EmailRequest =>
  ({
    kind: 'rejected',
    to: { userId: to.id, name: to.name, address: to.email },
    props: { applicationId: 'a', position: position ?? 'tutor', termName: 'Term', note: null },
    idempotencyKey: newId(),
    scope: { position },
    ...more,
  }) as EmailRequest
const queue = (request: EmailRequest) => write((tx) => queueEmail(tx, request))
const code = (to: Viewer, expiresAt = new Date(Date.now() + 900_000)): EmailRequest => ({
  kind: 'verify_address',
  to: { userId: to.id, name: to.name, address: to.email },
  props: { minutes: 15 },
  secret: { code: '424242', link: 'https://mtms.example/verify-email?token=abc', expiresAt },
  idempotencyKey: newId(),
})

beforeAll(async () => {
  runner = await startRunner({ handler: serve({ client: inngest, functions }), pollMs: 100 })
  admin = await makeViewer('admin')
  tutorCo = await makeViewer('tutor_coordinator')
  markerCo = await makeViewer('marker_coordinator')
  courseCo = await makeViewer('course_coordinator')
  student = await makeViewer('student', { name: 'Wiremu Tāwhiao' })
  const other = await makeViewer('student')
  ids.tutor = await queue(rejection(student, 'tutor'))
  ids.marker = await queue(rejection(other, 'marker'))
  ids.security = await queue({
    kind: 'security_notice',
    to: { userId: courseCo.id, name: courseCo.name, address: courseCo.email },
    props: { event: 'password_changed', at: '2027-02-01T00:00:00Z' },
    idempotencyKey: newId(),
  })
  expect(await runner.idle(20_000)).toBe(true)
})
afterAll(() => runner.stop(2000))

const list = async (viewer: Viewer, query = '') =>
  (await listEmails(viewer, emailList.parse(new URLSearchParams(query)))).rows.map((row) => row.id).sort()
const pick = (...names: string[]) => names.map((name) => ids[name] as string).sort()

test('without a mail server mails are kept, sent as far as anyone can say, and marked so', async () => {
  const detail = await requireEmail(admin, ids.tutor as string)
  expect(detail.email).toMatchObject({ state: 'sent', transport: 'outbox', tries: 1 })
  expect(detail.plain).toContain('cannot offer you a place')
  expect(detail.html).toContain('<html')
})

test('an admin sees all mail, a coordinator that of the own position, everybody what they received, and nothing else', async () => {
  expect(await list(admin)).toEqual(pick('tutor', 'marker', 'security'))
  expect(await list(tutorCo)).toEqual(pick('tutor'))
  expect(await list(markerCo)).toEqual(pick('marker'))
  expect(await list(courseCo)).toEqual(pick('security'))
  expect(await list(student)).toEqual(pick('tutor'))
  const viewers = { admin, tutorCo, markerCo, courseCo, student }
  const may: Record<keyof typeof viewers, string[]> = {
    admin: ['tutor', 'marker', 'security'],
    tutorCo: ['tutor'],
    markerCo: ['marker'],
    courseCo: ['security'],
    student: ['tutor'],
  }
  for (const [name, viewer] of Object.entries(viewers))
    for (const mail of ['tutor', 'marker', 'security']) {
      const found = await getEmail(viewer, ids[mail] as string)
      expect(found !== null, `${name} reads ${mail}`).toBe(may[name as keyof typeof may].includes(mail))
    }
  expect((await countEmailsByState(tutorCo, emailList.parse({}))).sent).toBe(1)
})

test('the list is searched without regard to case and macrons, filtered, sorted and paged, with as many statements for 60 rows as for 3', async () => {
  expect(await list(admin, 'q=tawhiao')).toEqual(pick('tutor'))
  expect(await list(admin, 'q=TAWHIAO result')).toEqual(pick('tutor'))
  expect(await list(admin, 'q=%25')).toEqual([])
  expect(await list(admin, 'kind=security_notice')).toEqual(pick('security'))
  expect(await list(admin, 'position=marker&state=sent&state=failed')).toEqual(pick('marker'))
  expect(await list(admin, 'state=failed')).toEqual([])
  const count = async () => {
    const before = queryCount()
    const page = await listEmails(admin, emailList.parse({ size: '25', sort: 'to', dir: 'asc' }))
    return { queries: queryCount() - before, page }
  }
  const few = await count()
  await runner.stop(5000)
  await write((tx) =>
    queueEmails(
      tx,
      Array.from({ length: 60 }, () => rejection(student, 'tutor')),
    ),
  )
  const many = await count()
  expect(many.queries).toBe(few.queries)
  expect(many.page).toMatchObject({ total: 63 })
  expect(many.page.rows).toHaveLength(25)
  const names = many.page.rows.map((row) => row.toName)
  expect(names).toEqual([...names].sort())
  runner = await startRunner({ handler: serve({ client: inngest, functions }), pollMs: 100 })
  expect(await runner.idle(30_000)).toBe(true)
})

test('the code of a kept mail is shown to an admin only, by an act that is recorded, and only until it expires', async () => {
  const id = await queue(code(student))
  await runner.idle(10_000)
  const detail = await requireEmail(admin, id)
  expect(detail.plain).not.toContain('424242')
  expect(detail).toMatchObject({ mayReveal: true })
  expect((await requireEmail(student, id)).mayReveal).toBe(false)
  expect(await revealEmailSecret(admin, id)).toEqual({
    code: '424242',
    link: 'https://mtms.example/verify-email?token=abc',
  })
  const [entry] = await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'emails.reveal')))
  expect(entry).toMatchObject({ actorId: admin.id, subjectId: student.id })
  expect(JSON.stringify(entry)).not.toContain('424242')
  for (const viewer of [tutorCo, markerCo, courseCo, student])
    await expect(revealEmailSecret(viewer, id)).rejects.toMatchObject({ code: 'not_allowed' })

  const short = await queue(code(student, new Date(Date.now() + 1500)))
  await runner.idle(10_000)
  await new Promise((done) => setTimeout(done, 1600))
  await expect(revealEmailSecret(admin, short)).rejects.toMatchObject({ code: 'state' })
  expect((await requireEmail(admin, short)).mayReveal).toBe(false)
  expect(await wipeExpiredSecrets(new Date())).toBe(1)
  const left = await db.select().from(emailBodies).where(eq(emailBodies.emailId, short))
  expect(left[0]?.secret).toBeNull()
  expect(await revealEmailSecret(admin, id)).toMatchObject({ code: '424242' })
})

test('only those who send mail of a position send it again or take it back; a code is never sent twice', async () => {
  const id = ids.tutor as string
  for (const viewer of [markerCo, courseCo])
    await expect(resendEmail(viewer, id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(resendEmail(student, id)).rejects.toMatchObject({ code: 'not_allowed' })
  await expect(cancelEmail(student, id)).rejects.toMatchObject({ code: 'not_allowed' })
  const copy = await resendEmail(tutorCo, id)
  await runner.idle(10_000)
  expect((await requireEmail(tutorCo, copy)).email).toMatchObject({
    state: 'sent',
    idempotencyKey: `resend:${id}:1`,
  })
  const again = await resendEmail(admin, copy)
  await runner.idle(10_000)
  expect((await requireEmail(admin, again)).email.idempotencyKey).toBe(`resend:${id}:2`)

  const withCode = await queue(code(student))
  await runner.idle(10_000)
  await expect(resendEmail(admin, withCode)).rejects.toMatchObject({ code: 'state' })
})

test('failed mails are sent again together, each coordinator those of the own position', async () => {
  const tutorMail = await queue(rejection(student, 'tutor'))
  const markerMail = await queue(rejection(student, 'marker'))
  await runner.idle(10_000)
  const fail = () =>
    write((tx) => tx.update(emails).set({ state: 'failed' }).where(eq(emails.toUserId, student.id)))
  await fail()
  const { queued } = await retryAllFailed(tutorCo)
  expect(queued).toBeGreaterThan(0)
  await runner.idle(20_000)
  const state = async (id: string) => (await requireEmail(admin, id)).email.state
  expect(await state(tutorMail)).toBe('sent')
  expect(await state(markerMail)).toBe('failed')
  expect((await retryAllFailed(student)).queued).toBe(0)
  expect(await state(markerMail)).toBe('failed')
})
