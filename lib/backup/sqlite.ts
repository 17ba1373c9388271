import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { BackupError } from './place'

/**
 * Copies a live SQLite database, as of one moment, into a new file, while others read and write it.
 * Returns the number of migrations it has.
 */
export async function copySqlite(from: string, to: string): Promise<number> {
  if (!existsSync(from)) throw new BackupError(`There is no database at ${from} yet: nothing to back up.`)
  const source = new Database(from, { readonly: true, timeout: 10_000 })
  try {
    // All pages in one step, in one read transaction: with the default of 100 pages a step, each write by the
    // app in between starts the copy over, and on a busy day it would never end.
    await source.backup(to, { progress: () => 2 ** 31 - 1 })
  } finally {
    source.close()
  }
  const copy = new Database(to)
  try {
    // The copy says of itself that it has a write-ahead log; as one plain file it can be kept and moved alone.
    copy.pragma('journal_mode = DELETE')
    const [check] = copy.pragma('quick_check(1)') as { quick_check: string }[]
    if (check?.quick_check !== 'ok')
      throw new BackupError(`The database at ${from} is damaged: ${check?.quick_check}. Put back a backup.`)
    return migrationsOf(copy)
  } finally {
    copy.close()
  }
}

function migrationsOf(database: Database.Database): number {
  const there = database.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get()
  if (!there) return 0
  return (database.prepare('select count(*) as n from __drizzle_migrations').get() as { n: number }).n
}

/**
 * Makes sure that no other process has the database open, by asking SQLite itself: it leaves its write-ahead log
 * only for the sole user of a database. Unlike a lock file, this is right after a crash as well.
 *
 * @throws BackupError while MTMS (or anything else) has it open
 */
export function requireUnused(file: string): void {
  if (!existsSync(file)) return
  let database: Database.Database | undefined
  try {
    database = new Database(file, { timeout: 200 })
    const mode = database.pragma('journal_mode = DELETE', { simple: true })
    if (mode !== 'delete') throw inUse(file)
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code?.startsWith('SQLITE_BUSY')) throw inUse(file)
    // A damaged database is just what a restore is for; nobody runs on it.
    if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') return
    throw error
  } finally {
    database?.close()
  }
}

const inUse = (file: string) =>
  new BackupError(`MTMS is running on ${file}. Stop it first, then run the command again.`)
