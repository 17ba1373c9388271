import { log } from '@/lib/log'

const graceMs = 10_000

/**
 * On SIGTERM and SIGINT, jobs in hand may finish their step (10 s at most) while Next closes the server:
 * Next's own handlers, which end the process, are called after both. A `kill -9` needs none of this; it
 * only saves that a mail in hand is sent twice.
 */
export function stopInOrder(stopJobs: (graceMs: number) => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const others = process.listeners(signal)
    process.removeAllListeners(signal)
    let stopping = false
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      stopJobs(graceMs)
        .catch((error) => log.error({ err: error }, 'background work did not stop in order'))
        .finally(() => {
          for (const other of others) other(signal)
        })
    })
  }
}
