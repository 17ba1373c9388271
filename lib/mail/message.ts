import { appUrl, env } from '@/lib/env'
import type { MailTransport } from '@/lib/vocabulary'

/** One mail, ready to leave. */
export type Message = {
  /** Its row; also the key under which a service recognises a repetition. */
  id: string
  messageId: string
  to: { name: string; address: string }
  subject: string
  html: string
  plain: string
}

/** `temporary`: to be tried again. `permanent`: this mail will never be taken. In the server's own words. */
export type Delivery =
  | { ok: true }
  | { ok: false; kind: 'temporary' | 'permanent'; words: string; retryAfterMs?: number }

export type Transport = { name: MailTransport; send: (message: Message) => Promise<Delivery> }

/** Sender as `Name <address>`. */
export const sender = (): string => env.EMAIL_FROM ?? `MTMS <mtms@${hostName()}>`

const hostName = () => new URL(appUrl()).hostname

/** Domain for Message-ID and List-Id: that of the sender's address. */
function mailDomain(): string {
  const match = /@([\w.-]+)>?\s*$/.exec(sender())
  return match?.[1] ?? hostName()
}

/** Always the same for a mail, so that a server that was handed it twice can see that it is one. */
export const messageIdOf = (emailId: string): string => `<${emailId}@${mailDomain()}>`

/** Tells mail programs that a machine wrote, and nobody's absence note needs to answer (RFC 3834, RFC 2919). */
export const standardHeaders = (): Record<string, string> => ({
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
  'List-Id': `MTMS <mtms.${mailDomain()}>`,
})
