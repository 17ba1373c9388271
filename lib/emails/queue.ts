import { inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { emailBodies, emails } from '@/db/schema'
import { insertIgnore, insertMany, newId } from '@/db/sql'
import { type EmailProps, type EmailSecrets, hasSecret, subjects } from '@/emails/subjects'
import { messageIdOf } from '@/lib/mail/message'
import { type MailSecret, sealSecret } from '@/lib/mail/secret'
import { emitMany } from '@/lib/outbox'
import { searchTextOf } from '@/lib/text'
import type { EmailKind, Position } from '@/lib/vocabulary'

/** Whose mail it is in the log: a coordinator sees those of the own position. */
export type EmailScope = {
  position?: Position | null
  termId?: string | null
  courseId?: string | null
  applicationId?: string | null
  publicationId?: string | null
}

type Common<K extends EmailKind> = {
  kind: K
  to: { userId: string | null; name: string; address: string }
  props: EmailProps[K]
  /** The same mail asked for twice is sent once. At most 120 characters, such as `result:<publication>:<application>`. */
  idempotencyKey: string
  scope?: EmailScope
}

/** One mail to be sent. Kinds with a code or link take it as `secret`, which the log never shows. */
export type EmailRequest = {
  [K in EmailKind]: K extends keyof EmailSecrets
    ? Common<K> & { secret: EmailSecrets[K] & { expiresAt: Date } }
    : Common<K> & { secret?: undefined }
}[EmailKind]

/** Writes a mail to the log and sets its sending going, all in the caller's transaction. Gives its id. */
export async function queueEmail(tx: Tx, request: EmailRequest): Promise<string> {
  const [id] = await queueEmails(tx, [request])
  return id as string
}

const piece = 100

/**
 * As `queueEmail`, for any number at once with a few statements per hundred. Gives the ids in the order of
 * the requests; that of the existing mail where the key was used before.
 */
export async function queueEmails(tx: Tx, requests: readonly EmailRequest[]): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < requests.length; from += piece)
    ids.push(...(await queuePiece(tx, requests.slice(from, from + piece))))
  return ids
}

async function queuePiece(tx: Tx, requests: readonly EmailRequest[]): Promise<string[]> {
  const now = new Date()
  const made = requests.map((request) => ({ request, row: rowOf(request, newId(), now) }))
  await insertIgnore(
    tx,
    emails,
    made.map(({ row }) => row),
  )
  const stored = await tx
    .select({ id: emails.id, key: emails.idempotencyKey })
    .from(emails)
    .where(
      inArray(
        emails.idempotencyKey,
        made.map(({ row }) => row.idempotencyKey),
      ),
    )
  const idByKey = new Map(stored.map((row) => [row.key, row.id]))
  const fresh = made.filter(({ row }) => idByKey.get(row.idempotencyKey) === row.id)
  await insertMany(
    tx,
    emailBodies,
    fresh.map(({ request, row }) => ({
      emailId: row.id,
      props: request.props,
      secret: sealed(request, row.id),
    })),
  )
  await emitMany(
    tx,
    'mail/queued',
    fresh.map(({ row }) => ({ emailId: row.id })),
  )
  return made.map(({ row }) => idByKey.get(row.idempotencyKey) as string)
}

const maxKey = 120

function rowOf(request: EmailRequest, id: string, now: Date): typeof emails.$inferInsert {
  if (request.idempotencyKey.length > maxKey)
    throw new Error(`idempotency key of ${request.idempotencyKey.length} characters`)
  const subject = subjectOf(request).slice(0, 300)
  const { name, address } = request.to
  return {
    id,
    kind: request.kind,
    toUserId: request.to.userId,
    toName: name.slice(0, 200),
    toAddress: address,
    subject,
    state: 'queued',
    searchText: searchTextOf([name, address, subject], 800),
    idempotencyKey: request.idempotencyKey,
    messageId: messageIdOf(id),
    position: request.scope?.position ?? null,
    termId: request.scope?.termId ?? null,
    courseId: request.scope?.courseId ?? null,
    applicationId: request.scope?.applicationId ?? null,
    publicationId: request.scope?.publicationId ?? null,
    createdAt: now,
    updatedAt: now,
  }
}

function subjectOf<K extends EmailKind>(request: { kind: K; props: EmailProps[K] }): string {
  return subjects[request.kind](request.props)
}

function sealed(request: EmailRequest, id: string): string | null {
  if (!hasSecret(request.kind)) return null
  if (!request.secret) throw new Error(`a mail of the kind ${request.kind} needs its secret`)
  const { expiresAt, ...secret } = request.secret as MailSecret & { expiresAt: Date }
  return sealSecret(id, secret, expiresAt)
}
