import { Cron } from 'croner'
import { parseExpression, parseKey, type Scope } from './expression'
import { type FunctionConfig, type Handler, readConfig } from './protocol'

type Test = (scope: Scope) => boolean

/** One function as the runner needs it: everything it says parsed once, at start. */
export type RunnerFunction = {
  id: string
  retries: number
  events: { name: string; test: Test }[]
  crons: Cron[]
  cancelOn: { name: string; test: Test }[]
  /** Runs with the same group are limited together. */
  groupOf: (event: unknown) => string
  limit: number | null
}

const always: Test = () => true
const test = (expression: string | undefined): Test => (expression ? parseExpression(expression) : always)

/** `TZ=Pacific/Auckland 0 9 * * *`, as Inngest writes it; UTC without a zone. */
export function parseCron(text: string): Cron {
  const match = /^TZ=(\S+)\s+(.+)$/.exec(text.trim())
  return new Cron(match ? (match[2] as string) : text, { timezone: match?.[1] ?? 'UTC', paused: true })
}

function prepare(config: FunctionConfig): RunnerFunction {
  const key = config.concurrency?.key ? parseKey(config.concurrency.key) : null
  return {
    id: config.id,
    retries: config.retries,
    events: config.triggers.flatMap((trigger) =>
      'event' in trigger ? [{ name: trigger.event, test: test(trigger.expression) }] : [],
    ),
    crons: config.triggers.flatMap((trigger) => ('cron' in trigger ? [parseCron(trigger.cron)] : [])),
    cancelOn: config.cancel.map((cancel) => ({ name: cancel.event, test: test(cancel.if) })),
    groupOf: (event) => (key ? `${config.id}:${key(event)}`.slice(0, 160) : config.id),
    limit: config.concurrency?.limit ?? null,
  }
}

/** The functions that a handler serves, by id. Throws on one that this runner cannot run as written. */
export async function loadFunctions(handler: Handler): Promise<Map<string, RunnerFunction>> {
  const configs = await readConfig(handler)
  return new Map(configs.map((config) => [config.id, prepare(config)]))
}
