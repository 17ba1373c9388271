import { getRunProgress } from '@/lib/assignment-runs/queries'
import { defineRoute } from '@/lib/web/route'

/** How far the solver of a scenario is, for its page to follow. */
export const GET = defineRoute(
  { name: 'assignment.progress', gate: 'assignment.run' },
  async ({ viewer, params }) =>
    Response.json(await getRunProgress(viewer, params.runId ?? ''), {
      headers: { 'Cache-Control': 'no-store' },
    }),
)
