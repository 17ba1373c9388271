import { serve as serveEdge } from 'inngest/edge'
import { appUrl } from '@/lib/env'
import { log } from '@/lib/log'
import { inngest, jobsMode } from './client'
import { functions } from './index'

/** Where an Inngest server reaches us. Said outright: behind a proxy the SDK would guess wrong. */
const serveAddress = () => ({ serveOrigin: appUrl(), servePath: '/api/inngest' })

/**
 * The SDK's handler for requests from an Inngest server. Every request must carry a signature made with
 * INNGEST_SIGNING_KEY, those that ask us to register included. Null when no server is configured.
 */
export function serverHandler(): ((request: Request) => Promise<Response>) | null {
  if (jobsMode().kind !== 'server') return null
  return serveEdge({ client: inngest, functions, ...serveAddress(), enableUnauthedSync: false })
}

/** The handler that the embedded runner calls; nothing outside this process reaches it. */
export const embeddedHandler = () => serveEdge({ client: inngest, functions })

/**
 * Tells the Inngest server what functions there are and where, as a deployment step would. Tried until
 * it succeeds; resolves then.
 */
export async function registerWithServer(): Promise<void> {
  // In the process and by ourselves, so without the signature that the route asks of others.
  const handler = serveEdge({ client: inngest, functions, ...serveAddress(), enableUnauthedSync: true })
  for (let failures = 0; ; failures++) {
    const { serveOrigin, servePath } = serveAddress()
    const url = new URL(servePath, serveOrigin)
    const response = await handler(
      new Request(url, { method: 'PUT', headers: { Host: url.host, 'Content-Type': 'application/json' } }),
    )
    const answer = await response.text()
    if (response.ok) {
      log.info({ server: jobsMode() }, 'registered with the Inngest server')
      return
    }
    log.error({ answer: answer.slice(0, 500) }, 'cannot register with the Inngest server')
    await new Promise((done) => setTimeout(done, Math.min(60_000, 2000 * 2 ** failures)).unref())
  }
}
