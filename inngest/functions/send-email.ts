import { RetryAfterError } from 'inngest'
import { MailNotTaken, markFailed, sendEmail } from '@/lib/emails/send'
import { inngest, on } from '../client'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Waits before each further try; together about a day, in which a mail server is mended or replaced. */
export const retryWaits = [
  5 * second,
  20 * second,
  minute,
  3 * minute,
  8 * minute,
  20 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  8 * hour,
]

/**
 * Hands a mail over. Five at a time over all instances: a department's mail server is no bulk mailer.
 * Handing over is the only effect, so the function is its own step; its guard is the mail's state.
 */
export const sendEmailFunction = inngest.createFunction(
  {
    id: 'send-email',
    triggers: [on('mail/queued')],
    concurrency: 5,
    retries: retryWaits.length as 11,
    onFailure: ({ event, error }) => markFailed(String(event.data.event.data.emailId), error.message),
  },
  async ({ event, attempt }) => {
    const wait = retryWaits[attempt]
    try {
      return { state: await sendEmail(event.data.emailId, wait === undefined) }
    } catch (error) {
      if (!(error instanceof MailNotTaken)) throw error
      // Up to a tenth more at random: after an outage not all come back in the same second.
      const ms = Math.max(error.retryAfterMs ?? 0, (wait ?? 0) * (1 + Math.random() / 10))
      throw new RetryAfterError(error.words, Math.round(ms))
    }
  },
)
