import type { Viewer } from '@/lib/permissions'
import { requireSolved, startRun } from './commands'
import { getRun } from './store'

/**
 * Solves a scenario again as a new one, with the term's data as it is now and the locks and bans of the board.
 *
 * @param input.stayClose points for each step of hours kept, or null to search freely
 */
export async function solveAgain(
  viewer: Viewer,
  input: { id: string; name: string; stayClose: number | null },
): Promise<string> {
  const { row, settings } = await getRun(viewer, input.id)
  requireSolved(row)
  return startRun(viewer, {
    termId: row.termId,
    scope: row.scope,
    name: input.name,
    settings: { ...settings, stayClose: input.stayClose },
    basedOn: row.id,
  })
}
