import { Resend } from 'resend'
import { type Delivery, sender, standardHeaders, type Transport } from './message'
import { MAIL_TAG } from './resend-webhook'

const patienceMs = 20_000
/** Resend takes two requests a second unless told otherwise; asking slower is better than being refused. */
const spacingMs = 550

/** Resend's API. The mail's id is its idempotency key: repeated within 24 hours, it is sent once. */
export function resendTransport(key: string, options?: { baseUrl: string }): Transport {
  const client = new Resend(key, options)
  let turn: Promise<unknown> = Promise.resolve()
  const wait = () => {
    const mine = turn
    turn = mine.then(() => new Promise((done) => setTimeout(done, spacingMs)))
    return mine
  }
  return {
    name: 'resend',
    send: async (message) => {
      await wait()
      try {
        const answer = await client.emails.send(
          {
            from: sender(),
            to: [formatAddress(message.to)],
            subject: message.subject,
            html: message.html,
            text: message.plain,
            headers: { ...standardHeaders(), 'Message-ID': message.messageId },
            tags: [{ name: MAIL_TAG, value: message.id }],
          },
          { idempotencyKey: message.id, signal: AbortSignal.timeout(patienceMs) },
        )
        return answer.error ? classify(answer.error, answer.headers) : { ok: true }
      } catch (error) {
        return { ok: false, kind: 'temporary', words: (error as Error).message }
      }
    },
  }
}

const formatAddress = (to: { name: string; address: string }) =>
  `"${to.name.replaceAll(/["\\\r\n]/g, '')}" <${to.address}>`

/** Answers that say something about this mail; the rest is about the account, the service or the network. */
const aboutThisMail = new Set([400, 413, 422])

function classify(
  error: { message: string; statusCode: number | null; name: string },
  headers: Record<string, string> | null,
): Delivery {
  const words = `${error.name}: ${error.message}`.slice(0, 900)
  if (error.statusCode !== null && aboutThisMail.has(error.statusCode))
    return { ok: false, kind: 'permanent', words }
  const seconds = Number(headers?.['retry-after'])
  return {
    ok: false,
    kind: 'temporary',
    words,
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
  }
}
