import { spawn } from 'node:child_process'
import { count, eq } from 'drizzle-orm'
import { serve } from 'inngest/edge'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startSmtp } from '../../support/smtp'

const smtp = await startSmtp()
process.env.SMTP_URL = `${smtp.url}?socketTimeout=1500&greetingTimeout=1500`
process.env.EMAIL_FROM = 'MTMS <mtms@example.ac.nz>'
process.env.APP_URL = 'https://mtms.example.ac.nz'

// Only now may a module read the environment.
const { db, queryCount, write } = await import('@/db/client')
const { emailBodies, emails, jobRuns, jobSteps, outbox, users } = await import('@/db/schema')
const { newId } = await import('@/db/sql')
const { functions } = await import('@/inngest')
const { inngest } = await import('@/inngest/client')
const { startRunner } = await import('@/inngest/embedded/runner')
const { retryWaits } = await import('@/inngest/functions/send-email')
const { cancelEmail, queueEmail, queueEmails, resendEmail, retryAllFailed } = await import(
  '@/lib/emails/commands'
)
const { makeUser, makeViewer } = await import('../../support/world')
type EmailRequest = import('@/lib/emails/commands').EmailRequest

const handler = serve({ client: inngest, functions })
let runner = await startRunner({ handler, pollMs: 100 })
afterAll(async () => {
  await runner.stop(2000)
  await smtp.stop()
})
beforeEach(() => {
  smtp.clear()
  smtp.setMode('accept')
})

let serial = 0
const address = () => `person${++serial}@example.test`
const resultMail = (to = address(), key = newId()): EmailRequest => ({
  kind: 'accepted',
  to: { userId: null, name: 'Ana Petrova', address: to },
  props: {
    applicationId: 'a1',
    position: 'tutor',
    termName: '2027 Semester One',
    note: 'Well done <3 & welcome',
    courses: [{ code: 'COMPSCI 101', name: 'Principles of Programming', quarters: 170 }],
    answerBy: null,
    startsOn: '2027-03-01',
  },
  idempotencyKey: key,
  scope: { position: 'tutor' },
})
const queue = (request: EmailRequest) => write((tx) => queueEmail(tx, request))
const stored = async (id: string) => {
  const [row] = await db.select().from(emails).where(eq(emails.id, id))
  if (!row) throw new Error('no such mail')
  return row
}
async function until(ask: () => Promise<boolean>, maxMs = 25_000): Promise<void> {
  const end = Date.now() + maxMs
  while (!(await ask())) {
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((done) => setTimeout(done, 20))
  }
}
const inState = (id: string, state: string) => until(async () => (await stored(id)).state === state)
/** The mail waits for its next try, and so does its run, which is written down a moment after the mail. */
const failedOnce = (id: string) =>
  until(async () => {
    const email = await stored(id)
    if (email.state !== 'queued' || email.tries === 0) return false
    const running = await db.select({ id: jobRuns.id }).from(jobRuns).where(eq(jobRuns.state, 'running'))
    return running.length === 0
  })
/** What waits for its next try is due now. */
const timePasses = () =>
  write((tx) => tx.update(jobRuns).set({ runAt: new Date() }).where(eq(jobRuns.state, 'queued')))

test('a queued mail arrives once, as HTML and plain text, with the headers of a machine’s mail', async () => {
  const to = address()
  const id = await queue(resultMail(to))
  await inState(id, 'sent')
  await runner.idle(5000)
  const [mail, ...more] = smtp.mailsTo(to)
  expect(more).toEqual([])
  expect(mail).toMatchObject({
    from: 'mtms@example.ac.nz',
    subject: 'Result of your tutor application for 2027 Semester One',
    messageId: `<${id}@example.ac.nz>`,
  })
  expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
  expect(mail?.headers.get('list')).toMatchObject({ id: { id: 'mtms.example.ac.nz' } })
  for (const text of [mail?.text, mail?.html]) {
    expect(text).toContain('COMPSCI 101')
    expect(text).toContain('42.5 h')
  }
  expect(mail?.text).toContain('Well done <3 & welcome')
  expect(mail?.text).toContain('https://mtms.example.ac.nz/applications/a1')
  expect(await stored(id)).toMatchObject({ state: 'sent', tries: 1, error: null, transport: 'smtp' })
})

