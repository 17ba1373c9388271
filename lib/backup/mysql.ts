import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { BackupError } from './place'

/** The server's own tools: they know its types, quoting and isolation better than we could. */
const dumpPrograms = ['mariadb-dump', 'mysqldump']
const clientPrograms = ['mariadb', 'mysql']

/**
 * Writes all tables of the database, as of one moment, to an SQL file while others read and write.
 * Returns the number of migrations it has.
 */
export async function dumpMysql(url: string, file: string): Promise<number> {
  const migrations = await migrationsOf(url)
  await withLogin(url, async (login, database) => {
    await runFirst(dumpPrograms, [
      ...login,
      '--single-transaction',
      '--quick',
      '--skip-lock-tables',
      '--hex-blob',
      // MySQL's own tool asks for the PROCESS privilege otherwise, which a user of one database does not have.
      '--no-tablespaces',
      '--skip-tz-utc',
      '--default-character-set=utf8mb4',
      `--result-file=${file}`,
      database,
    ])
  })
  return migrations
}

/** Replaces all tables of the database by those of the SQL file. */
export async function loadMysql(url: string, file: string): Promise<void> {
  await dropTables(url)
  await withLogin(url, async (login, database) => {
    await runFirst(clientPrograms, [...login, '--default-character-set=utf8mb4', database], file)
  })
}

/**
 * Makes sure that nobody else is connected to the database.
 *
 * @throws BackupError while MTMS (or anything else) is
 */
export async function requireUnusedMysql(url: string): Promise<void> {
  const connection = await mysql.createConnection(url)
  try {
    // Without the PROCESS privilege the server shows the connections of our own user: MTMS's among them.
    const [rows] = await connection.query(
      'select count(*) as n from information_schema.processlist where db = database() and id <> connection_id()',
    )
    if (Number((rows as { n: number }[])[0]?.n) > 0)
      throw new BackupError('MTMS is running on this database. Stop it first, then run the command again.')
  } finally {
    await connection.end()
  }
}

async function dropTables(url: string): Promise<void> {
  const connection = await mysql.createConnection(url)
  try {
    const [rows] = await connection.query(
      "select table_name as name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'",
    )
    await connection.query('set foreign_key_checks = 0')
    for (const { name } of rows as { name: string }[])
      await connection.query(`drop table ${connection.escapeId(name)}`)
  } finally {
    await connection.end()
  }
}

async function migrationsOf(url: string): Promise<number> {
  const connection = await mysql.createConnection(url)
  try {
    const [tables] = await connection.query("show tables like '\\_\\_drizzle\\_migrations'")
    if ((tables as unknown[]).length === 0) return 0
    const [rows] = await connection.query('select count(*) as n from __drizzle_migrations')
    return Number((rows as { n: number }[])[0]?.n)
  } finally {
    await connection.end()
  }
}

/** Gives `work` the arguments that log in. The password goes by a private file: arguments show in process lists. */
async function withLogin(
  url: string,
  work: (login: string[], database: string) => Promise<void>,
): Promise<void> {
  const { hostname, port, username, password, pathname } = new URL(url)
  const folder = await mkdtemp(join(tmpdir(), 'mtms-login-'))
  try {
    const quoted = (text: string) =>
      `"${decodeURIComponent(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
    const options = [
      '[client]',
      `host=${hostname}`,
      `port=${port || 3306}`,
      'protocol=tcp',
      `user=${quoted(username)}`,
    ]
    if (password) options.push(`password=${quoted(password)}`)
    const file = join(folder, 'login.cnf')
    await writeFile(file, `${options.join('\n')}\n`, { mode: 0o600 })
    await work([`--defaults-extra-file=${file}`], decodeURIComponent(pathname.slice(1)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs the first of the programs that is installed; its input is the file, when there is one. */
async function runFirst(programs: string[], args: string[], input?: string): Promise<void> {
  for (const program of programs) {
    const result = await runProgram(program, args, input)
    if (result === 'absent') continue
    if (result.code !== 0)
      throw new BackupError(`${program} failed (${result.code}):\n${result.stderr.trim()}`)
    return
  }
  throw new BackupError(
    `None of ${programs.join(', ')} is installed. Install the client of your database server (Debian: mariadb-client).`,
  )
}

function runProgram(
  program: string,
  args: string[],
  input?: string,
): Promise<'absent' | { code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: [input ? 'pipe' : 'ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk
    })
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve('absent') : reject(error),
    )
    child.once('close', (code) => resolve({ code, stderr }))
    if (input && child.stdin) {
      // A client that ends early closes its input; its exit code and message tell why.
      child.stdin.on('error', () => undefined)
      createReadStream(input).on('error', reject).pipe(child.stdin)
    }
  })
}
