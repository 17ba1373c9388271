import { z } from 'zod'

/**
 * The conversation between an Inngest server and the SDK (inngest/inngest docs/SDK_SPEC.md), held within
 * the process: the runner is the server's side, the SDK's own handler the other. Only what the wire
 * format says is relied on.
 */
export type Handler = (request: Request) => Promise<Response>

const address = 'http://embedded.invalid/api/inngest'
// The handler reads the Host header, which a Request made by hand lacks.
const headers = { 'Content-Type': 'application/json', Host: 'embedded.invalid' }

/** What the runner does not do; a function that asks for it is refused at start rather than half obeyed. */
const unsupported = [
  'batchEvents',
  'debounce',
  'idempotency',
  'priority',
  'rateLimit',
  'singleton',
  'throttle',
  'timeouts',
] as const

const concurrencyOption = z.object({
  limit: z.number().int().min(0),
  key: z.string().optional(),
  scope: z.literal('fn').optional(),
})

const configSchema = z.object({
  id: z.string(),
  triggers: z.array(
    z.union([
      z.object({ event: z.string(), expression: z.string().optional() }),
      z.strictObject({ cron: z.string() }),
    ]),
  ),
  steps: z.object({ step: z.object({ retries: z.object({ attempts: z.number() }).optional() }) }),
  concurrency: z
    .union([
      z.number().transform((limit) => [{ limit, key: undefined }]),
      z.array(concurrencyOption).max(1),
      concurrencyOption.transform((one) => [one]),
    ])
    .optional()
    .transform((options) => {
      const [one] = options ?? []
      return one && one.limit > 0 ? { limit: one.limit, key: one.key ?? null } : null
    }),
  cancel: z
    .array(z.strictObject({ event: z.string(), if: z.string().optional() }))
    .optional()
    .transform((list) => list ?? []),
})
export type FunctionConfig = Omit<z.output<typeof configSchema>, 'steps'> & { retries: number }

/** Inngest's default when a function says nothing. */
const defaultRetries = 3

/** Asks the SDK what it serves, as a server does when an app registers. */
export async function readConfig(handler: Handler): Promise<FunctionConfig[]> {
  const response = await handler(
    new Request(address, {
      method: 'PUT',
      headers: { ...headers, 'x-inngest-sync-kind': 'in_band' },
      body: JSON.stringify({ url: address }),
    }),
  )
  const body = z
    .object({ functions: z.array(z.looseObject({ id: z.string() })) })
    .parse(await response.json())
  return body.functions.map((raw) => {
    for (const feature of unsupported)
      if (raw[feature] !== undefined)
        throw new Error(`function ${raw.id}: the embedded runner does not support ${feature}`)
    const parsed = configSchema.safeParse(raw)
    if (!parsed.success)
      throw new Error(
        `function ${raw.id}: the embedded runner does not support this configuration\n${z.prettifyError(parsed.error)}`,
      )
    const { steps, ...config } = parsed.data
    return { ...config, retries: steps.step.retries?.attempts ?? defaultRetries }
  })
}

export type JsonError = { name?: string; message?: string; stack?: string; [key: string]: unknown }
export type StepState = { data: unknown } | { error: unknown }

const opSchema = z.looseObject({
  id: z.string(),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: z.record(z.string(), z.unknown()).nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
})
export type Op = z.output<typeof opSchema>

export type Answer =
  | { kind: 'done'; output: unknown }
  | { kind: 'ops'; ops: Op[]; retriable: boolean; retryAfter: string | null }
  | { kind: 'error'; error: JsonError; retriable: boolean; retryAfter: string | null }

export type Call = {
  functionId: string
  runId: string
  event: Record<string, unknown>
  attempt: number
  maxAttempts: number
  /** Results so far, in the order in which they came. */
  steps: [id: string, state: StepState][]
  /** A planned step to be executed; without it the function goes on to what it finds next. */
  stepId: string | null
  /** Something else of this run is still open: new steps are to be told, not executed at once. */
  planOnly: boolean
}

/** One exchange: the function runs up to its next step, or executes the step that is asked for. */
export async function call(handler: Handler, given: Call): Promise<Answer> {
  const url = new URL(address)
  url.searchParams.set('fnId', given.functionId)
  url.searchParams.set('stepId', given.stepId ?? 'step')
  const order = given.steps.map(([id]) => id)
  const response = await handler(
    new Request(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        version: 2,
        event: given.event,
        events: [given.event],
        steps: Object.fromEntries(
          given.steps.map(([id, state]) => [
            id,
            'error' in state ? { type: 'error', error: state.error } : { type: 'data', data: state.data },
          ]),
        ),
        ctx: {
          run_id: given.runId,
          attempt: given.attempt,
          max_attempts: given.maxAttempts,
          stack: { stack: order, current: Math.max(0, order.length - 1) },
          disable_immediate_execution: given.planOnly,
          use_api: false,
        },
      }),
    }),
  )
  const text = await response.text()
  const body: unknown = text === '' ? null : JSON.parse(text)
  const retriable = response.headers.get('x-inngest-no-retry') !== 'true'
  const retryAfter = response.headers.get('retry-after')
  if (response.status === 200) return { kind: 'done', output: body }
  if (response.status === 206) {
    const ops = z.union([z.array(opSchema), opSchema.transform((one) => [one])]).parse(body)
    return { kind: 'ops', ops, retriable, retryAfter }
  }
  const error =
    body !== null && typeof body === 'object' ? (body as JsonError) : { message: String(body ?? 'no answer') }
  return { kind: 'error', error, retriable, retryAfter }
}