test('a mail queued in a transaction that is rolled back is never sent', async () => {
  const to = address()
  const failing = write(async (tx) => {
    await queueEmail(tx, resultMail(to))
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(await runner.idle(5000)).toBe(true)
  expect(smtp.mailsTo(to)).toEqual([])
})

test('the same key is one mail, in one call, in two and in two at once', async () => {
  const to = address()
  const key = newId()
  const first = await queue(resultMail(to, key))
  expect(await queue(resultMail(to, key))).toBe(first)
  expect(await write((tx) => queueEmails(tx, [resultMail(to, key), resultMail(to, key)]))).toEqual([
    first,
    first,
  ])
  const racing = newId()
  const ids = await Promise.all(Array.from({ length: 5 }, () => queue(resultMail(to, racing))))
  expect(new Set(ids).size).toBe(1)
  await inState(ids[0] as string, 'sent')
  await runner.idle(5000)
  expect(smtp.mailsTo(to)).toHaveLength(2)
})

test('200 mails are queued in one transaction with a number of statements that does not grow with each', async () => {
  const requests = Array.from({ length: 200 }, () => resultMail())
  const before = queryCount()
  const ids = await write((tx) => queueEmails(tx, requests))
  expect(queryCount() - before).toBeLessThan(20)
  await until(async () => smtp.mails.length >= 200, 120_000)
  await runner.idle(10_000)
  expect(smtp.mails).toHaveLength(200)
  expect(new Set(smtp.mails.map((mail) => mail.messageId)).size).toBe(200)
  expect(ids).toHaveLength(200)
}, 150_000)

test('codes and secret links reach the person and stand nowhere in the database, neither before nor after', async () => {
  const to = address()
  const link = 'https://mtms.example.ac.nz/verify-email?token=TheSecretTokenItself'
  const everything = async () => {
    const tables = [emails, emailBodies, outbox, jobRuns, jobSteps]
    return JSON.stringify(await Promise.all(tables.map((table) => db.select().from(table))))
  }
  await smtp.stop()
  const id = await queue({
    kind: 'verify_address',
    to: { userId: null, name: 'Ana', address: to },
    props: { minutes: 15 },
    secret: { code: '918273', link, expiresAt: new Date(Date.now() + 900_000) },
    idempotencyKey: newId(),
  })
  await failedOnce(id)
  const [before] = await db.select().from(emailBodies).where(eq(emailBodies.emailId, id))
  expect(before?.secret).toMatch(/^v1\./)
  expect(await everything()).not.toMatch(/918273|TheSecretToken/)
  await smtp.restart()
  await timePasses()
  runner.wake()
  const mail = await smtp.waitFor(to)
  expect(mail.text).toContain('918273')
  expect(mail.links).toContain(link)
  await inState(id, 'sent')
  const [after] = await db.select().from(emailBodies).where(eq(emailBodies.emailId, id))
  expect(after).toMatchObject({ secret: null })
  expect(after?.plain).toContain('[code removed]')
  expect(after?.html).toContain('[link removed]')
  expect(await everything()).not.toMatch(/918273|TheSecretToken/)
})

test('a mail whose props do not fit has failed at once and is never half sent', async () => {
  const broken = resultMail()
  const id = await queue({ ...broken, props: { ...broken.props, courses: null } } as never)
  await inState(id, 'failed')
  expect(await stored(id)).toMatchObject({ tries: 0, error: 'The text of this email could not be made.' })
  expect(smtp.begun()).toBe(0)
})

test('a code that has expired before its mail could leave is not sent', async () => {
  const to = address()
  const id = await queue({
    kind: 'reset_password',
    to: { userId: null, name: 'Ana', address: to },
    props: { minutes: 60 },
    secret: { link: 'https://mtms.example.ac.nz/reset-password/x', expiresAt: new Date(Date.now() - 1) },
    idempotencyKey: newId(),
  })
  await inState(id, 'failed')
  expect((await stored(id)).error).toContain('expired')
  expect(smtp.begun()).toBe(0)
})

test('an address that is refused has failed at once, with the server’s words, and is not tried again', async () => {
  smtp.setMode('refuse')
  const id = await queue(resultMail())
  await inState(id, 'failed')
  await runner.idle(5000)
  expect(await stored(id)).toMatchObject({ tries: 1, error: expect.stringContaining('No such person here') })
})

test('a server that says "later" gets the mail later, once, and the log tells the tries', async () => {
  smtp.setMode('busy')
  const to = address()
  const id = await queue(resultMail(to))
  await failedOnce(id)
  expect(await stored(id)).toMatchObject({ tries: 1, error: expect.stringContaining('Try again later') })
  smtp.setMode('accept')
  await timePasses()
  runner.wake()
  await inState(id, 'sent')
  expect(await stored(id)).toMatchObject({ tries: 2, error: null })
  expect(smtp.mailsTo(to)).toHaveLength(1)
})

test('a server that is away, stalls or drops the connection holds nobody up and gets the mail once it is back', async () => {
  for (const mode of ['away', 'stall', 'drop'] as const) {
    smtp.clear()
    if (mode === 'away') await smtp.stop()
    else smtp.setMode(mode)
    const to = address()
    const since = Date.now()
    const id = await queue(resultMail(to))
    await failedOnce(id)
    expect(Date.now() - since, mode).toBeLessThan(8000)
    expect((await stored(id)).error, mode).toMatch(/refused|timed? ?out|timeout|closed|reset/i)
    if (mode === 'away') await smtp.restart()
    else smtp.setMode('accept')
    await timePasses()
    runner.wake()
    await inState(id, 'sent')
    expect(smtp.mailsTo(to), mode).toHaveLength(1)
  }
})

test('after its last try a mail has failed; an admin sends all failed ones again with one command', async () => {
  smtp.setMode('busy')
  const to = address()
  const id = await queue(resultMail(to))
  await failedOnce(id)
  await write((tx) =>
    tx
      .update(jobRuns)
      .set({ attempt: retryWaits.length, runAt: new Date() })
      .where(eq(jobRuns.state, 'queued')),
  )
  runner.wake()
  await inState(id, 'failed')
  const admin = await makeViewer('admin')
  smtp.setMode('accept')
  const { queued } = await retryAllFailed(admin)
  expect(queued).toBeGreaterThanOrEqual(1)
  await inState(id, 'sent')
  expect(smtp.mailsTo(to)).toHaveLength(1)
})

test('nothing is sent to a person whose account was deactivated meanwhile', async () => {
  const userId = await makeUser('student')
  const to = address()
  await write((tx) => tx.update(users).set({ state: 'deactivated' }).where(eq(users.id, userId)))
  const id = await queue({ ...resultMail(to), to: { userId, name: 'Gone', address: to } } as EmailRequest)
  await inState(id, 'suppressed')
  expect(smtp.mailsTo(to)).toEqual([])
})

test('a mail that waits can be taken back, one that has left cannot', async () => {
  const admin = await makeViewer('admin')
  await smtp.stop()
  const to = address()
  const id = await queue(resultMail(to))
  await failedOnce(id)
  await cancelEmail(admin, id)
  await smtp.restart()
  await timePasses()
  await runner.idle(5000)
  expect((await stored(id)).state).toBe('cancelled')
  expect(smtp.mailsTo(to)).toEqual([])
  const sent = await queue(resultMail(to))
  await inState(sent, 'sent')
  await expect(cancelEmail(admin, sent)).rejects.toMatchObject({ code: 'state' })
})

test('sending a sent mail again is a new entry of the log; two clicks are one', async () => {
  const admin = await makeViewer('admin')
  const to = address()
  const id = await queue(resultMail(to))
  await inState(id, 'sent')
  await runner.stop(5000)
  const copy = await resendEmail(admin, id)
  expect(copy).not.toBe(id)
  await expect(resendEmail(admin, id)).rejects.toMatchObject({ code: 'state' })
  runner = await startRunner({ handler, pollMs: 100 })
  await inState(copy, 'sent')
  expect(smtp.mailsTo(to)).toHaveLength(2)
  expect(await stored(id)).toMatchObject({ state: 'sent', tries: 1 })
})

test('kill -9 in the middle of 200 mails: after a restart each has arrived, and only those in hand at the kill may have come twice', async () => {
  await runner.stop(5000)
  const start = async () => {
    const child = spawn(process.execPath, ['scripts/run-ts.mjs', 'tests/support/job-process.ts'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: process.env,
    })
    await new Promise<void>((ready, fail) => {
      child.stdout.once('data', () => ready())
      child.once('exit', (code) => fail(new Error(`ended with ${code}`)))
    })
    return child
  }
  const first = await start()
  const requests = Array.from({ length: 200 }, () => resultMail())
  const ids = await write((tx) => queueEmails(tx, requests))
  await until(async () => smtp.mails.length >= 60, 100_000)
  first.kill('SIGKILL')
  await new Promise((done) => first.once('exit', done))
  // Mails that earlier tests left waiting go out beside them; only the 200 count.
  const expected = new Set(requests.map((request) => request.to.address))
  const arrived = () => smtp.mails.filter((mail) => expected.has(mail.to[0] ?? ''))
  expect(arrived().length).toBeLessThan(200)
  // A statement that the killed process had sent to a database server is still carried out.
  await new Promise((done) => setTimeout(done, 500))
  const [inHand] = await db.select({ n: count() }).from(emails).where(eq(emails.state, 'sending'))
  expect(inHand?.n).toBeLessThanOrEqual(5)

  const second = await start()
  const left = async () => {
    const rows = await db.select({ id: emails.id, state: emails.state }).from(emails)
    return rows.filter((row) => ids.includes(row.id) && row.state !== 'sent').length
  }
  await until(async () => (await left()) === 0, 150_000)
  second.kill('SIGKILL')
  await new Promise((done) => second.once('exit', done))

  const times = new Map<string, number>()
  for (const mail of arrived()) times.set(mail.to[0] ?? '', (times.get(mail.to[0] ?? '') ?? 0) + 1)
  expect(times.size).toBe(200)
  const twice = [...times.values()].filter((n) => n > 1)
  expect(twice.length).toBeLessThanOrEqual(inHand?.n ?? 0)
  expect(Math.max(...times.values())).toBeLessThanOrEqual(2)
}, 300_000)
