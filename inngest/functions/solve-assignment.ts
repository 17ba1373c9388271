import { markRunFailed, solveRun } from '@/lib/assignment-runs/work'
import { inngest, on } from '../client'

/**
 * Solves a scenario of automatic assignment. One at a time: the solver keeps a core busy and may take much
 * memory. Its outcome stands in the scenario itself; a process that dies takes the step up again.
 */
export const solveAssignment = inngest.createFunction(
  {
    id: 'solve-assignment',
    triggers: [on('assignment/queued')],
    concurrency: 1,
    retries: 1,
    onFailure: ({ event, error }) => markRunFailed(String(event.data.event.data.runId), error.message),
  },
  async ({ event, step }) => ({ state: await step.run('solve', () => solveRun(event.data.runId)) }),
)
