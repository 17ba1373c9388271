import { invalid, isAppError } from './errors'

/** The most records that one bulk action takes. */
export const BULK_LIMIT = 500

export type BulkAnswer = { done: number; failed: { id: string; reason: string }[] }

/**
 * The single command for each record in turn: each stands or falls alone, and the answer names those that failed and
 * why. Faults that are nobody's doing are not swallowed.
 *
 * @param what the records in the plural, for the message of `invalid` when there are too many
 */
export async function forEachRecord<T extends { id: string }>(
  items: readonly T[],
  what: string,
  command: (item: T) => Promise<unknown>,
): Promise<BulkAnswer> {
  if (items.length > BULK_LIMIT) throw invalid({ form: `Choose at most ${BULK_LIMIT} ${what} at once.` })
  const answer: BulkAnswer = { done: 0, failed: [] }
  for (const item of items) {
    try {
      await command(item)
      answer.done++
    } catch (error) {
      if (!isAppError(error) || error.code === 'unavailable') throw error
      answer.failed.push({
        id: item.id,
        reason: Object.values(error.detail.fields ?? {})[0] ?? error.message,
      })
    }
  }
  return answer
}
