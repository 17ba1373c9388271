import { afterCommit, type Tx } from '@/db/client'
import { outbox } from '@/db/schema'
import { insertIgnore, newId } from '@/db/sql'
import { checkEvent, type EventData, type EventName } from '@/inngest/events'

/**
 * What a change sets going is written in the transaction of the change (SPEC 11): no event without
 * its change, no change without its event. After the commit the dispatcher is woken; should that be
 * lost (a crash, another process), it finds the row by looking.
 */
// On globalThis, because the server holds several copies of this module.
const holder = globalThis as unknown as { mtmsWakeJobs?: Set<() => void> }

/** Tells the dispatcher of this process, if one runs here, that there is something to do. */
function wakeJobs(): void {
  for (const wake of holder.mtmsWakeJobs ?? []) wake()
}

/** Registers what `wakeJobs` calls; gives the way to undo it. */
export function onWakeJobs(wake: () => void): () => void {
  holder.mtmsWakeJobs ??= new Set()
  holder.mtmsWakeJobs.add(wake)
  return () => void holder.mtmsWakeJobs?.delete(wake)
}

export type OutboxRow = { id: string; name: string; data: Record<string, unknown> }

/** Records one event. Throws when its data does not fit the event's schema. */
export async function emit<N extends EventName>(tx: Tx, name: N, data: EventData<N>): Promise<void> {
  await emitMany(tx, name, [data])
}

/** Records one event per item. */
export async function emitMany<N extends EventName>(
  tx: Tx,
  name: N,
  items: readonly EventData<N>[],
): Promise<void> {
  await insertEvents(
    tx,
    items.map((data) => ({ id: newId(), name, data: checkEvent(name, data) })),
  )
}

/** Records events as they are; one whose id is there already is passed over. */
export async function insertEvents(tx: Tx, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return
  const createdAt = new Date()
  for (let from = 0; from < rows.length; from += 200)
    await insertIgnore(
      tx,
      outbox,
      rows.slice(from, from + 200).map((row) => ({ ...row, createdAt })),
    )
  afterCommit(wakeJobs)
}
