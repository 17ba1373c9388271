import type { Run } from './claim'
import type { RunnerFunction } from './functions'
import type { Handler, JsonError } from './protocol'

/** What carrying a run on needs to know of its runner. */
export type ExecuteContext = {
  handler: Handler
  functions: ReadonlyMap<string, RunnerFunction>
  holder: string
  /** Milliseconds before the next try after so many failures. */
  backoff: (failures: number) => number
  stopping: () => boolean
  /** Told when a run has come to its end without success. */
  failed: (run: Run, error: JsonError) => void
}

/** What became of a run in hand. `lost`: another runner or a cancellation has it now. */
export type Ending = 'completed' | 'failed' | 'waiting' | 'stopped' | 'lost'
