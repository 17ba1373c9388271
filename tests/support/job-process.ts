/**
 * A process that does nothing but background work, for tests that kill one: starts the embedded runner on the
 * configured database, prints "ready" and goes on until it is killed.
 */
import { serve } from 'inngest/edge'
import { functions } from '@/inngest'
import { inngest } from '@/inngest/client'
import { startRunner } from '@/inngest/embedded/runner'

await startRunner({ handler: serve({ client: inngest, functions }), leaseMs: 3000, pollMs: 200 })
process.stdout.write('ready\n')
// The runner's own timers do not keep a process alive.
setInterval(() => {}, 60_000)
