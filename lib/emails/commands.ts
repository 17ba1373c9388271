import { and, count, eq, inArray, isNotNull, like } from 'drizzle-orm'
import { affected, db, type Tx, write } from '@/db/client'
import { emailBodies, emails } from '@/db/schema'
import { inPieces, lockRows, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { BULK_LIMIT } from '@/lib/bulk'
import { AppError, notFound, stateError } from '@/lib/errors'
import { messageIdOf } from '@/lib/mail/message'
import { type MailSecret, openSecret, secretExpiry } from '@/lib/mail/secret'
import { emit } from '@/lib/outbox'
import { can, requireCan, type Viewer } from '@/lib/permissions'
import { resendable, revealable, visibleEmails } from './queries'

export { type EmailRequest, type EmailScope, queueEmail, queueEmails } from './queue'

type Email = typeof emails.$inferSelect

/** The mail, locked, if the viewer may see it and act on it. Throws `not_found` or `not_allowed`. */
async function lockForAction(
  tx: Tx,
  viewer: Viewer,
  id: string,
): Promise<{ email: Email; secret: string | null }> {
  const [seen] = await tx
    .select({ id: emails.id })
    .from(emails)
    .where(and(eq(emails.id, id), visibleEmails(viewer)))
  if (!seen) throw notFound('This email')
  const [email] = await lockRows(tx, emails, [id])
  if (!email) throw notFound('This email')
  requireCan(viewer, 'emails.resend', { position: email.position ?? undefined })
  const [body] = await tx.select().from(emailBodies).where(eq(emailBodies.emailId, id))
  return { email, secret: body?.secret ?? null }
}

const scopeOf = (email: Email) => ({
  termId: email.termId,
  courseId: email.courseId,
  position: email.position,
  subjectId: email.toUserId,
})
const recordOf = (email: Email) => ({
  type: 'email',
  id: email.id,
  name: `${email.subject} (${email.toName})`,
})

/**
 * Sends a mail again: a failed one as itself, with its tries going on; one that was sent, cancelled or
 * held back as a new mail, so that the log keeps both. Gives the id of the mail that is now queued.
 * Throws `not_found`, `not_allowed`, or `state` for one on its way or whose link counts no more.
 */
export async function resendEmail(viewer: Viewer, id: string): Promise<string> {
  return await write(async (tx) => {
    const { email, secret } = await lockForAction(tx, viewer, id)
    const answer = resendable(email, secret)
    if (!answer.allowed) throw stateError(answer.reason)
    const sentAs = email.state === 'failed' ? await requeue(tx, email) : await queueCopy(tx, email)
    await audit(tx, {
      actor: viewer,
      action: 'emails.resend',
      record: recordOf(email),
      scope: scopeOf(email),
      before: { state: email.state },
      after: { state: 'queued', sentAs },
    })
    return sentAs
  })
}

async function requeue(tx: Tx, email: Email): Promise<string> {
  await tx.update(emails).set({ state: 'queued', updatedAt: new Date() }).where(eq(emails.id, email.id))
  await emit(tx, 'mail/queued', { emailId: email.id })
  return email.id
}

async function queueCopy(tx: Tx, email: Email): Promise<string> {
  const now = new Date()
  const id = newId()
  // Copies of a copy count as copies of the first, so that keys stay short.
  const origin = /^resend:([\w-]+):\d+$/.exec(email.idempotencyKey)?.[1] ?? email.id
  const copies = await tx
    .select({ state: emails.state })
    .from(emails)
    .where(like(emails.idempotencyKey, `resend:${origin}:%`))
  // A double click sends one copy.
  if (copies.some((copy) => copy.state === 'queued' || copy.state === 'sending'))
    throw stateError('This email is on its way already.')
  await tx.insert(emails).values({
    ...email,
    id,
    state: 'queued',
    tries: 0,
    error: null,
    transport: null,
    idempotencyKey: `resend:${origin}:${copies.length + 1}`,
    messageId: messageIdOf(id),
    createdAt: now,
    sendingAt: null,
    sentAt: null,
    updatedAt: now,
  })
  const [body] = await tx.select().from(emailBodies).where(eq(emailBodies.emailId, email.id))
  await tx.insert(emailBodies).values({ emailId: id, props: body?.props ?? {} })
  await emit(tx, 'mail/queued', { emailId: id })
  return id
}

/** Takes a mail back that has not left. Throws `not_found`, `not_allowed`, or `state` when it is too late. */
export async function cancelEmail(viewer: Viewer, id: string): Promise<void> {
  await write(async (tx) => {
    const { email } = await lockForAction(tx, viewer, id)
    if (email.state !== 'queued')
      throw stateError(
        email.state === 'sending' || email.state === 'sent'
          ? 'This email has left already.'
          : 'This email is not waiting to be sent.',
      )
    await tx.update(emails).set({ state: 'cancelled', updatedAt: new Date() }).where(eq(emails.id, id))
    await tx.update(emailBodies).set({ secret: null }).where(eq(emailBodies.emailId, id))
    await audit(tx, {
      actor: viewer,
      action: 'emails.cancel',
      record: recordOf(email),
      scope: scopeOf(email),
      before: { state: 'queued' },
      after: { state: 'cancelled' },
    })
  })
}

/**
 * Sends every failed mail again that the viewer may act on and that can still be sent, at most `BULK_LIMIT`.
 * Gives how many, and how many failed ones are left.
 */
export async function retryAllFailed(viewer: Viewer): Promise<{ queued: number; left: number }> {
  const scope = and(eq(emails.state, 'failed'), visibleEmails(viewer))
  const failed = await db
    .select({ email: emails, secret: emailBodies.secret })
    .from(emails)
    .innerJoin(emailBodies, eq(emailBodies.emailId, emails.id))
    .where(scope)
    .orderBy(emails.createdAt, emails.id)
    .limit(BULK_LIMIT)
  const ids = failed
    .filter(({ email, secret }) => mayAct(viewer, email) && resendable(email, secret).allowed)
    .map(({ email }) => email.id)
  if (ids.length > 0)
    await write(async (tx) => {
      for (const email of await lockRows(tx, emails, ids)) {
        if (email.state !== 'failed') continue
        await requeue(tx, email)
        await audit(tx, {
          actor: viewer,
          action: 'emails.resend',
          record: recordOf(email),
          scope: scopeOf(email),
          before: { state: 'failed' },
          after: { state: 'queued', sentAs: email.id },
        })
      }
    })
  const [left] = await db.select({ n: count() }).from(emails).where(scope)
  return { queued: ids.length, left: left?.n ?? 0 }
}

const mayAct = (viewer: Viewer, email: Email): boolean =>
  can(viewer, 'emails.resend', { position: email.position ?? undefined }).allowed

/**
 * Shows an admin the code or link of a mail that is kept in the built-in outbox, which is its only way
 * to the person; recorded in the audit log. Throws `not_found`, `not_allowed`, or `state` when it was
 * sent by other means or has expired.
 */
export async function revealEmailSecret(viewer: Viewer, id: string): Promise<MailSecret> {
  requireCan(viewer, 'emails.reveal')
  return await write(async (tx) => {
    const { email, secret } = await lockForAction(tx, viewer, id)
    const opened = secret && revealable(email, secret) ? openSecret(id, secret, new Date()) : null
    if (!opened)
      throw new AppError(
        'state',
        'There is no code or link here that can be shown: it has expired or was sent.',
      )
    await audit(tx, {
      actor: viewer,
      action: 'emails.reveal',
      record: recordOf(email),
      scope: scopeOf(email),
    })
    return opened
  })
}

/** Wipes the secrets of mails that have expired, or that did not leave and never will. Gives how many. */
export async function wipeExpiredSecrets(now: Date): Promise<number> {
  const kept = await db
    .select({ id: emailBodies.emailId, secret: emailBodies.secret })
    .from(emailBodies)
    .where(isNotNull(emailBodies.secret))
  const expired = kept
    .filter((body) => (secretExpiry(body.secret ?? '')?.getTime() ?? 0) <= now.getTime())
    .map((body) => body.id)
  let wiped = 0
  await inPieces(expired, async (ids) => {
    // A transaction a piece, so that nobody waits for all of them.
    await write(async (tx) => {
      wiped += affected(
        await tx.update(emailBodies).set({ secret: null }).where(inArray(emailBodies.emailId, ids)),
      )
    })
    return []
  })
  return wiped
}
