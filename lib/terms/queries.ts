import { and, asc, desc, eq, isNull, or, type SQL } from 'drizzle-orm'
import { cache } from 'react'
import { db } from '@/db/client'
import { terms } from '@/db/schema'
import { type IsoDay, todayIn } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { visibleTerms } from './scope'

export type Term = typeof terms.$inferSelect

/** A term that the viewer may know of, archived or not; null when there is none. One query. */
export async function getTerm(viewer: Viewer, id: string): Promise<Term | null> {
  const [term] = await db
    .select()
    .from(terms)
    .where(and(eq(terms.id, id), visibleTerms(viewer)))
  return term ?? null
}

/** Terms for the switch, newest first, without archived ones. One query. */
export const listTermsForSwitch = cache(
  (viewer: Viewer): Promise<Term[]> => selectTerms(viewer, isNull(terms.archivedAt)),
)

/**
 * The term that a page shows: the one that is asked for (by the URL, else as last chosen in this
 * browser); else the current one; else the newest. Only terms the viewer may know of count, archived ones
 * only when asked for. Null when there is none at all. One query.
 */
export const resolveTerm = cache(async (viewer: Viewer, asked: string | undefined): Promise<Term | null> => {
  const [visible, { timeZone }] = await Promise.all([
    selectTerms(viewer, asked ? or(isNull(terms.archivedAt), eq(terms.id, asked)) : isNull(terms.archivedAt)),
    getSettings(),
  ])
  const live = visible.filter((term) => term.archivedAt === null)
  return visible.find((term) => term.id === asked) ?? currentTerm(live, todayIn(timeZone)) ?? live[0] ?? null
})

/**
 * The current term: the one that runs today, of several the one that began last; between terms the open one
 * that begins next. `all` is newest first.
 */
export function currentTerm<T extends Pick<Term, 'open' | 'startsOn' | 'endsOn'>>(
  all: readonly T[],
  today: IsoDay,
): T | undefined {
  return (
    all.find((term) => term.startsOn <= today && today <= term.endsOn) ??
    all.findLast((term) => term.open && term.startsOn > today)
  )
}

function selectTerms(viewer: Viewer, which: SQL | undefined): Promise<Term[]> {
  return db
    .select()
    .from(terms)
    .where(and(which, visibleTerms(viewer)))
    .orderBy(desc(terms.startsOn), asc(terms.id))
}
