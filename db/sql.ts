import { type AnyColumn, inArray, type SQL, sql } from 'drizzle-orm'
import type { AnySQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { v7 } from 'uuid'
import type { Tx } from './client'
import { isMysql } from './columns'

/** A new key: UUID v7, made by the app on both databases. */
export function newId(): string {
  return v7()
}

/**
 * Locks the rows with these ids until the transaction ends, in the order of their ids (two callers
 * never wait for each other crosswise), and returns them as they are now. On SQLite the transaction
 * already holds the only writer, and this is a plain select.
 */
export async function lockRows<T extends SQLiteTable & { id: AnySQLiteColumn }>(
  tx: Tx,
  from: T,
  ids: readonly string[],
): Promise<T['$inferSelect'][]> {
  if (ids.length === 0) return []
  const rows = tx
    .select()
    .from(from as SQLiteTable)
    .where(inArray(from.id, [...new Set(ids)].sort()))
    .orderBy(from.id)
  if (isMysql)
    return (rows as unknown as { for: (strength: 'update') => Promise<T['$inferSelect'][]> }).for('update')
  return rows as Promise<T['$inferSelect'][]>
}

/**
 * Inserts one row, or updates the given columns of the row that has the same key. `target` names the
 * unique columns (MySQL finds them itself).
 */
export async function upsert<T extends SQLiteTable>(
  tx: Tx,
  into: T,
  values: T['$inferInsert'],
  target: AnyColumn[],
  set: Partial<T['$inferInsert']>,
): Promise<void> {
  const insert = tx.insert(into).values(values)
  if (isMysql)
    await (
      insert as unknown as { onDuplicateKeyUpdate: (o: { set: unknown }) => Promise<unknown> }
    ).onDuplicateKeyUpdate({ set })
  else await insert.onConflictDoUpdate({ target: target as never, set: set as never })
}

/** Inserts rows and passes over those whose key exists. Gives nothing: ask again for what is there. */
export async function insertIgnore<T extends SQLiteTable>(
  tx: Tx,
  into: T,
  values: T['$inferInsert'][],
): Promise<void> {
  if (values.length === 0) return
  if (isMysql) {
    const insert = tx.insert(into) as unknown as {
      ignore: () => { values: (rows: unknown) => Promise<unknown> }
    }
    await insert.ignore().values(values)
  } else await tx.insert(into).values(values).onConflictDoNothing()
}

/** Inserts any number of rows in pieces that stay below both databases' limits on parameters. */
export async function insertMany<T extends SQLiteTable>(
  tx: Tx,
  into: T,
  values: T['$inferInsert'][],
  piece = 200,
): Promise<void> {
  for (let from = 0; from < values.length; from += piece)
    await tx.insert(into).values(values.slice(from, from + piece))
}

/**
 * A column whose indexes are not to be used in this comparison. Where the ids of the rows are known, a planner without
 * figures of the tables may think a wide index the shorter way and read a whole term for fifty rows.
 */
export const unindexed = (column: AnyColumn): SQL => sql`coalesce(${column}, '')`

/** Loads or does something for any number of ids in pieces that stay below both databases' limits on parameters. */
export async function inPieces<T>(
  ids: readonly string[],
  run: (piece: string[]) => PromiseLike<T[]>,
): Promise<T[]> {
  const all: T[] = []
  const sorted = [...new Set(ids)].sort()
  for (let from = 0; from < sorted.length; from += 500)
    all.push(...(await run(sorted.slice(from, from + 500))))
  return all
}

/** `column like %text%` for columns that hold folded text; % and _ typed by people are only themselves. */
export function contains(column: AnyColumn, folded: string): SQL {
  const pattern = `%${folded.replace(/[!%_]/g, (c) => `!${c}`)}%`
  return sql`${column} like ${pattern} escape '!'`
}

/** Whole number from count() or sum(), which MySQL gives as text and an empty sum as null. */
export const whole = (expression: SQL): SQL<number> => sql<number>`coalesce(${expression}, 0)`.mapWith(Number)

/** Nulls last in either direction, on both databases. */
export function nullsLast(column: AnyColumn | SQL, direction: 'asc' | 'desc'): SQL[] {
  return [
    sql`case when ${column} is null then 1 else 0 end`,
    direction === 'asc' ? sql`${column} asc` : sql`${column} desc`,
  ]
}
