import { markBounced } from '@/lib/emails/bounce'
import { env } from '@/lib/env'
import { readBounce } from '@/lib/mail/resend-webhook'
import { declare } from '@/lib/web/registry'

export const dynamic = 'force-dynamic'

/** More than any event has. */
const MOST_BYTES = 256_000
const say = (status: number, words: string) => Response.json({ status: words }, { status })

/**
 * Where Resend tells of mails that were returned. It is a machine: no session and no Origin, so not
 * `defineRoute`; every request is checked by its signature. Without RESEND_WEBHOOK_SECRET there is nothing
 * here. Events come more than once: each changes a mail at most once.
 */
export const POST = declare(
  async (request: Request): Promise<Response> => {
    const secret = env.RESEND_WEBHOOK_SECRET
    if (!secret) return Response.json({ error: 'Not found.', code: 'not_found' }, { status: 404 })
    if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return say(413, 'too large')
    const read = readBounce(await request.text(), request.headers, secret)
    if (read === 'unsigned') return say(401, 'not signed')
    if (read === 'other') return say(200, 'nothing to do')
    const done = await markBounced(read)
    // The event was faster than our own note that the mail had left: Resend comes again.
    return done === 'later' ? say(503, 'come again') : say(200, done)
  },
  { kind: 'route', name: 'resend', gate: 'public' },
)
