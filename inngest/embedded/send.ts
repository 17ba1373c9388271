import { AsyncLocalStorage } from 'node:async_hooks'
import { v5 } from 'uuid'
import { z } from 'zod'
import { write } from '@/db/client'
import { newId } from '@/db/sql'
import { insertEvents } from '@/lib/outbox'

/** The step that is being executed, as far as it is known beforehand. */
export const executing = new AsyncLocalStorage<{ runId: string; stepKey: string }>()

// Any fixed UUID will do: it keeps these names apart from other uses of version 5.
const namespace = '6f1d3c0e-4f0a-4a8b-9a63-1f6c3a1f7f10'

const payload = z
  .union([z.array(z.looseObject({})), z.looseObject({}).transform((one) => [one])])
  .pipe(
    z.array(
      z.object({ id: z.string().optional(), name: z.string(), data: z.record(z.string(), z.unknown()) }),
    ),
  )

/**
 * The SDK's `fetch` when no Inngest server is configured: events that a function sends
 * (`step.sendEvent`) become outbox rows. An event sent within a step has an id made of run, step and
 * position, so that a step repeated after a crash sends nothing twice.
 */
export const embeddedFetch: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input)
  if (init?.method !== 'POST' || !url.pathname.startsWith('/e/'))
    throw new Error(`${init?.method ?? 'GET'} ${url.pathname} needs an Inngest server`)
  const sent = payload.parse(JSON.parse(String(init.body)))
  const within = executing.getStore()
  const rows = sent.map((event, index) => ({
    id: event.id
      ? v5(event.id, namespace)
      : within
        ? v5(`${within.runId}:${within.stepKey}:${index}`, namespace)
        : newId(),
    name: event.name,
    data: event.data,
  }))
  await write((tx) => insertEvents(tx, rows))
  return Response.json({ ids: rows.map((row) => row.id), status: 200 })
}
