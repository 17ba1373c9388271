import * as my from 'drizzle-orm/mysql-core'
import * as lite from 'drizzle-orm/sqlite-core'
import { databaseTarget } from '@/lib/env'

/**
 * The one place that knows both dialects. Every table is written once with these builders; which
 * core they come from is decided by DATABASE_URL, and the types are always the SQLite ones.
 *
 * Choices that make both databases behave alike:
 * - instants are milliseconds since 1970 in an integer: same order, no zone, no rounding;
 * - calendar days are ISO text (`2027-02-12`), hours whole quarter hours, money cents;
 * - JSON is text that this module parses (MariaDB's JSON type is text as well);
 * - text compares by code point (utf8mb4_bin on MySQL): what people search or sort by is kept in
 *   columns that `lib/text` has folded.
 */
export const isMysql = databaseTarget().kind === 'mysql'

type Lite = typeof lite
const core = (isMysql ? my : lite) as unknown as Lite

export const table: Lite['sqliteTable'] = (isMysql ? my.mysqlTable : lite.sqliteTable) as Lite['sqliteTable']
export const index = core.index
export const uniqueIndex = core.uniqueIndex
export const primaryKey = core.primaryKey
export const foreignKey = core.foreignKey

const liteText = () => lite.text()
const liteInt = () => lite.integer()

/** Text of a known greatest length; the one to use for anything indexed. */
export const varchar = (length: number) =>
  (isMysql ? my.varchar({ length }) : lite.text()) as unknown as ReturnType<typeof liteText>

/** Long text (up to 16 MB on MySQL). */
export const text = () => (isMysql ? my.mediumtext() : lite.text()) as unknown as ReturnType<typeof liteText>

/** A key made by the app (UUID v7: grows with time, so that new rows lie together). */
export const id = () => varchar(36)

export const int = () => (isMysql ? my.int() : lite.integer()) as unknown as ReturnType<typeof liteInt>

const liteBool = () => lite.integer({ mode: 'boolean' })
export const bool = () => (isMysql ? my.boolean() : liteBool()) as unknown as ReturnType<typeof liteBool>

/** A calendar day, `YYYY-MM-DD`. */
export const day = () => varchar(10)

const toDate = (value: number | string) => new Date(Number(value))
const fromDate = (value: Date) => value.getTime()
const liteInstant = lite.customType<{ data: Date; driverData: number }>({
  dataType: () => 'integer',
  fromDriver: toDate,
  toDriver: fromDate,
})
const myInstant = my.customType<{ data: Date; driverData: number }>({
  dataType: () => 'bigint',
  fromDriver: toDate,
  toDriver: fromDate,
})
/** An instant in UTC with milliseconds. */
export const instant = () =>
  (isMysql ? myInstant() : liteInstant()) as unknown as ReturnType<typeof liteInstant>

const parse = (value: string) => JSON.parse(value)
const liteJson = lite.customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text',
  fromDriver: parse,
  toDriver: (value) => JSON.stringify(value),
})
const myJson = my.customType<{ data: unknown; driverData: string }>({
  dataType: () => 'mediumtext',
  fromDriver: parse,
  toDriver: (value) => JSON.stringify(value),
})
const typedJson = <T>() => liteJson().$type<T>()
/** Any JSON value of type T, stored as text. */
export const json = <T>() =>
  (isMysql ? myJson().$type<T>() : typedJson<T>()) as unknown as ReturnType<typeof typedJson<T>>

const liteOneOf = <const T extends readonly string[]>(_values: T) => lite.text().$type<T[number]>()
/** One word of a closed list; the list itself lives in the feature's states or schema. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  (isMysql ? my.varchar({ length: 32 }).$type<T[number]>() : liteOneOf(values)) as unknown as ReturnType<
    typeof liteOneOf<T>
  >
