import { and, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, profiles } from '@/db/schema'
import type { Position } from '@/lib/vocabulary'

/** What limits a person's week in a term: what they said, and the cap without citizenship or residency. */
export type WeekLimits = { maxWeekQuarters: number | null; visaCapQuarters: number | null }

/**
 * Of the applications of one person and term the one whose answers count for work in `position`: the one for
 * that position, else the newer. The checks of SPEC 7 and what the person is shown both go through here.
 */
export function answering<T extends { position: Position; submittedAt: Date | null }>(
  rows: readonly T[],
  position: Position | undefined,
): T | undefined {
  return [...rows]
    .sort(
      (a, b) =>
        Number(a.position === position) - Number(b.position === position) ||
        (a.submittedAt?.getTime() ?? 0) - (b.submittedAt?.getTime() ?? 0),
    )
    .at(-1)
}

/**
 * The limits of one's own week, by term and the positions that one works in: in both positions the smaller of
 * two maxima, which is the one that work is refused for. Two queries.
 *
 * @param visaCapQuarters a week, for people without citizenship or residency
 */
export async function ownWeekLimits(
  userId: string,
  visaCapQuarters: number,
): Promise<(termId: string, positions: Iterable<Position>) => WeekLimits> {
  const [[profile], applied] = await Promise.all([
    db
      .select({ max: profiles.maxWeekQuarters, resident: profiles.citizenOrResident })
      .from(profiles)
      .where(eq(profiles.userId, userId)),
    db
      .select({
        termId: applications.termId,
        position: applications.position,
        submittedAt: applications.submittedAt,
        max: applications.maxWeekQuarters,
        resident: applications.citizenOrResident,
      })
      .from(applications)
      .where(
        and(eq(applications.studentId, userId), inArray(applications.state, ['submitted', 'published'])),
      ),
  ])
  return (termId, positions) => {
    const ofTerm = applied.filter((row) => row.termId === termId)
    const said = [...new Set(positions)].map((position) => answering(ofTerm, position) ?? profile)
    const maxima = said.flatMap((one) => one?.max ?? [])
    return {
      maxWeekQuarters: maxima.length > 0 ? Math.min(...maxima) : null,
      visaCapQuarters: said.some((one) => one?.resident === false) ? visaCapQuarters : null,
    }
  }
}
