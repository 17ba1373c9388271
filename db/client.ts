import { AsyncLocalStorage } from 'node:async_hooks'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle as drizzleLite } from 'drizzle-orm/better-sqlite3'
import { drizzle as drizzleMysql } from 'drizzle-orm/mysql2'
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import mysql from 'mysql2/promise'
import { databaseTarget } from '@/lib/env'
import { isBusyError, isRetryable } from './errors'
import { quietErrors } from './quiet-errors'
import * as schema from './schema'

/**
 * Reading and writing.
 *
 * `db` only reads: on SQLite it is a connection opened read-only, so that a write outside `write`
 * fails at once. `write(tx => …)` is the one way to change anything. On SQLite it queues writers on
 * a second connection and runs BEGIN IMMEDIATE; on MySQL it is a transaction at READ COMMITTED,
 * repeated on deadlock.
 */
export type Db = BaseSQLiteDatabase<'async', unknown, typeof schema>
/** A database handle inside `write`. */
export type Tx = Db

type Connections = {
  reader: Db
  run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Raw SQL for migrations, backup and the tests. */
  exec: (sql: string) => Promise<void>
  raw: Database.Database | mysql.Pool
  close: () => Promise<void>
}

const holder = globalThis as unknown as { mtmsDatabase?: Connections; mtmsQueries?: number }

const uncountedWork = new AsyncLocalStorage<true>()
const count = () => {
  if (!uncountedWork.getStore()) holder.mtmsQueries = (holder.mtmsQueries ?? 0) + 1
}
const logger = { logQuery: count }

/** Statements sent since the process began; the tests and the benchmark take differences of it. */
export function queryCount(): number {
  return holder.mtmsQueries ?? 0
}

/** Runs work whose statements `queryCount` passes over: what goes on beside the requests that are measured. */
export function uncounted<T>(work: () => T): T {
  return uncountedWork.run(true, work)
}

const inWrite = new AsyncLocalStorage<{ afterCommit: (() => void)[] }>()

function openSqlite(file: string): Connections {
  const path = resolve(file)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // Other users of the machine have no business in it; SQLite gives its log files the same rights.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  const writer = new Database(path)
  writer.pragma('journal_mode = WAL')
  writer.pragma('busy_timeout = 10000')
  writer.pragma('synchronous = FULL')
  writer.pragma('foreign_keys = ON')
  writer.pragma('cache_size = -32000')
  const reader = new Database(path, { readonly: true })
  reader.pragma('busy_timeout = 10000')
  reader.pragma('cache_size = -64000')
  reader.pragma('mmap_size = 268435456')
  const options = { schema, casing: 'snake_case', logger } as const
  const tx = drizzleLite(writer, options) as unknown as Tx

  let last: Promise<unknown> = Promise.resolve()
  const inTransaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    // better-sqlite3 answers synchronously, so a transaction that waits for nothing but the database
    // is over before the event loop turns. One that does not is waiting for something else while it
    // holds the only writer; it is refused here instead of in production under load.
    let turned = false
    let open = true
    const watch = setImmediate(() => {
      turned = open
    })
    writer.exec('BEGIN IMMEDIATE')
    try {
      const result = await work(tx)
      open = false
      if (turned) throw new Error('write() may wait for nothing but the database')
      writer.exec('COMMIT')
      return result
    } catch (error) {
      open = false
      if (writer.inTransaction) writer.exec('ROLLBACK')
      throw error
    } finally {
      clearImmediate(watch)
    }
  }
  return {
    reader: drizzleLite(reader, options) as unknown as Db,
    run: (work) => {
      const mine = last.then(() => inTransaction(work))
      last = mine.catch(() => undefined)
      return mine
    },
    exec: async (sql) => {
      writer.exec(sql)
    },
    raw: writer,
    close: async () => {
      await last
      reader.close()
      writer.close()
    },
  }
}

function openMysql(url: string): Connections {
  quietErrors()
  const pool = mysql.createPool({
    uri: url,
    connectionLimit: 12,
    supportBigNumbers: true,
    multipleStatements: false,
    timezone: 'Z',
    charset: 'UTF8MB4_BIN',
    enableKeepAlive: true,
  })
  const options = { schema, casing: 'snake_case', mode: 'planetscale', logger } as const
  const handle = drizzleMysql(pool, options)
  return {
    reader: handle as unknown as Db,
    run: async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await handle.transaction((tx) => work(tx as unknown as Tx), {
            isolationLevel: 'read committed',
          })
        } catch (error) {
          if (attempt >= 8 || !isRetryable(error)) throw error
          await new Promise((done) => setTimeout(done, Math.random() * 20 * attempt))
        }
      }
    },
    exec: async (sql) => {
      await pool.query(sql)
    },
    raw: pool,
    close: () => pool.end(),
  }
}

function connections(): Connections {
  if (!holder.mtmsDatabase) {
    const target = databaseTarget()
    holder.mtmsDatabase = target.kind === 'sqlite' ? openSqlite(target.file) : openMysql(target.url)
  }
  return holder.mtmsDatabase
}

/** The reading side. Opened at first use, so that a build needs no database. */
export const db: Db = new Proxy({} as Db, {
  get: (_, property) => {
    const reader = connections().reader
    const value = Reflect.get(reader, property, reader)
    return typeof value === 'function' ? value.bind(reader) : value
  },
})

/**
 * Runs `work` in one transaction and gives its result. Rows, audit and outbox of a change are
 * written in the same call. `work` may be repeated (MySQL, deadlock), so it must have no effect
 * outside the transaction, and it may wait for nothing but the database.
 */
export async function write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  if (inWrite.getStore()) throw new Error('write() inside write(): pass the transaction on instead')
  for (let attempt = 1; ; attempt++) {
    let afterCommit: (() => void)[] = []
    try {
      const result = await connections().run((tx) => {
        // A repeated transaction begins anew, and so does what waits for its commit.
        afterCommit = []
        return inWrite.run({ afterCommit }, () => work(tx))
      })
      for (const effect of afterCommit) effect()
      return result
    } catch (error) {
      // Another process (a backup, a script) holds the file for longer than busy_timeout.
      if (attempt >= 3 || !isBusyError(error)) throw error
    }
  }
}

/** Runs `effect` when the transaction that is now open has been committed; at once when none is open. */
export function afterCommit(effect: () => void): void {
  const open = inWrite.getStore()
  if (open) open.afterCommit.push(effect)
  else effect()
}

/** Rows changed by an update or delete, on either database. */
export function affected(result: unknown): number {
  const lite = result as { changes?: number }
  if (typeof lite.changes === 'number') return lite.changes
  return (result as [{ affectedRows: number }])[0].affectedRows
}

/** Raw SQL and the driver's own handle, for migrations, backup and tests. */
export function driver(): Pick<Connections, 'exec' | 'raw'> {
  return connections()
}

export async function closeDatabase(): Promise<void> {
  await holder.mtmsDatabase?.close()
  holder.mtmsDatabase = undefined
}
