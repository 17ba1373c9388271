import { type EventType, eventType, Inngest } from 'inngest'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { embeddedFetch } from './embedded/send'
import { type EventName, events } from './events'

/**
 * Where background work runs: in this process (`embedded`), or on an Inngest server that the variables
 * name. Everything the SDK would otherwise read from the environment or guess is passed to it.
 */
export type JobsMode =
  | { kind: 'embedded' }
  | { kind: 'server'; isDev: boolean; baseUrl: string | undefined; eventKey?: string; signingKey?: string }

export function jobsMode(): JobsMode {
  const dev = env.INNGEST_DEV?.trim()
  const devOff = !dev || dev === '0' || dev.toLowerCase() === 'false'
  if (!devOff) {
    const devUrl = dev === '1' || dev.toLowerCase() === 'true' ? 'http://localhost:8288' : withScheme(dev)
    return { kind: 'server', isDev: true, baseUrl: env.INNGEST_BASE_URL ?? devUrl, ...keys() }
  }
  if (env.INNGEST_BASE_URL || env.INNGEST_EVENT_KEY)
    return { kind: 'server', isDev: false, baseUrl: env.INNGEST_BASE_URL, ...keys() }
  return { kind: 'embedded' }
}

const withScheme = (address: string) => (address.includes('://') ? address : `http://${address}`)
const keys = () => ({ eventKey: env.INNGEST_EVENT_KEY, signingKey: env.INNGEST_SIGNING_KEY })

const mode = jobsMode()

// The embedded runner reports each failure itself, once; the SDK's own lines would say it again.
const quiet = mode.kind === 'embedded'

/** The SDK logs `(object, message)` or `(message, …)`; either becomes one line of ours. */
const line =
  (level: 'debug' | 'warn' | 'error') =>
  (first: unknown, ...more: unknown[]): void => {
    if (typeof first === 'string') log[level]({ more }, `inngest: ${first}`)
    else log[level](first as object, `inngest: ${String(more[0] ?? '')}`)
  }
const logger = {
  debug: line('debug'),
  info: line('debug'),
  warn: line(quiet ? 'debug' : 'warn'),
  error: line(quiet ? 'debug' : 'error'),
}

const appId = 'mtms'

export const inngest = new Inngest({
  id: appId,
  logger,
  aiMetadata: false,
  ...(mode.kind === 'embedded'
    ? {
        isDev: true,
        baseUrl: 'http://embedded.invalid',
        eventKey: 'embedded',
        checkpointing: false,
        fetch: embeddedFetch,
      }
    : {
        isDev: mode.isDev,
        baseUrl: mode.baseUrl,
        eventKey: mode.eventKey ?? (mode.isDev ? 'dev' : undefined),
        signingKey: mode.signingKey,
      }),
})

/** The trigger of a function that an event starts, with the event's type. */
export function on<const N extends EventName>(name: N): EventType<N, (typeof events)[N]> {
  // The SDK proves for a known schema that it transforms nothing; here it is any of ours.
  return eventType(name, { schema: events[name] as never }) as unknown as EventType<N, (typeof events)[N]>
}
