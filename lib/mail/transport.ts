import { env } from '@/lib/env'
import type { Transport } from './message'
import { resendTransport } from './resend'
import { smtpTransport } from './smtp'

const outboxTransport: Transport = { name: 'outbox', send: async () => ({ ok: true }) }

let chosen: Transport | undefined

/** The transport that the variables name: SMTP, Resend, or the built-in outbox. Made at first use, kept after. */
export function getTransport(): Transport {
  chosen ??= env.SMTP_URL
    ? smtpTransport(env.SMTP_URL)
    : env.RESEND_API_KEY
      ? resendTransport(env.RESEND_API_KEY)
      : outboxTransport
  return chosen
}
