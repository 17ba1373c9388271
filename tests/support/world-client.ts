import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { Offered } from './world-agent'

/** The functions of ./world (and makeSessionCookie), run against an app's database; all of them async. */
export type World = {
  [Name in keyof Offered]: Offered[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never
}

type Answer = { id: number; result?: unknown; error?: string }

/** Starts the process that does it; `stop` ends it. Dates and bytes cross as they are. */
export async function openWorld(
  variables: Record<string, string>,
): Promise<{ world: World; stop: () => void }> {
  const root = path.resolve(import.meta.dirname, '../..')
  const agent: ChildProcess = fork('scripts/run-ts.mjs', ['tests/support/world-agent.ts'], {
    cwd: root,
    env: { ...process.env, ...variables },
    serialization: 'advanced',
    execArgv: [`--import=${path.join(root, 'tests', 'support', 'clock.mjs')}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const answer = (id: number) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
    })
  agent.on('message', ({ id, result, error }: Answer) => {
    const call = waiting.get(id)
    waiting.delete(id)
    if (error !== undefined) call?.reject(new Error(error))
    else call?.resolve(result)
  })
  agent.once('exit', (code) => {
    for (const call of waiting.values()) call.reject(new Error(`the world's process ended (${code})`))
    waiting.clear()
  })
  await answer(0)
  let last = 0
  const world = new Proxy({} as World, {
    get: (_, name) => {
      // A promise is recognised by this; we are none.
      if (name === 'then') return undefined
      return (...args: unknown[]) => {
        last += 1
        const result = answer(last)
        agent.send({ id: last, name, args })
        return result
      }
    },
  })
  return { world, stop: () => agent.disconnect() }
}
