import { serverHandler } from '@/inngest/serve'
import { declare } from '@/lib/web/registry'

export const dynamic = 'force-dynamic'

const handler = serverHandler()

/**
 * Where a configured Inngest server calls the functions. It is a machine: no session and no Origin, so
 * not `defineRoute`; the SDK checks the signature of every request. Without a server configured there is
 * nothing here.
 */
const answer = declare(
  async (request: Request): Promise<Response> => {
    if (!handler) return Response.json({ error: 'Not found.', code: 'not_found' }, { status: 404 })
    return await handler(request)
  },
  { kind: 'route', name: 'inngest', gate: 'public' },
)

export { answer as GET, answer as POST, answer as PUT }
