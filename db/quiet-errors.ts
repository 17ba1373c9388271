import { MySqlPreparedQuery } from 'drizzle-orm/mysql-core'

type Failure = Error & { query?: unknown; params?: unknown; sql?: unknown }
const isFailure = (error: unknown): error is Failure => error instanceof Error

/**
 * Errors of the database without what people typed. Drizzle writes every value of a failed statement into the message
 * of its error, and mysql2 keeps the whole statement with them: names, addresses, answers and hashes would stand in the
 * log, in what Next prints, and in error reports. SQLite's errors hold neither.
 */
function withoutValues(error: unknown): unknown {
  let one = error
  for (let depth = 0; isFailure(one) && depth < 5; depth++) {
    if (typeof one.query === 'string' && 'params' in one) {
      const head = `${one.name}: ${one.message}`
      one.message = `Failed query: ${one.query}`
      // The stack begins with the message as it was.
      const frames = one.stack?.startsWith(head) ? one.stack.slice(head.length) : ''
      one.stack = `${one.name}: ${one.message}${frames}`
      delete one.params
    }
    if ('sql' in one) delete one.sql
    one = one.cause
  }
  return error
}

type Runs = { queryWithCache: (...given: unknown[]) => Promise<unknown> }

/** Makes every error of a statement on MySQL one without values, where it begins: whoever catches it may log it. */
export function quietErrors(): void {
  const query = MySqlPreparedQuery.prototype as unknown as Runs & { mtmsQuiet?: true }
  if (query.mtmsQuiet) return
  query.mtmsQuiet = true
  const run = query.queryWithCache
  query.queryWithCache = async function (...given) {
    try {
      return await run.apply(this, given)
    } catch (error) {
      throw withoutValues(error)
    }
  }
}
