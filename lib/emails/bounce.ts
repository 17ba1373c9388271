import { eq } from 'drizzle-orm'
import { write } from '@/db/client'
import { emails } from '@/db/schema'
import { lockRows } from '@/db/sql'

/**
 * Notes in the log that a mail which had left was returned. Any number of times: only a sent mail changes.
 *
 * @param input.words why, in the words of the receiving server
 * @returns `later` for a mail that has not been noted as sent yet
 */
export async function markBounced(
  input: { emailId: string; words: string },
  now = new Date(),
): Promise<'bounced' | 'nothing' | 'later'> {
  return write(async (tx) => {
    const [email] = await lockRows(tx, emails, [input.emailId])
    if (!email) return 'nothing'
    if (email.state === 'queued' || email.state === 'sending') return 'later'
    if (email.state !== 'sent') return 'nothing'
    await tx
      .update(emails)
      .set({ state: 'bounced', error: input.words.slice(0, 1000), updatedAt: now })
      .where(eq(emails.id, email.id))
    return 'bounced'
  })
}
