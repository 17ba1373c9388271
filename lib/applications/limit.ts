import { and, eq, ne } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { applications, type terms } from '@/db/schema'
import type { Settings } from '@/lib/settings/schema'
import type { Position } from '@/lib/vocabulary'

/** The limit `one` (SPEC 6): one live, that is not withdrawn, application per student, term and position. */

type Scope = { studentId: string; termId: string; position: Position }

/** The value of the unique index that holds the limit; null where there is none. */
export const liveKeyOf = ({ studentId, termId, position }: Scope): string =>
  `${studentId}:${termId}:${position}`

/** Does the limit hold in this term and position, as it or else the institution says? */
export function limitIsOne(
  term: Pick<typeof terms.$inferSelect, 'tutorLimit' | 'markerLimit'>,
  position: Position,
  { applicationLimit }: Pick<Settings, 'applicationLimit'>,
): boolean {
  const limit = position === 'tutor' ? term.tutorLimit : term.markerLimit
  return (limit === 'setting' ? applicationLimit : limit) === 'one'
}

/** The oldest live application of the student in a term and position, but for `except`. One query. */
export async function liveApplication(tx: Tx, { studentId, termId, position }: Scope, except = '') {
  const [live] = await tx
    .select({ id: applications.id, state: applications.state })
    .from(applications)
    .where(
      and(
        eq(applications.studentId, studentId),
        eq(applications.termId, termId),
        eq(applications.position, position),
        ne(applications.state, 'withdrawn'),
        ne(applications.id, except),
      ),
    )
    .orderBy(applications.createdAt)
    .limit(1)
  return live ?? null
}
