import { lt } from 'drizzle-orm'
import { affected, write } from '@/db/client'
import { sessions, tokens } from '@/db/schema'
import { sweepThrottles } from '@/lib/auth/throttle'
import { removeUnconfirmed } from './register'

/** How long links that count no longer are kept, so that their page can say what they were. */
const tokenDays = 30

/**
 * Removes what accounts leave behind: sessions that ended, old links, forgotten wrong tries, and accounts
 * that never confirmed their address. Gives how many sessions, links and accounts.
 */
export async function cleanUpAccounts(
  now: Date,
): Promise<{ sessions: number; links: number; unconfirmed: number }> {
  const removed = await write(async (tx) => {
    await sweepThrottles(tx, now)
    const old = new Date(now.getTime() - tokenDays * 86_400_000)
    return {
      sessions: affected(await tx.delete(sessions).where(lt(sessions.expiresAt, now))),
      links: affected(await tx.delete(tokens).where(lt(tokens.expiresAt, old))),
    }
  })
  return { ...removed, unconfirmed: await removeUnconfirmed(now) }
}
