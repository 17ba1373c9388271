/**
 * Applies a scenario and is killed while it does: `apply-process.ts USER RUN VERSION STATEMENTS`. The process ends itself
 * with SIGKILL, as `kill -9` does, just before it sends its statement of that number, counted from the start of
 * applying; with 0 when all is done. Nothing of it can clean up.
 */
import { queryCount } from '@/db/client'
import { applyRun } from '@/lib/assignment-runs/apply'
import { viewer } from './world'

const [, , userId = '', id = '', version = '', statements = ''] = process.argv
const who = await viewer(userId)
const last = queryCount() + Number(statements)
const die = () => process.kill(process.pid, 'SIGKILL')

// The counter of db/client.ts: each statement sets it before it is sent.
let count = queryCount()
if (Number(statements) > 0)
  Object.defineProperty(globalThis, 'mtmsQueries', {
    get: () => count,
    set: (next: number) => {
      if (next >= last) die()
      count = next
    },
  })
await applyRun(who, { id, version: Number(version) })
die()
