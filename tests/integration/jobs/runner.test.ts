import { count, eq } from 'drizzle-orm'
import { NonRetriableError, RetryAfterError } from 'inngest'
import { serve } from 'inngest/edge'
import { afterEach, expect, test, vi } from 'vitest'
import { db, write } from '@/db/client'
import { isMysql } from '@/db/columns'
import { cronTicks, jobRuns, jobSteps, outbox } from '@/db/schema'
import { newId } from '@/db/sql'
import { inngest } from '@/inngest/client'
import { type Runner, type RunnerOptions, startRunner } from '@/inngest/embedded/runner'
import { insertEvents } from '@/lib/outbox'

type Functions = Parameters<typeof serve>[0]['functions']

const runners: Runner[] = []
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(2000)))
  await write(async (tx) => {
    for (const table of [jobSteps, jobRuns, outbox, cronTicks]) await tx.delete(table)
  })
})

async function run(functions: Functions, options: Partial<RunnerOptions> = {}): Promise<Runner> {
  const handler = serve({ client: inngest, functions })
  const runner = await startRunner({ handler, backoff: () => 0, pollMs: 100, ...options })
  runners.push(runner)
  return runner
}

async function send(name: string, data: Record<string, unknown> = {}, id = newId()): Promise<void> {
  await write((tx) => insertEvents(tx, [{ id, name, data }]))
}

async function until<T>(ask: () => T | Promise<T>, maxMs = 10_000): Promise<NonNullable<T>> {
  const end = performance.now() + maxMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer as NonNullable<T>
    if (performance.now() > end) throw new Error('waited in vain')
    await new Promise((done) => setTimeout(done, 10))
  }
}
const runsOf = (functionId: string) => db.select().from(jobRuns).where(eq(jobRuns.functionId, functionId))
const ended = (functionId: string) =>
  until(async () => (await runsOf(functionId)).find((r) => r.state === 'completed' || r.state === 'failed'))

test('an event recorded in a transaction starts its function after the commit, without waiting for the next look', async () => {
  const seen: unknown[] = []
  const fn = inngest.createFunction({ id: 'now', triggers: [{ event: 't/now' }] }, async ({ event }) => {
    seen.push(event.data)
    return { answer: 42 }
  })
  await run([fn], { pollMs: 60_000 })
  const before = Date.now()
  await send('t/now', { n: 1 })
  const done = await ended('mtms-now')
  expect(Date.now() - before).toBeLessThan(10_000)
  expect(done).toMatchObject({ state: 'completed', output: { answer: 42 }, lockedBy: null })
  expect(seen).toEqual([{ n: 1 }])
})

