import { getProgress } from '@/lib/review/publications'
import { defineRoute } from '@/lib/web/route'

/** How far the mails of a publication are, for its page to follow. */
export const GET = defineRoute(
  { name: 'results.progress', gate: 'results.publish' },
  async ({ viewer, params }) =>
    Response.json(await getProgress(viewer, params.id ?? ''), { headers: { 'Cache-Control': 'no-store' } }),
)
