import { and, asc, count, desc, eq, inArray, or, type SQL } from 'drizzle-orm'
import { db } from '@/db/client'
import { emailBodies, emails } from '@/db/schema'
import { nullsLast } from '@/db/sql'
import { hasSecret } from '@/emails/subjects'
import { notFound } from '@/lib/errors'
import type { Page } from '@/lib/list-params'
import { secretExpiry } from '@/lib/mail/secret'
import { can, type Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import { type EmailState, emailStates } from '@/lib/vocabulary'
import type { EmailListParams } from './schema'
import { renderForLog } from './send'

type Email = typeof emails.$inferSelect
/** A mail of the log, without its text. */
export type EmailRow = Omit<Email, 'searchText'>

const columns = {
  id: emails.id,
  kind: emails.kind,
  toUserId: emails.toUserId,
  toName: emails.toName,
  toAddress: emails.toAddress,
  subject: emails.subject,
  state: emails.state,
  tries: emails.tries,
  error: emails.error,
  transport: emails.transport,
  idempotencyKey: emails.idempotencyKey,
  messageId: emails.messageId,
  position: emails.position,
  termId: emails.termId,
  courseId: emails.courseId,
  applicationId: emails.applicationId,
  publicationId: emails.publicationId,
  createdAt: emails.createdAt,
  sendingAt: emails.sendingAt,
  sentAt: emails.sentAt,
  updatedAt: emails.updatedAt,
}

/** SPEC 3, "email log": all for an admin; own position's and own for its coordinator; own received for others. */
export function visibleEmails(viewer: Viewer): SQL | undefined {
  const scopes = [eq(emails.toUserId, viewer.id)]
  for (const position of ['tutor', 'marker'] as const)
    if (can(viewer, 'emails.read', { position }).allowed) scopes.push(eq(emails.position, position))
  // An admin is one who may read mail that belongs to no position.
  return can(viewer, 'emails.read', {}).allowed ? undefined : or(...scopes)
}

function where(viewer: Viewer, params: EmailListParams): SQL | undefined {
  const { filters } = params
  return and(
    visibleEmails(viewer),
    filters.state.length > 0 ? inArray(emails.state, filters.state) : undefined,
    filters.kind.length > 0 ? inArray(emails.kind, filters.kind) : undefined,
    filters.position ? eq(emails.position, filters.position) : undefined,
    filters.term ? eq(emails.termId, filters.term) : undefined,
    filters.publication ? eq(emails.publicationId, filters.publication) : undefined,
    filters.application ? eq(emails.applicationId, filters.application) : undefined,
    filters.person ? eq(emails.toUserId, filters.person) : undefined,
    hasWords(emails.searchText, params.q),
  )
}

/** A page of the log that the viewer may see. Two queries. */
export async function listEmails(viewer: Viewer, params: EmailListParams): Promise<Page<EmailRow>> {
  const scope = where(viewer, params)
  const [rows, [total]] = await Promise.all([
    db
      .select(columns)
      .from(emails)
      .where(scope)
      .orderBy(...order(params), desc(emails.id))
      .limit(params.size)
      .offset((params.page - 1) * params.size),
    db.select({ n: count() }).from(emails).where(scope),
  ])
  return { rows, total: total?.n ?? 0 }
}

function order({ sort, dir }: EmailListParams): SQL[] {
  const way = dir === 'asc' ? asc : desc
  switch (sort) {
    case 'sent':
      return nullsLast(emails.sentAt, dir)
    case 'to':
      return [way(emails.toName)]
    case 'subject':
      return [way(emails.subject)]
    case 'kind':
      return [way(emails.kind)]
    case 'state':
      return [way(emails.state)]
    case 'tries':
      return [way(emails.tries)]
    default:
      return [way(emails.createdAt)]
  }
}

/** How many mails the viewer may see in each state, the other filters applied. One query. */
export async function countEmailsByState(
  viewer: Viewer,
  params: EmailListParams,
): Promise<Record<EmailState, number>> {
  const scope = where(viewer, { ...params, filters: { ...params.filters, state: [] } })
  const rows = await db
    .select({ state: emails.state, n: count() })
    .from(emails)
    .where(scope)
    .groupBy(emails.state)
  const counts = Object.fromEntries(emailStates.map((state) => [state, 0])) as Record<EmailState, number>
  for (const row of rows) counts[row.state] = row.n
  return counts
}

/** Progress of a publication's mails, for the page that shows it. The viewer's scope applies. One query. */
export async function publicationProgress(
  viewer: Viewer,
  publicationId: string,
): Promise<Record<EmailState, number>> {
  const rows = await db
    .select({ state: emails.state, n: count() })
    .from(emails)
    .where(and(eq(emails.publicationId, publicationId), visibleEmails(viewer)))
    .groupBy(emails.state)
  const counts = Object.fromEntries(emailStates.map((state) => [state, 0])) as Record<EmailState, number>
  for (const row of rows) counts[row.state] = row.n
  return counts
}

export type EmailDetail = {
  email: EmailRow
  /** As sent, or as it will be; never with a code or secret link. To be shown in a sandboxed frame. */
  html: string
  plain: string
  /** An admin may show the code or link now (built-in outbox, not yet expired). */
  mayReveal: boolean
  /** May be sent (again) now; the reason when not. */
  resend: { allowed: true } | { allowed: false; reason: string }
  mayCancel: boolean
}

/** One mail with its text, or null when it does not exist or is not the viewer's to see. One query. */
export async function getEmail(viewer: Viewer, id: string): Promise<EmailDetail | null> {
  const [row] = await db
    .select({ email: columns, body: emailBodies })
    .from(emails)
    .innerJoin(emailBodies, eq(emailBodies.emailId, emails.id))
    .where(and(eq(emails.id, id), visibleEmails(viewer)))
  if (!row) return null
  const { email, body } = row
  const text =
    body.html && body.plain ? { html: body.html, plain: body.plain } : await renderForLog(email, body)
  const manages = can(viewer, 'emails.resend', { position: email.position ?? undefined })
  return {
    email,
    html: text.html,
    plain: text.plain,
    mayReveal: revealable(email, body.secret) && can(viewer, 'emails.reveal').allowed,
    resend: manages.allowed ? resendable(email, body.secret) : manages,
    mayCancel: manages.allowed && email.state === 'queued',
  }
}

/** As `getEmail`, or AppError `not_found`. */
export async function requireEmail(viewer: Viewer, id: string): Promise<EmailDetail> {
  const found = await getEmail(viewer, id)
  if (!found) throw notFound('This email')
  return found
}

export function revealable(
  email: Pick<Email, 'transport'>,
  secret: string | null,
  now = new Date(),
): boolean {
  return email.transport === 'outbox' && secret !== null && isCurrent(secret, now)
}

const isCurrent = (secret: string, now: Date) => (secretExpiry(secret)?.getTime() ?? 0) > now.getTime()

/** Whether a mail in this state can be sent (again). */
export function resendable(
  email: Pick<Email, 'kind' | 'state'>,
  secret: string | null,
  now = new Date(),
): { allowed: true } | { allowed: false; reason: string } {
  if (email.state === 'queued' || email.state === 'sending')
    return { allowed: false, reason: 'This email is on its way already.' }
  if (!hasSecret(email.kind)) return { allowed: true }
  if (email.state === 'failed' && secret && isCurrent(secret, now)) return { allowed: true }
  return {
    allowed: false,
    reason:
      'The code or link in this email counted once and for a short time. A new one has to be asked for.',
  }
}
