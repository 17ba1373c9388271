import { and, eq, inArray } from 'drizzle-orm'
import { affected, db, type Tx, write } from '@/db/client'
import { emailBodies, emails, users } from '@/db/schema'
import type { EmailProps } from '@/emails/subjects'
import { hasSecret, removedSecret } from '@/emails/subjects'
import { appUrl } from '@/lib/env'
import { log } from '@/lib/log'
import { type MailSecret, openSecret } from '@/lib/mail/secret'
import { getTransport } from '@/lib/mail/transport'
import { loadSettings } from '@/lib/settings/queries'
import { reportError } from '@/lib/start/sentry'
import type { EmailKind, EmailState } from '@/lib/vocabulary'

type Email = typeof emails.$inferSelect
type Body = typeof emailBodies.$inferSelect

/** The mail may go through later: its job tries again. */
export class MailNotTaken extends Error {
  constructor(
    readonly words: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super(words)
    this.name = 'MailNotTaken'
  }
}

/**
 * Hands one mail over, and gives the state it is in then. Called by its job, of which there is one at a
 * time.
 *
 * A mail that has left is never sent again: `sending` is written before it is handed over and `sent`
 * after. A process killed between the two leaves it in `sending`, and nobody can know whether the server
 * had taken it; it is sent again, with the same Message-ID. So at most the mails that were being handed
 * over in the moment of the kill come twice.
 *
 * @param last this is the last try: what is not taken now has failed
 * @throws MailNotTaken when the server is away or says "later", and this was not the last try
 */
export async function sendEmail(emailId: string, last: boolean): Promise<EmailState | 'gone'> {
  const found = await load(emailId)
  if (!found) return 'gone'
  const { email, body } = found
  if (email.state !== 'queued' && email.state !== 'sending') return email.state

  if (await isGone(email.toUserId))
    return await settle(email, 'suppressed', 'The account has been deactivated or deleted.')
  const secret = hasSecret(email.kind) ? secretOf(email, body) : {}
  if (!secret)
    return await settle(email, 'failed', 'Its code or link had expired before the mail could be sent.')
  // Before the mail is marked: one that cannot be made is never on its way.
  const text = await compose(email, body, secret)
  if (!text) return await settle(email, 'failed', 'The text of this email could not be made.')

  const now = new Date()
  const marked = await write((tx) =>
    tx
      .update(emails)
      .set({ state: 'sending', sendingAt: now, tries: email.tries + 1, updatedAt: now })
      // A mail that was cancelled in this moment stays cancelled.
      .where(and(eq(emails.id, email.id), inArray(emails.state, ['queued', 'sending']))),
  )
  if (affected(marked) === 0) return (await load(emailId))?.email.state ?? 'gone'

  const transport = getTransport()
  const delivery = await transport.send({
    id: email.id,
    messageId: email.messageId,
    to: { name: email.toName, address: email.toAddress },
    subject: email.subject,
    ...text.message,
  })

  if (delivery.ok) {
    const sentAt = new Date()
    await insistOn(async (tx) => {
      await tx
        .update(emails)
        .set({ state: 'sent', sentAt, error: null, transport: transport.name, updatedAt: sentAt })
        .where(eq(emails.id, email.id))
      await tx
        .update(emailBodies)
        // In the built-in outbox nobody else has the link: an admin can show it until it expires.
        .set({ ...text.log, secret: transport.name === 'outbox' ? body.secret : null })
        .where(eq(emailBodies.emailId, email.id))
    })
    return 'sent'
  }
  if (delivery.kind === 'permanent' || last) return await settle(email, 'failed', delivery.words)
  await settle(email, 'queued', delivery.words)
  throw new MailNotTaken(delivery.words, delivery.retryAfterMs)
}

/**
 * Writes what must not be forgotten: a mail has left, and if that is not recorded it leaves again. A
 * database that is away for a moment is waited for, half a minute in all.
 */
async function insistOn(work: (tx: Tx) => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write(work)
    } catch (error) {
      if (attempt >= 5) throw error
      log.error({ err: error }, 'a mail has left and this could not be recorded yet')
      await new Promise((done) => setTimeout(done, 1000 * 2 ** attempt))
    }
  }
}

/** The job of a mail has given up for another reason than the mail server: the log says so. */
export async function markFailed(emailId: string, error: string): Promise<void> {
  const found = await load(emailId)
  if (found) await settle(found.email, 'failed', error)
}

async function load(emailId: string): Promise<{ email: Email; body: Body } | null> {
  const [row] = await db
    .select({ email: emails, body: emailBodies })
    .from(emails)
    .innerJoin(emailBodies, eq(emailBodies.emailId, emails.id))
    .where(eq(emails.id, emailId))
  return row ?? null
}

async function isGone(userId: string | null): Promise<boolean> {
  if (!userId) return false
  const [user] = await db.select({ state: users.state }).from(users).where(eq(users.id, userId))
  return !user || user.state === 'deactivated' || user.state === 'deleted'
}

const secretOf = (email: Email, body: Body): MailSecret | null =>
  body.secret ? openSecret(email.id, body.secret, new Date()) : null

async function settle(
  email: Email,
  state: 'queued' | 'failed' | 'suppressed',
  error: string,
): Promise<EmailState> {
  await write((tx) =>
    tx
      .update(emails)
      .set({ state, error: error.slice(0, 1000), updatedAt: new Date() })
      .where(and(eq(emails.id, email.id), inArray(emails.state, ['queued', 'sending']))),
  )
  return state
}

type Text = { html: string; plain: string }

/** The mail as it leaves, and as the log keeps it; null when its props do not fit its kind, which no retry mends. */
async function compose(
  email: Email,
  body: Pick<Body, 'props'>,
  secret: MailSecret,
): Promise<{ message: Text; log: Text } | null> {
  const frame = await loadFrame()
  try {
    const kept = await frame(email, body, removedSecret)
    return { log: kept, message: hasSecret(email.kind) ? await frame(email, body, secret) : kept }
  } catch (error) {
    log.error({ err: error, email: email.id, kind: email.kind }, 'a mail could not be rendered')
    reportError(error, { email: email.id, kind: email.kind })
    return null
  }
}

/** The mail with each secret replaced by a note. */
export async function renderForLog(
  email: Pick<Email, 'kind' | 'toName'>,
  body: Pick<Body, 'props'>,
): Promise<Text> {
  return await (await loadFrame())(email, body, removedSecret)
}

type Render = (
  email: Pick<Email, 'kind' | 'toName'>,
  body: Pick<Body, 'props'>,
  secret: MailSecret,
) => Promise<Text>

/** The renderer with what all mails share. It is large and needed nowhere else: loaded with the first mail. */
async function loadFrame(): Promise<Render> {
  const [{ renderEmail }, settings] = await Promise.all([import('@/emails/render'), loadSettings()])
  return (email, body, secret) =>
    renderEmail(email.kind, body.props as EmailProps[EmailKind] as never, secret, {
      institution: settings.institutionName,
      timeZone: settings.timeZone,
      name: email.toName,
      appUrl: appUrl(),
    })
}
