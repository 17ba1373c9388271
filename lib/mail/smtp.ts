import nodemailer from 'nodemailer'
import { type Delivery, type Message, sender, standardHeaders, type Transport } from './message'

/** A server that is silent for so long is tried again later instead of being waited for. */
const patienceMs = 20_000

/**
 * SMTP as the address says: `smtps://` speaks TLS from the first byte, `smtp://` upgrades when the server
 * offers it. Options of nodemailer may stand in its query (`?requireTLS=true&tls.rejectUnauthorized=false`).
 */
export function smtpTransport(url: string): Transport {
  const pool = nodemailer.createTransport({
    pool: true,
    maxConnections: 5,
    // A connection that closes in the middle is our retry, counted and seen in the log, not a hidden one.
    maxRequeues: 0,
    idleTimeout: 10_000,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    dnsTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    url,
  } as Parameters<typeof nodemailer.createTransport>[0])
  return {
    name: 'smtp',
    send: async (message) => {
      try {
        await pool.sendMail({
          from: sender(),
          to: message.to,
          subject: message.subject,
          html: message.html,
          text: message.plain,
          messageId: message.messageId,
          headers: standardHeaders(),
        })
        return { ok: true }
      } catch (error) {
        return classify(error as SmtpError, message)
      }
    },
  }
}

type SmtpError = Error & { code?: string; responseCode?: number; response?: string }

/**
 * A 5xx answer to the address or the text is for good. Everything else may be better later: no connection,
 * silence, 4xx, and a refused sign-in, which is the installation's fault and not the mail's.
 */
function classify(error: SmtpError, message: Message): Delivery {
  const words = (error.response ?? error.message).replaceAll(/\s+/g, ' ').slice(0, 900)
  const aboutThisMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
  const refused = error.responseCode !== undefined && error.responseCode >= 500
  const unsendable = aboutThisMail && error.responseCode === undefined
  if (aboutThisMail && (refused || unsendable)) return { ok: false, kind: 'permanent', words }
  return { ok: false, kind: 'temporary', words: words || `no answer for ${message.id}` }
}
