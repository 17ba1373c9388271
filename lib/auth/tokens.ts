import { randomInt } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { affected, db, type Tx } from '@/db/client'
import { type tokenKinds, tokens } from '@/db/schema'
import { newId } from '@/db/sql'
import { hashToken, randomToken } from './secret'

export type TokenKind = (typeof tokenKinds)[number]

/** Seconds each kind of link counts (SPEC 4). */
export const tokenSeconds: Record<TokenKind, number> = {
  setup: 30 * 24 * 3600,
  verify_email: 15 * 60,
  reset_password: 3600,
  change_email: 24 * 3600,
  invitation: 14 * 24 * 3600,
}

type Row = typeof tokens.$inferSelect

/**
 * Makes a single-use token; earlier unused ones of the same kind and person are void from now on.
 * Gives the secret itself, which is kept nowhere; `code` only for `verify_email`.
 */
export async function issueToken(
  tx: Tx,
  input: {
    kind: TokenKind
    userId: string | null
    data?: Record<string, string>
    seconds?: number
    now?: Date
  },
): Promise<{ id: string; token: string; code: string }> {
  const now = input.now ?? new Date()
  const token = randomToken()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const id = newId()
  await voidTokens(tx, input.kind, input.userId, now)
  await tx.insert(tokens).values({
    id,
    kind: input.kind,
    userId: input.userId,
    tokenHash: hashToken(token),
    // The id goes into the hash: of a million codes many are alike, their hashes must not be.
    codeHash: input.kind === 'verify_email' ? hashToken(`${id}:${code}`) : null,
    data: input.data ?? null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + (input.seconds ?? tokenSeconds[input.kind]) * 1000),
  })
  return { id, token, code }
}

/** No unused token of this kind and person counts any more. */
export async function voidTokens(tx: Tx, kind: TokenKind, userId: string | null, now = new Date()) {
  await tx
    .update(tokens)
    .set({ usedAt: now })
    .where(
      and(
        eq(tokens.kind, kind),
        userId === null ? isNull(tokens.userId) : eq(tokens.userId, userId),
        isNull(tokens.usedAt),
      ),
    )
}

/** The token behind a link if it still counts, else null. Nothing is used up by looking. */
export async function findToken(
  kind: TokenKind,
  token: string,
  { from = db, now = new Date() }: { from?: Tx; now?: Date } = {},
): Promise<Row | null> {
  if (token.length > 100) return null
  const [row] = await from
    .select()
    .from(tokens)
    .where(
      and(
        eq(tokens.tokenHash, hashToken(token)),
        eq(tokens.kind, kind),
        isNull(tokens.usedAt),
        gt(tokens.expiresAt, now),
      ),
    )
  return row ?? null
}

/** Uses a token up. Of two that come with the same one at once, one gets true. */
export async function consumeToken(tx: Tx, id: string, now = new Date()): Promise<boolean> {
  const done = await tx
    .update(tokens)
    .set({ usedAt: now })
    .where(and(eq(tokens.id, id), isNull(tokens.usedAt), gt(tokens.expiresAt, now)))
  return affected(done) === 1
}
