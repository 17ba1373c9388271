import { asc, inArray, isNull } from 'drizzle-orm'
import { db, uncounted, write } from '@/db/client'
import { outbox } from '@/db/schema'
import { log } from '@/lib/log'
import { onWakeJobs } from '@/lib/outbox'
import { inngest } from './client'

const batch = 100

/**
 * Sends recorded events to the Inngest server, oldest first, at most 100. The row's id goes with each:
 * an event sent twice (a crash before the mark, two instances) is one event there. Gives the number.
 */
export async function sendPending(): Promise<number> {
  const rows = await db
    .select()
    .from(outbox)
    .where(isNull(outbox.deliveredAt))
    .orderBy(asc(outbox.id))
    .limit(batch)
  if (rows.length === 0) return 0
  await inngest.send(
    rows.map((row) => ({ id: row.id, name: row.name, data: row.data, ts: row.createdAt.getTime() })),
  )
  const ids = rows.map((row) => row.id)
  await write((tx) => tx.update(outbox).set({ deliveredAt: new Date() }).where(inArray(outbox.id, ids)))
  return rows.length
}

export type Dispatcher = { wake: () => void; stop: () => Promise<void> }

/** Goes on sending events as they come, until stopped. A server that is away is tried again, ever slower up to 30 s. */
export function startDispatcher(pollMs = 1000): Dispatcher {
  let stopping = false
  let woken = false
  let wakeUp: (() => void) | undefined
  const wake = () => {
    woken = true
    wakeUp?.()
  }
  const forget = onWakeJobs(wake)
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async () => {
    let failures = 0
    while (!stopping) {
      woken = false
      try {
        while (!stopping && (await sendPending()) > 0);
        failures = 0
      } catch (error) {
        failures++
        log.error({ err: error, failures }, 'events cannot be sent to the Inngest server')
      }
      // What was recorded is safe; a wake does not hurry a server that is away.
      if (failures > 0) await pause(Math.min(30_000, 1000 * 2 ** failures))
      else if (!woken) await pause(pollMs)
    }
  }
  const ended = uncounted(run)
  return {
    wake,
    stop: async () => {
      stopping = true
      forget()
      wakeUp?.()
      await ended
    },
  }
}
