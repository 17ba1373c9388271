import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import mysql from 'mysql2/promise'

/** A MariaDB (or MySQL) server on which tests may create and drop databases. */
export type TestServer = {
  /** Creates an empty database (utf8mb4, utf8mb4_bin) and returns its `mysql://` URL. */
  createDatabase: (name: string) => Promise<string>
  dropDatabase: (name: string) => Promise<void>
  /** Copies structure and rows of one database into a new one; returns the new one's URL. */
  cloneDatabase: (from: string, to: string) => Promise<string>
  url: (database: string) => string
  /** Ends the server and removes its files. */
  stop: () => Promise<void>
}

/** Thrown where no server can be had; the message says what to install. */
class NoMariaDb extends Error {}

const SERVER_NAMES = ['mariadbd', 'mysqld']
const INSTALL_NAMES = ['mariadb-install-db', 'mysql_install_db']
/** Debian keeps servers in sbin, which is not on everybody's PATH. */
const FOLDERS = [
  ...(process.env.PATH ?? '').split(path.delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  '/opt/homebrew/bin',
]

function findProgram(names: string[]): string | undefined {
  for (const name of names) {
    for (const folder of FOLDERS) {
      const file = path.join(folder, name)
      if (folder && fs.existsSync(file)) return file
    }
  }
  return undefined
}

/**
 * A server for tests: the one TEST_MYSQL_URL names (its user may create databases), else a private one on a free
 * loopback port with its files in a temporary folder.
 *
 * @throws NoMariaDb where neither can be had
 */
export async function startMariaDb(): Promise<TestServer> {
  const given = process.env.TEST_MYSQL_URL
  if (given) return serverAt(new URL(given), async () => {})
  const server = findProgram(SERVER_NAMES)
  const install = findProgram(INSTALL_NAMES)
  if (!server || !install) {
    throw new NoMariaDb('no MariaDB server: install the package mariadb-server, or set TEST_MYSQL_URL')
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mtms-mariadb-'))
  const data = path.join(folder, 'data')
  // mariadbd refuses to run as root unless told so by name.
  const asUser = process.getuid?.() === 0 ? ['--user=root'] : []
  // Nothing here outlives the run, so nothing is ever flushed to disk; what a client can see is the same.
  const storage = ['--innodb-flush-method=nosync', '--innodb-log-file-size=32M']
  const installed = spawnSync(
    install,
    ['--no-defaults', ...asUser, `--datadir=${data}`, '--auth-root-authentication-method=normal', ...storage],
    { encoding: 'utf8' },
  )
  if (installed.status !== 0) {
    fs.rmSync(folder, { recursive: true, force: true })
    throw new Error(`${install} failed:\n${installed.stdout}${installed.stderr}`)
  }
  const port = await freePort()
  const log = path.join(folder, 'server.log')
  const watcher = spawnWithWatcher(folder, [
    server,
    '--no-defaults',
    ...asUser,
    ...storage,
    `--datadir=${data}`,
    `--socket=${path.join(folder, 's')}`,
    `--pid-file=${path.join(folder, 'pid')}`,
    `--log-error=${log}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    '--skip-name-resolve',
    '--innodb-buffer-pool-size=128M',
    '--innodb-file-per-table=0',
    '--max-connections=300',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_bin',
    // The app keeps instants in UTC whatever the server believes; a server far from UTC shows when it does not.
    '--default-time-zone=+05:45',
  ])
  const url = new URL(`mysql://root@127.0.0.1:${port}/`)
  const stop = () =>
    new Promise<void>((resolve) => {
      if (watcher.exitCode !== null || watcher.signalCode !== null) return resolve()
      watcher.once('exit', () => resolve())
      watcher.stdin?.end()
    })
  try {
    await untilReady(url, watcher)
  } catch (error) {
    const text = fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : ''
    await stop()
    throw new Error(`MariaDB did not start: ${(error as Error).message}\n${text.slice(-2000)}`)
  }
  return serverAt(url, stop)
}

/**
 * Starts the server under a small shell that ends it, and removes its folder, as soon as our end of the pipe
 * closes: by stop(), or because this process died in any way whatever, kill -9 included.
 */
function spawnWithWatcher(folder: string, command: string[]): ChildProcess {
  const script = `
    dir=$1; shift
    "$@" </dev/null >/dev/null 2>&1 & pid=$!
    trap '' INT TERM HUP
    cat >/dev/null
    kill -TERM $pid 2>/dev/null
    wait $pid
    rm -rf "$dir"`
  return spawn('sh', ['-c', script, 'sh', folder, ...command], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // An own group: Ctrl-C must not end the server under tests that are still cleaning up.
    detached: true,
  })
}

async function untilReady(url: URL, watcher: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000
  for (;;) {
    try {
      const connection = await mysql.createConnection(url.href)
      await connection.end()
      return
    } catch (error) {
      if (watcher.exitCode !== null) throw new Error('the server ended')
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function serverAt(base: URL, stop: () => Promise<void>): TestServer {
  const url = (database: string) => {
    const full = new URL(base)
    full.pathname = `/${database}`
    return full.href
  }
  const query = async (sql: string, database = '') => {
    const connection = await mysql.createConnection({ uri: url(database), multipleStatements: true })
    try {
      return await connection.query(sql)
    } finally {
      await connection.end()
    }
  }
  const createDatabase = async (name: string) => {
    await query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
    return url(name)
  }
  const dropDatabase = async (name: string) => {
    await query(`DROP DATABASE IF EXISTS \`${name}\``)
  }
  const cloneDatabase = async (from: string, to: string) => {
    const [tables] = await query(`SHOW FULL TABLES FROM \`${from}\` WHERE Table_type = 'BASE TABLE'`)
    const statements = ['SET foreign_key_checks = 0']
    for (const row of tables as Record<string, string>[]) {
      const table = Object.values(row)[0]
      const [created] = await query(`SHOW CREATE TABLE \`${from}\`.\`${table}\``)
      statements.push((created as Record<string, string>[])[0]?.['Create Table'] ?? '')
      statements.push(`INSERT INTO \`${table}\` SELECT * FROM \`${from}\`.\`${table}\``)
    }
    await createDatabase(to)
    await query(statements.join(';\n'), to)
    return url(to)
  }
  return { createDatabase, dropDatabase, cloneDatabase, url, stop }
}

/** A TCP port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** A server that others have started, by any URL on it; stop() leaves it running. */
export function attachMariaDb(url: string): TestServer {
  return serverAt(new URL(url), async () => {})
}
