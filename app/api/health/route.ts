import { getHealth } from '@/lib/health/queries'
import { log } from '@/lib/log'
import { defineRoute } from '@/lib/web/route'

export const dynamic = 'force-dynamic'

/** For start scripts, load balancers and monitoring: open to all, and says nothing about people or content. */
export const GET = defineRoute({ name: 'health', gate: 'public' }, async () => {
  const headers = { 'Cache-Control': 'no-store' }
  try {
    return Response.json(await getHealth(), { headers })
  } catch (error) {
    log.error({ err: error }, 'health check: the database does not answer')
    return Response.json(
      { status: 'unavailable', reason: 'The database does not answer.' },
      { status: 503, headers },
    )
  }
})
