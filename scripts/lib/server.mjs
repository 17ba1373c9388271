import { spawn } from 'node:child_process'
import net from 'node:net'
import { Stop, say } from './output.mjs'
import { inRoot, root } from './paths.mjs'
import { exitCodeOf, forwardSignals, runAttached } from './process.mjs'

const NEXT = inRoot('node_modules', 'next', 'dist', 'bin', 'next')
/** After this long without an answer the person is told what the app says instead. */
const PATIENCE_MS = 20_000
/**
 * At a stop, jobs in hand get ten seconds (lib/start/stop.ts), then open requests the rest of this. A live
 * connection would otherwise keep the server up for ever.
 */
const GRACE_MS = 25_000

/** The port from PORT (default 3000). */
export function portFromEnv() {
  const text = process.env.PORT || '3000'
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new Stop(`PORT must be a number from 1 to 65535, not "${text}".`)
  }
  return port
}

/** Stops with a clear message when nobody could listen on the port; asked before the long steps, not after. */
export function requireFreePort(port) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE') {
        const other = port === 65_535 ? port - 1 : port + 1
        reject(
          new Stop(
            `Port ${port} is taken by another program (perhaps MTMS is running already).\n` +
              `Stop that one, or choose another port: PORT=${other} npm start`,
          ),
        )
      } else if (error.code === 'EACCES') {
        reject(
          new Stop(`Port ${port} needs administrator rights. Choose one from 1024 up: PORT=3000 npm start`),
        )
      } else reject(error)
    })
    // No host, as Next does: all addresses, IPv6 included where there is one.
    probe.listen(port, () => probe.close(resolve))
  })
}

/** Brings the database up to date and, where it is empty, prints the set-up link. Stops when that fails. */
export async function prepareDatabase(env) {
  const args = [inRoot('scripts', 'run-ts.mjs'), inRoot('db', 'scripts', 'prepare.ts')]
  const code = await runAttached(process.execPath, args, { cwd: root, env })
  // prepare.ts has said what is wrong.
  if (code !== 0) throw new Stop('MTMS was not started.', code)
}

/** Where the server can be asked from here, given Next's own arguments (`-H` limits it to one address). */
function hostFrom(more) {
  const at = more.findIndex((argument) => argument === '-H' || argument === '--hostname')
  const host = at < 0 ? undefined : more[at + 1]
  if (!host || host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

async function health(host, port) {
  try {
    const response = await fetch(`http://${host}:${port}/api/health`, {
      signal: AbortSignal.timeout(5_000),
    })
    const text = await response.text()
    if (response.ok && JSON.parse(text).status === 'ok') return { ok: true }
    return { ok: false, answer: `${response.status} ${text.slice(0, 500)}` }
  } catch (error) {
    return { ok: false, answer: error.cause?.code ?? error.message }
  }
}

/** Waits until the app answers `/api/health` with ok; returns early when `stopped()` becomes true. */
async function announceWhenReady(host, port, stopped) {
  const since = Date.now()
  let told = false
  while (!stopped()) {
    const { ok, answer } = await health(host, port)
    if (stopped()) return
    if (ok) return say(`MTMS is ready on http://localhost:${port}`)
    if (!told && Date.now() - since > PATIENCE_MS) {
      told = true
      say(`MTMS does not answer yet (/api/health: ${answer}); still waiting …`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/**
 * Runs `next start` or `next dev` until it ends; resolves with its exit code. Signals are passed on to it, so its
 * own orderly shutdown runs; one that hangs is cut short after 25 seconds (background work is durable).
 *
 * @param {'start' | 'dev'} command
 * @param {number} port
 * @param {string[]} more further arguments for Next, as `-H 127.0.0.1`
 * @param {NodeJS.ProcessEnv} env
 */
export async function serve(command, port, more, env) {
  const child = spawn(process.execPath, [NEXT, command, '-p', String(port), ...more], {
    cwd: root,
    env: { ...env, PORT: String(port), NEXT_TELEMETRY_DISABLED: '1' },
    stdio: 'inherit',
  })
  const stop = forwardSignals(child)
  const endAtLast = () => setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref()
  process.once('SIGTERM', endAtLast).once('SIGINT', endAtLast)
  let ended = false
  const code = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exit, signal) => {
      ended = true
      stop()
      resolve(exitCodeOf(exit, signal))
    })
  })
  await Promise.all([code, announceWhenReady(hostFrom(more), port, () => ended)])
  return code
}