test('an event of a transaction that is rolled back starts nothing', async () => {
  const fn = inngest.createFunction({ id: 'never', triggers: [{ event: 't/never' }] }, async () => 1)
  const runner = await run([fn])
  const failing = write(async (tx) => {
    await insertEvents(tx, [{ id: newId(), name: 't/never', data: {} }])
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(await runner.idle(5000)).toBe(true)
  expect(await runsOf('mtms-never')).toEqual([])
})

test('an event delivered twice is one run', async () => {
  let calls = 0
  const fn = inngest.createFunction({ id: 'once', triggers: [{ event: 't/once' }] }, async () => ++calls)
  const runner = await run([fn])
  const id = newId()
  await send('t/once', {}, id)
  await runner.idle(5000)
  // As after a crash between the delivery and its mark.
  await write((tx) => tx.update(outbox).set({ deliveredAt: null }).where(eq(outbox.id, id)))
  await runner.idle(5000)
  expect((await db.select().from(outbox).where(eq(outbox.id, id)))[0]?.deliveredAt).not.toBeNull()
  expect(await runsOf('mtms-once')).toHaveLength(1)
  expect(calls).toBe(1)
})

test('steps are executed once each, in order, and their results kept', async () => {
  const calls: string[] = []
  const did = <T>(name: string, result: T): T => {
    calls.push(name)
    return result
  }
  const fn = inngest.createFunction({ id: 'steps', triggers: [{ event: 't/steps' }] }, async ({ step }) => {
    const a = await step.run('a', () => did('a', { n: 1 }))
    const b = await step.run('b', () => did('b', a.n + 1))
    const [c, d] = await Promise.all([
      step.run('c', () => did('c', b * 10)),
      step.run('d', () => did('d', b * 100)),
    ])
    return c + d
  })
  await run([fn])
  await send('t/steps')
  const done = await ended('mtms-steps')
  expect(done).toMatchObject({ state: 'completed', output: 220 })
  expect(calls.slice(0, 2)).toEqual(['a', 'b'])
  expect(calls.slice(2).sort()).toEqual(['c', 'd'])
  const steps = await db.select().from(jobSteps).where(eq(jobSteps.runId, done.id))
  expect(steps.map((s) => [s.name, s.data]).sort()).toEqual([
    ['a', { n: 1 }],
    ['b', 2],
    ['c', 20],
    ['d', 200],
  ])
})

test('a step that failed is tried again, the steps before it are not, and the attempt counts from 0 for each', async () => {
  const calls: string[] = []
  const attempts: number[] = []
  const fn = inngest.createFunction(
    { id: 'retry', triggers: [{ event: 't/retry' }], retries: 2 },
    async ({ step, attempt }) => {
      await step.run('first', () => calls.push('first'))
      await step.run('second', () => {
        attempts.push(attempt)
        if (attempts.length < 3) throw new Error('not yet')
      })
      return 'fine'
    },
  )
  await run([fn])
  await send('t/retry')
  expect(await ended('mtms-retry')).toMatchObject({ state: 'completed', output: 'fine', error: null })
  expect(calls).toEqual(['first'])
  expect(attempts).toEqual([0, 1, 2])
})

test('a function can catch a step that has failed for good and go on', async () => {
  let tries = 0
  const fn = inngest.createFunction(
    { id: 'catch', triggers: [{ event: 't/catch' }], retries: 1 },
    async ({ step }) => {
      try {
        await step.run('bad', () => {
          tries++
          throw new Error('no way')
        })
      } catch (error) {
        return `caught ${(error as Error).message}`
      }
    },
  )
  await run([fn])
  await send('t/catch')
  expect(await ended('mtms-catch')).toMatchObject({ state: 'completed', output: 'caught no way' })
  expect(tries).toBe(2)
})

test('after the last retry a run has failed, its failure handler is called and the reporter told, once', async () => {
  let tries = 0
  const handled: unknown[] = []
  const reported: string[] = []
  const fn = inngest.createFunction(
    {
      id: 'fails',
      triggers: [{ event: 't/fails' }],
      retries: 2,
      onFailure: ({ error, event }) => {
        handled.push([error.message, event.data.event.data])
      },
    },
    async () => {
      tries++
      throw new Error('always')
    },
  )
  const runner = await run([fn], { onFailure: (error) => void reported.push(error.message ?? '') })
  await send('t/fails', { n: 7 })
  expect(await ended('mtms-fails')).toMatchObject({ state: 'failed', error: 'Error: always' })
  expect(await ended('mtms-fails-failure')).toMatchObject({ state: 'completed' })
  await runner.idle(5000)
  expect(tries).toBe(3)
  expect(handled).toEqual([['always', { n: 7 }]])
  expect(reported).toEqual(['always'])
})

test('a non-retriable error ends a run at once', async () => {
  let tries = 0
  const fn = inngest.createFunction({ id: 'final', triggers: [{ event: 't/final' }] }, async ({ step }) => {
    await step.run('only', () => {
      tries++
      throw new NonRetriableError('never will')
    })
  })
  await run([fn])
  await send('t/final')
  expect(await ended('mtms-final')).toMatchObject({ state: 'failed' })
  expect(tries).toBe(1)
})

test('an error that names its wait is tried again then and not before', async () => {
  let tries = 0
  const fn = inngest.createFunction({ id: 'later', triggers: [{ event: 't/later' }] }, async () => {
    if (++tries === 1) throw new RetryAfterError('busy', 3_600_000)
    return 'in the end'
  })
  const runner = await run([fn])
  await send('t/later')
  const waiting = await until(async () => (await runsOf('mtms-later')).find((r) => r.attempt === 1))
  expect(waiting.state).toBe('queued')
  expect(waiting.runAt.getTime() - Date.now()).toBeGreaterThan(3_500_000)
  await runner.idle(2000)
  expect(tries).toBe(1)
  await write((tx) => tx.update(jobRuns).set({ runAt: new Date() }).where(eq(jobRuns.id, waiting.id)))
  expect(await ended('mtms-later')).toMatchObject({ output: 'in the end' })
})

test('a sleep takes no slot, lasts as long as it should and survives a restart', async () => {
  const calls: string[] = []
  const fn = inngest.createFunction({ id: 'sleeps', triggers: [{ event: 't/sleeps' }] }, async ({ step }) => {
    await step.run('before', () => calls.push('before'))
    await step.sleep('night', '2s')
    await step.sleepUntil('past', new Date(0))
    await step.run('after', () => calls.push('after'))
  })
  const first = await run([fn], { slots: 1 })
  await send('t/sleeps')
  const asleep = await until(async () => (await runsOf('mtms-sleeps')).find((r) => r.state === 'sleeping'))
  await first.stop(1000)
  await run([fn], { slots: 1 })
  await ended('mtms-sleeps')
  expect(calls).toEqual(['before', 'after'])
  const [step] = await db.select().from(jobSteps).where(eq(jobSteps.name, '2s'))
  expect((step?.doneAt?.getTime() ?? 0) - asleep.createdAt.getTime()).toBeGreaterThanOrEqual(2000)
})

test('a function waits for an event that matches, and goes on without one when the time is over', async () => {
  const fn = inngest.createFunction({ id: 'waits', triggers: [{ event: 't/waits' }] }, async ({ step }) => {
    const answer = await step.waitForEvent('answer', { event: 't/answer', timeout: '1h', match: 'data.id' })
    const none = await step.waitForEvent('none', { event: 't/nothing', timeout: '1s' })
    return { said: answer?.data.said, none }
  })
  const runner = await run([fn])
  await send('t/waits', { id: 'x' })
  await until(async () => (await runsOf('mtms-waits')).find((r) => r.state === 'sleeping'))
  await send('t/answer', { id: 'y', said: 'wrong one' })
  await runner.idle(5000)
  expect((await runsOf('mtms-waits'))[0]?.state).toBe('sleeping')
  await send('t/answer', { id: 'x', said: 'yes' })
  expect(await ended('mtms-waits')).toMatchObject({ output: { said: 'yes', none: null } })
})

test('a function sends events and invokes another, whose result or failure it gets', async () => {
  const received: unknown[] = []
  const child = inngest.createFunction({ id: 'child', triggers: [], retries: 0 }, async ({ event }) => {
    const { n } = event.data as unknown as { n: number }
    if (n < 0) throw new Error('too small')
    return n * 2
  })
  const receiver = inngest.createFunction(
    { id: 'gets', triggers: [{ event: 't/sent' }] },
    async ({ event }) => {
      received.push(event.data.n)
    },
  )
  const parent = inngest.createFunction(
    { id: 'parent', triggers: [{ event: 't/parent' }] },
    async ({ step }) => {
      await step.sendEvent('tell', [
        { name: 't/sent', data: { n: 1 } },
        { name: 't/sent', data: { n: 2 } },
      ])
      const good = await step.invoke('good', { function: child, data: { n: 21 } as never })
      const bad = await step
        .invoke('bad', { function: child, data: { n: -1 } as never })
        .catch((e: Error) => e.message)
      return { good, bad }
    },
  )
  const runner = await run([parent, child, receiver])
  await send('t/parent')
  expect(await ended('mtms-parent')).toMatchObject({ output: { good: 42, bad: 'too small' } })
  await runner.idle(5000)
  expect(received.sort()).toEqual([1, 2])
})

test('events sent by a step that is repeated after a crash are sent once', async () => {
  const fn = inngest.createFunction({ id: 'tells', triggers: [{ event: 't/tells' }] }, async ({ step }) => {
    await step.sendEvent('tell', { name: 't/told', data: {} })
  })
  const runner = await run([fn])
  await send('t/tells')
  const done = await ended('mtms-tells')
  // As if the process had ended after the event was recorded and before the step's result was.
  await write(async (tx) => {
    await tx.delete(jobSteps).where(eq(jobSteps.runId, done.id))
    await tx.update(jobRuns).set({ state: 'queued' }).where(eq(jobRuns.id, done.id))
  })
  await runner.idle(5000)
  expect(await db.select().from(outbox).where(eq(outbox.name, 't/told'))).toHaveLength(1)
  expect(await db.select().from(jobSteps).where(eq(jobSteps.runId, done.id))).toHaveLength(1)
})

test('an event cancels the run that it matches and no other', async () => {
  const fn = inngest.createFunction(
    { id: 'stops', triggers: [{ event: 't/stops' }], cancelOn: [{ event: 't/cancel', match: 'data.id' }] },
    async ({ step }) => {
      await step.sleep('long', '1h')
    },
  )
  const runner = await run([fn])
  await send('t/stops', { id: 'a' })
  await send('t/stops', { id: 'b' })
  await until(async () => (await runsOf('mtms-stops')).filter((r) => r.state === 'sleeping').length === 2)
  await send('t/cancel', { id: 'a' })
  await runner.idle(5000)
  const states = (await runsOf('mtms-stops')).map((r) => [(r.event.data as { id: string }).id, r.state])
  expect(states.sort()).toEqual([
    ['a', 'cancelled'],
    ['b', 'sleeping'],
  ])
})

test('no more runs of a function go on at once than it allows, over two runners, and others are not held up', async () => {
  let now = 0
  let most = 0
  const busy = inngest.createFunction(
    { id: 'busy', triggers: [{ event: 't/busy' }], concurrency: 2 },
    async () => {
      most = Math.max(most, ++now)
      await new Promise((done) => setTimeout(done, 20))
      now--
    },
  )
  let othersDone = 0
  let busyDoneBefore = -1
  const other = inngest.createFunction({ id: 'other', triggers: [{ event: 't/other' }] }, async () => {
    othersDone++
    const rows = await runsOf('mtms-busy')
    busyDoneBefore = rows.filter((r) => r.state === 'completed').length
  })
  const events = Array.from({ length: 30 }, () => ({ id: newId(), name: 't/busy', data: {} }))
  await write((tx) => insertEvents(tx, [...events, { id: newId(), name: 't/other', data: {} }]))
  await Promise.all([run([busy, other], { slots: 4 }), run([busy, other], { slots: 4 })])
  await until(
    async () => (await runsOf('mtms-busy')).filter((r) => r.state === 'completed').length === 30,
    20_000,
  )
  expect(most).toBe(2)
  expect(othersDone).toBe(1)
  expect(busyDoneBefore).toBeLessThan(30)
})

test('concurrency can be counted per key of the event', async () => {
  const now = new Map<string, number>()
  let most = 0
  let mostTogether = 0
  const fn = inngest.createFunction(
    { id: 'keyed', triggers: [{ event: 't/keyed' }], concurrency: { limit: 1, key: 'event.data.course' } },
    async ({ event }) => {
      const key = event.data.course as string
      now.set(key, (now.get(key) ?? 0) + 1)
      most = Math.max(most, now.get(key) ?? 0)
      mostTogether = Math.max(
        mostTogether,
        [...now.values()].reduce((a, b) => a + b, 0),
      )
      await new Promise((done) => setTimeout(done, 50))
      now.set(key, (now.get(key) ?? 0) - 1)
    },
  )
  const events = ['a', 'a', 'a', 'b', 'b', 'b'].map((course) => ({
    id: newId(),
    name: 't/keyed',
    data: { course },
  }))
  await write((tx) => insertEvents(tx, events))
  const runner = await run([fn])
  expect(await runner.idle(15_000)).toBe(true)
  expect(most).toBe(1)
  expect(mostTogether).toBe(2)
})

test('two runners share the work and do nothing twice', async () => {
  const seen = new Map<number, number>()
  const make = () =>
    inngest.createFunction({ id: 'shared', triggers: [{ event: 't/shared' }] }, async ({ event, step }) => {
      await step.run('work', () => {
        const n = event.data.n as number
        seen.set(n, (seen.get(n) ?? 0) + 1)
      })
    })
  await Promise.all([run([make()]), run([make()])])
  const events = Array.from({ length: 60 }, (_, n) => ({ id: newId(), name: 't/shared', data: { n } }))
  await write((tx) => insertEvents(tx, events))
  await until(
    async () => (await runsOf('mtms-shared')).filter((r) => r.state === 'completed').length === 60,
    20_000,
  )
  expect(seen.size).toBe(60)
  expect([...seen.values()].every((n) => n === 1)).toBe(true)
})

test('a repeated job runs once per due time with two runners, and a new one begins with its next time', async () => {
  let calls = 0
  const make = () =>
    inngest.createFunction({ id: 'ticks', triggers: [{ cron: '* * * * * *' }] }, async () => ++calls)
  await Promise.all([run([make()]), run([make()])])
  await until(() => calls >= 3, 15_000)
  await Promise.all(runners.splice(0).map((runner) => runner.stop(2000)))
  const ticks = await db.select().from(cronTicks).where(eq(cronTicks.functionId, 'mtms-ticks'))
  const runs = await runsOf('mtms-ticks')
  const dueTimes = runs.map((r) => (r.event as unknown as { ts: number }).ts)
  expect(new Set(dueTimes).size).toBe(runs.length)
  // Every time but the first, from before it was installed.
  expect(runs.length).toBe(ticks.length - 1)
  expect(runs.filter((r) => r.state === 'completed')).toHaveLength(calls)
})

test('a time missed while the server was down is made up for once, one of the day before yesterday is not', async () => {
  let calls = 0
  const hourly = inngest.createFunction(
    { id: 'hourly', triggers: [{ cron: '0 * * * *' }] },
    async () => ++calls,
  )
  const hour = 3_600_000
  const lastFull = Math.floor(Date.now() / hour) * hour
  await write((tx) =>
    tx.insert(cronTicks).values({
      functionId: 'mtms-hourly',
      dueAt: new Date(lastFull - 5 * hour),
      createdAt: new Date(lastFull - 5 * hour),
    }),
  )
  const runner = await run([hourly])
  await ended('mtms-hourly')
  await runner.idle(5000)
  expect(calls).toBe(1)
})

test('a run whose process died is taken up where it was: finished steps are not repeated', async () => {
  const calls: string[] = []
  let hang = true
  const fn = inngest.createFunction({ id: 'killed', triggers: [{ event: 't/killed' }] }, async ({ step }) => {
    await step.run('first', () => calls.push('first'))
    await step.run('second', async () => {
      calls.push('second')
      if (hang) await new Promise(() => {})
      return 'there'
    })
  })
  const dying = await run([fn], { leaseMs: 1500 })
  await send('t/killed')
  await until(() => calls.includes('second'))
  hang = false
  // The first runner is not stopped but left hanging; it gives no sign of life any more.
  await dying.stop(0)
  await run([fn], { leaseMs: 1500 })
  await ended('mtms-killed')
  expect(calls).toEqual(['first', 'second', 'second'])
})

test('a result that comes after the lease was lost is thrown away', async () => {
  let release: () => void = () => {}
  let calls = 0
  const fn = inngest.createFunction({ id: 'late', triggers: [{ event: 't/late' }] }, async ({ step }) => {
    return await step.run('work', async () => {
      const mine = ++calls
      if (mine === 1) await new Promise<void>((done) => (release = done))
      return `call ${mine}`
    })
  })
  await run([fn], { leaseMs: 1500 })
  await send('t/late')
  await until(() => calls === 1)
  // Another runner has taken it up meanwhile and finished it.
  const [mine] = await runsOf('mtms-late')
  await write((tx) =>
    tx
      .update(jobRuns)
      .set({ lockedBy: 'somebody else', state: 'completed', output: 'theirs' })
      .where(eq(jobRuns.id, mine?.id ?? '')),
  )
  release()
  await new Promise((done) => setTimeout(done, 300))
  expect((await runsOf('mtms-late'))[0]).toMatchObject({ state: 'completed', output: 'theirs' })
  const [steps] = await db
    .select({ n: count() })
    .from(jobSteps)
    .where(eq(jobSteps.runId, mine?.id ?? ''))
  expect(steps?.n).toBe(0)
})

test('an orderly stop lets the step in hand finish and leaves the rest for the next start', async () => {
  const calls: string[] = []
  const fn = inngest.createFunction(
    { id: 'orderly', triggers: [{ event: 't/orderly' }] },
    async ({ step }) => {
      await step.run('one', async () => {
        calls.push('one')
        await new Promise((done) => setTimeout(done, 300))
      })
      await step.run('two', () => calls.push('two'))
    },
  )
  const first = await run([fn])
  await send('t/orderly')
  await until(() => calls.includes('one'))
  await first.stop(5000)
  expect(calls).toEqual(['one'])
  expect((await runsOf('mtms-orderly'))[0]).toMatchObject({ state: 'queued', lockedBy: null })
  await run([fn])
  await ended('mtms-orderly')
  expect(calls).toEqual(['one', 'two'])
})

test('a function that asks for what the embedded runner does not do is refused at start', async () => {
  const fn = inngest.createFunction(
    { id: 'batch', triggers: [{ event: 't/batch' }], batchEvents: { maxSize: 5, timeout: '5s' } },
    async () => 1,
  )
  await expect(run([fn])).rejects.toThrow('mtms-batch: the embedded runner does not support batchEvents')
  const odd = inngest.createFunction(
    { id: 'odd', triggers: [{ event: 't/odd', if: 'size(event.data.list) > 3' }] },
    async () => 1,
  )
  await expect(run([odd])).rejects.toThrow('does not understand')
})

test('runs of functions of another version are left alone', async () => {
  const fn = inngest.createFunction({ id: 'known', triggers: [{ event: 't/known' }] }, async () => 1)
  const runner = await run([fn])
  const now = new Date()
  await write((tx) =>
    tx.insert(jobRuns).values({
      id: newId(),
      functionId: 'mtms-of-the-next-version',
      runKey: 'k',
      groupKey: 'g',
      event: {},
      state: 'queued',
      runAt: now,
      createdAt: now,
      updatedAt: now,
    }),
  )
  expect(await runner.idle(5000)).toBe(true)
  expect((await runsOf('mtms-of-the-next-version'))[0]?.state).toBe('queued')
})

test('the database of this run is the one asked for', () => {
  expect(isMysql).toBe(process.env.TEST_DB === 'mariadb')
})

test('repeated work goes on when a clock that was wrong is set back', async () => {
  const real = Date.now()
  const ticked = (from: number, to: number) =>
    until(async () =>
      (await db.select().from(cronTicks)).find(
        ({ dueAt }) => dueAt.getTime() > from && dueAt.getTime() <= to,
      ),
    )
  const day = 86_400_000
  vi.useFakeTimers({ toFake: ['Date'], now: real + 365 * day })
  try {
    await run([
      inngest.createFunction({ id: 'each-minute', triggers: [{ cron: '* * * * *' }] }, async () => 'done'),
    ])
    await ticked(real + 364 * day, real + 365 * day)
    vi.setSystemTime(real)
    await ticked(real - day, real)
  } finally {
    vi.useRealTimers()
  }
})
