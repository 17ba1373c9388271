import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type Database from 'better-sqlite3'
import { drizzle as drizzleLite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateLite } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle as drizzleMysql } from 'drizzle-orm/mysql2'
import { migrate as migrateMysql } from 'drizzle-orm/mysql2/migrator'
import mysql from 'mysql2/promise'
import { databaseTarget, env } from '@/lib/env'
import { driver } from './client'

const kept = 5

/** Folder of the copies that are made before each migration of the embedded database. */
export const preMigrationFolder = () => join(resolve(env.DATA_DIR), 'backups', 'pre-migration')

// The bundler is told to leave these paths alone: it would take them for a reason to ship the whole folder.
const defaultRoot = () => join(/*turbopackIgnore: true*/ process.cwd(), 'db', 'migrations')

/** Number of migrations that this version of MTMS has for the configured database. */
export function knownMigrations(migrationsRoot = defaultRoot()): number {
  return readMigrationFiles({
    migrationsFolder: join(/*turbopackIgnore: true*/ migrationsRoot, databaseTarget().kind),
  }).length
}

/**
 * A database that has seen migrations this version does not know was written by a newer one; running on it could
 * damage what that one relies on.
 */
function requireKnown(applied: number, known: number): void {
  const before =
    databaseTarget().kind === 'sqlite'
      ? 'the copy from before: npm run db:step-back'
      : 'the backup from before: npm run db:restore <folder>'
  if (applied > known)
    throw new Error(
      `MTMS cannot start with this database: it has ${applied} migrations, this version knows ${known}. ` +
        `Install the newer version again, or put back ${before}`,
    )
}

/**
 * Brings the database to the newest migration and gives the number applied. The embedded database is
 * copied first when there is something to apply and something to lose; the last five copies are kept.
 */
export async function migrate(migrationsRoot = defaultRoot()): Promise<number> {
  const target = databaseTarget()
  const migrationsFolder = join(/*turbopackIgnore: true*/ migrationsRoot, target.kind)
  const files = readMigrationFiles({ migrationsFolder })
  if (target.kind === 'mysql') {
    // A connection of its own: the lock that keeps two starting instances apart belongs to it.
    const connection = await mysql.createConnection({ uri: target.url })
    try {
      await connection.query("select get_lock(concat(database(), '.mtms-migrate'), 120)")
      await connection.query(`alter database character set utf8mb4 collate utf8mb4_bin`)
      const before = await appliedMysql(connection)
      requireKnown(before, files.length)
      await migrateMysql(drizzleMysql(connection), { migrationsFolder }).catch((error) => {
        throw alreadyThere(error) ?? error
      })
      return files.length - before
    } finally {
      await connection.end()
    }
  }
  const raw = driver().raw as Database.Database
  const before = appliedSqlite(raw)
  requireKnown(before, files.length)
  if (before >= files.length) return 0
  if (before > 0) await copyBeforeMigration(raw)
  raw.pragma('foreign_keys = OFF')
  try {
    migrateLite(drizzleLite(raw), { migrationsFolder })
  } finally {
    raw.pragma('foreign_keys = ON')
  }
  return files.length - before
}

/**
 * MySQL cannot take back half of a migration: one that was cut off leaves what it had made, and no note that it ran, so
 * that the next start makes the same again.
 */
function alreadyThere(error: unknown): Error | null {
  const { code, sqlMessage } = ((error as Error).cause ?? error) as { code?: string; sqlMessage?: string }
  const made = ['ER_TABLE_EXISTS_ERROR', 'ER_DUP_FIELDNAME', 'ER_DUP_KEYNAME', 'ER_CANT_DROP_FIELD_OR_KEY']
  if (!code || !made.includes(code)) return null
  return new Error(
    `MTMS cannot start with this database: part of what it is about to change there is changed already (${sqlMessage}).\n` +
      'Either an update was cut off half-way: put back the backup from before it (npm run db:restore <folder>) or, if ' +
      'this was the very first start, begin with an empty database again.\n' +
      'Or the database belongs to another program: name one in DATABASE_URL that is for MTMS alone.',
  )
}

/**
 * Number of this version's migrations that the database lacks. 0 where the migrations are not at hand
 * (a platform that ships only what the server imports).
 */
export async function pendingMigrations(migrationsRoot = defaultRoot()): Promise<number> {
  const target = databaseTarget()
  const migrationsFolder = join(/*turbopackIgnore: true*/ migrationsRoot, target.kind)
  if (!existsSync(/*turbopackIgnore: true*/ migrationsFolder)) return 0
  const wanted = readMigrationFiles({ migrationsFolder }).length
  if (target.kind === 'sqlite') return Math.max(0, wanted - appliedSqlite(driver().raw as Database.Database))
  const connection = await mysql.createConnection({ uri: target.url })
  try {
    return Math.max(0, wanted - (await appliedMysql(connection)))
  } finally {
    await connection.end()
  }
}

function appliedSqlite(raw: Database.Database): number {
  const there = raw.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get()
  if (!there) return 0
  return (raw.prepare('select count(*) as n from __drizzle_migrations').get() as { n: number }).n
}

async function appliedMysql(connection: mysql.Connection): Promise<number> {
  const [tables] = await connection.query("show tables like '\\_\\_drizzle\\_migrations'")
  if ((tables as unknown[]).length === 0) return 0
  const [rows] = await connection.query('select count(*) as n from __drizzle_migrations')
  return Number((rows as { n: number }[])[0]?.n ?? 0)
}

async function copyBeforeMigration(raw: Database.Database): Promise<void> {
  const folder = preMigrationFolder()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const file = join(folder, `mtms-${stamp}.sqlite`)
  // Under its final name only when it is whole: a full disk or a crash here leaves no copy that looks like one.
  await raw.backup(`${file}.partial`)
  renameSync(`${file}.partial`, file)
  const copies = readdirSync(folder)
    .filter((name) => name.endsWith('.sqlite'))
    .sort()
  for (const old of copies.slice(0, -kept)) rmSync(join(folder, old))
}
