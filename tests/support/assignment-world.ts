import { eq } from 'drizzle-orm'
import { write } from '@/db/client'
import { assignmentRuns } from '@/db/schema'
import { startRun } from '@/lib/assignment-runs/commands'
import { type RunSettings, runSettings } from '@/lib/assignment-runs/settings'
import { solveRun } from '@/lib/assignment-runs/work'
import type { AssignmentScope } from '@/lib/vocabulary'
import { viewer } from './world'

/** A scenario by this user, not solved: as if the solver had given nobody anything. Gives its id. */
export async function makeRun(userId: string, termId: string, scope: AssignmentScope): Promise<string> {
  const id = await startRun(await viewer(userId), {
    termId,
    scope,
    name: `Scenario ${scope}`,
    settings: runSettings.parse({}),
  })
  await write((tx) =>
    tx.update(assignmentRuns).set({ state: 'done', activeKey: null }).where(eq(assignmentRuns.id, id)),
  )
  return id
}

/** A scenario by this user, solved here and now. Gives its id. */
export async function makeSolvedRun(
  userId: string,
  termId: string,
  scope: AssignmentScope,
  settings: Partial<RunSettings> = {},
): Promise<string> {
  const id = await startRun(await viewer(userId), {
    termId,
    scope,
    name: `Scenario ${scope}`,
    settings: runSettings.parse({ timeLimit: 30, ...settings }),
  })
  const state = await solveRun(id)
  if (state !== 'done') throw new Error(`the scenario is ${state}`)
  return id
}
