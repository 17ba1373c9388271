import { and, asc, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { emailBodies, emails } from '@/db/schema'
import { type MailSecret, openSecret } from '@/lib/mail/secret'
import type { EmailKind } from '@/lib/vocabulary'

export type QueuedMail = {
  kind: EmailKind
  subject: string
  props: Record<string, unknown>
  secret: MailSecret | null
}

/** The mails queued to an address so far, oldest first, with their secrets opened. */
export async function mailsTo(address: string, kind?: EmailKind): Promise<QueuedMail[]> {
  const rows = await db
    .select({
      id: emails.id,
      kind: emails.kind,
      subject: emails.subject,
      props: emailBodies.props,
      secret: emailBodies.secret,
    })
    .from(emails)
    .innerJoin(emailBodies, eq(emailBodies.emailId, emails.id))
    .where(and(eq(emails.toAddress, address), kind ? eq(emails.kind, kind) : undefined))
    .orderBy(asc(emails.createdAt), asc(emails.id))
  return rows.map(({ id, secret, ...row }) => ({
    ...row,
    secret: secret ? openSecret(id, secret, new Date()) : null,
  }))
}

/** The token of the newest link mailed to an address. */
export async function tokenMailedTo(address: string, kind: EmailKind): Promise<string> {
  const link = (await mailsTo(address, kind)).at(-1)?.secret?.link
  if (!link) throw new Error(`no link was mailed to ${address}`)
  const url = new URL(link)
  return url.searchParams.get('token') ?? url.pathname.split('/').at(-1) ?? ''
}

/** The newest code mailed to an address. */
export async function codeMailedTo(address: string): Promise<string> {
  const code = (await mailsTo(address, 'verify_address')).at(-1)?.secret?.code
  if (!code) throw new Error(`no code was mailed to ${address}`)
  return code
}
