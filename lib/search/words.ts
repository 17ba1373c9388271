import { type AnyColumn, and, type SQL } from 'drizzle-orm'
import { contains } from '@/db/sql'
import { normaliseForSearch } from '@/lib/text'

/** The most words of a search that count; each is a condition of the query. */
const MOST_WORDS = 8

/** The folded words of what somebody typed: "Chen  MEI" is `chen` and `mei`. Pure. */
export const searchWords = (text: string): string[] =>
  normaliseForSearch(text).split(' ').filter(Boolean).slice(0, MOST_WORDS)

/**
 * What every search asks of a column of folded text: each word stands somewhere in it, in any order, so that
 * "chen mei" finds Mei Chen and "101 programming" finds COMPSCI 101 Principles of Programming. Undefined, which
 * narrows nothing, when there are no words.
 */
export const hasWords = (column: AnyColumn, text: string): SQL | undefined =>
  and(...searchWords(text).map((word) => contains(column, word)))
