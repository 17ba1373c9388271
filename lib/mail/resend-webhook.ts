import { Resend } from 'resend'

/** The tag under which a mail that is sent by Resend carries its id, and events about it bring it back. */
export const MAIL_TAG = 'mtms_mail'

export type Bounce = { emailId: string; words: string }

/**
 * What an event of Resend says. Pure but for the clock: a signature is good for some minutes.
 *
 * @param body as it came, to the byte
 * @returns `unsigned` for what Resend has not signed; `other` for events that are no bounce of a mail of ours
 */
export function readBounce(
  body: string,
  headers: Pick<Headers, 'get'>,
  webhookSecret: string,
): Bounce | 'unsigned' | 'other' {
  const given = (name: string) => headers.get(`svix-${name}`) ?? ''
  let event: ReturnType<Resend['webhooks']['verify']>
  try {
    // The key is only asked of calls to Resend, and this makes none.
    event = new Resend('re_unused').webhooks.verify({
      payload: body,
      headers: { id: given('id'), timestamp: given('timestamp'), signature: given('signature') },
      webhookSecret,
    })
  } catch {
    return 'unsigned'
  }
  if (event.type !== 'email.bounced') return 'other'
  const emailId = event.data.tags?.[MAIL_TAG]
  if (!emailId) return 'other'
  const { type, subType, message } = event.data.bounce ?? {}
  const kind = [type, subType].filter(Boolean).join(', ')
  return { emailId, words: [kind, message].filter(Boolean).join(': ') || 'Returned by the receiving server' }
}
