import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { copySqliteTemplate, runScript, type Template } from './database'
import { attachMariaDb, freePort } from './mariadb'
import { cleanEnvironment, removeFolder, temporaryFolder } from './test-env'
import { openWorld, type World } from './world-client'

const root = path.resolve(import.meta.dirname, '../..')
const READY_WITHIN_MS = 60_000

/** A running MTMS with its own database and files. */
export type TestApp = {
  /** `http://localhost:<port>`, no slash at the end; the same after a restart */
  url: string
  port: number
  dataDir: string
  /** as the app sees it; empty for the default in DATA_DIR */
  databaseUrl: string
  /** the `Set up:` link the start printed, when the database was empty */
  setupUrl: () => string | undefined
  /** all that the app has printed */
  log: () => string
  /** Stops in the orderly way (SIGTERM); resolves with the exit code. */
  stop: () => Promise<number>
  /** `kill -9` of the app and all it started. */
  kill: () => Promise<void>
  /** Number of the process group that the app runs in. */
  group: () => number | undefined
  /** Starts again on the same port, database and files; other variables may be given. */
  start: (variables?: Record<string, string>) => Promise<void>
  /** Makes people and records in this app's database (tests/support/world); started at its first use. */
  world: () => Promise<World>
  /** Runs a TypeScript file of the repository against this app's database; gives what it printed. */
  script: (file: string, ...args: string[]) => Promise<string>
  /** Sets the clock of the app and of its world to this instant, from which it goes on; needs `clock: true`. */
  setClock: (instant: Date) => void
  /** Stops and removes database and files. */
  remove: () => Promise<void>
}

export type AppOptions = {
  /** Database to start from; it is copied. Without one, the app starts on nothing, as on a fresh clone. */
  template?: Template
  /** Takes only the server of the template: the app starts on an empty database there. */
  empty?: boolean
  /** Variables over the clean ones, as SMTP_URL. */
  variables?: Record<string, string>
  /** Its clock can be set (tests/support/clock.mjs). */
  clock?: boolean
}

/**
 * Starts the built app as `npm start` does, on a free port, with a fresh DATA_DIR and database, and waits until
 * it answers. The build must be there (`npm run build`).
 */
export async function startApp({
  template,
  empty,
  variables = {},
  clock = false,
}: AppOptions = {}): Promise<TestApp> {
  const dataDir = temporaryFolder('app')
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { databaseUrl, drop } = await makeDatabase(template, dataDir, port, empty)
  const clockFile = path.join(dataDir, 'test-clock')
  if (clock) fs.writeFileSync(clockFile, '0')
  let given = { ...variables, ...(clock ? { MTMS_TEST_CLOCK: clockFile } : {}) }
  const environment = () => ({
    ...cleanEnvironment(dataDir),
    DATABASE_URL: databaseUrl,
    APP_URL: url,
    LOG_LEVEL: 'info',
    ...given,
    PORT: String(port),
  })

  let child: ChildProcess | undefined
  let opened: ReturnType<typeof openWorld> | undefined
  let log = ''
  const start = async (more: Record<string, string> = {}) => {
    given = { ...given, ...more }
    child = launch(environment())
    const mark = log.length
    const ready = new Promise<void>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`MTMS ${why}:\n${log.slice(mark)}`))
      const timer = setTimeout(() => fail(`was not ready in ${READY_WITHIN_MS} ms`), READY_WITHIN_MS)
      const take = (chunk: string) => {
        log += chunk
        if (log.slice(mark).includes('MTMS is ready on ')) {
          clearTimeout(timer)
          resolve()
        }
      }
      child?.stdout?.setEncoding('utf8').on('data', take)
      child?.stderr?.setEncoding('utf8').on('data', take)
      child?.once('exit', (code, signal) => {
        clearTimeout(timer)
        fail(`ended (${code ?? signal})`)
      })
    })
    await ready
  }

  const ended = () =>
    new Promise<number>((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null)
        return resolve(child?.exitCode ?? -1)
      child.once('exit', (code) => resolve(code ?? -1))
    })
  const stop = async () => {
    const end = ended()
    if (child?.exitCode === null) child.kill('SIGTERM')
    return await end
  }
  const kill = async () => {
    const end = ended()
    // The whole group: the server is a child of the start script.
    const group = child?.pid
    if (group && child?.exitCode === null) process.kill(-group, 'SIGKILL')
    await end
    // The start script may be gone before the server, which holds the port until it is.
    if (group) await groupEnded(group)
  }

  try {
    await start()
  } catch (error) {
    await kill()
    await drop()
    removeFolder(dataDir)
    throw error
  }
  return {
    url,
    port,
    dataDir,
    databaseUrl,
    setupUrl: () => /Set up: (\S+)/.exec(log)?.[1],
    log: () => log,
    stop,
    kill,
    group: () => child?.pid,
    start,
    world: async () => {
      opened ??= openWorld(environment())
      return (await opened).world
    },
    script: async (file, ...args) => (await runScript(file, args, environment())).stdout,
    setClock: (instant) => {
      if (!clock) throw new Error('started without a clock that can be set')
      // By renaming: a half-written number must not be read.
      fs.writeFileSync(`${clockFile}.new`, String(instant.getTime() - Date.now()))
      fs.renameSync(`${clockFile}.new`, clockFile)
    },
    remove: async () => {
      if (opened) (await opened).stop()
      await kill()
      await drop()
      removeFolder(dataDir)
    },
  }
}

function launch(variables: Record<string, string>): ChildProcess {
  const preload = (name: string) => `--import=${path.join(root, 'tests', 'support', name)}`
  return spawn(process.execPath, ['scripts/start.mjs', '--prebuilt', '-H', '127.0.0.1'], {
    cwd: root,
    // An own group, so that kill() reaches the server too; a pipe as input, see end-with-parent.mjs.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      ...variables,
      NODE_OPTIONS: `${preload('end-with-parent.mjs')} ${preload('clock.mjs')}`,
    },
  })
}

async function groupEnded(group: number): Promise<void> {
  for (;;) {
    try {
      process.kill(-group, 0)
    } catch {
      return
    }
    await new Promise((next) => setTimeout(next, 20))
  }
}

async function makeDatabase(
  template: Template | undefined,
  dataDir: string,
  port: number,
  empty: boolean | undefined,
) {
  const nothing = async () => {}
  if (!template || (empty && template.kind === 'sqlite')) return { databaseUrl: '', drop: nothing }
  if (template.kind === 'sqlite') {
    const file = path.join(dataDir, 'mtms.sqlite')
    fs.mkdirSync(dataDir, { recursive: true })
    copySqliteTemplate(template.file, file)
    return { databaseUrl: `file:${file}`, drop: nothing }
  }
  const server = attachMariaDb(template.server)
  const name = `mtms_app_${port}_${process.pid}`
  const databaseUrl = empty
    ? await server.createDatabase(name)
    : await server.cloneDatabase(template.database, name)
  return { databaseUrl, drop: () => server.dropDatabase(name) }
}
