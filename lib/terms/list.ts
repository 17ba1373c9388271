import { and, asc, count, desc, inArray, isNotNull, isNull, type SQL } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, courses, paydays, terms } from '@/db/schema'
import { defineList, flag, type ListParams, type Page } from '@/lib/list-params'
import { requireCan, type Viewer } from '@/lib/permissions'
import { storedPaydays } from './payday-commands'
import type { StoredPayday } from './paydays'
import { getTerm, type Term } from './queries'
import { type TermUse, termUse } from './use'

const sorts = ['starts', 'name'] as const
const filters = { archived: flag() }

/** URL schema of /terms. */
export const termList = defineList({ sorts, defaultSort: 'starts', defaultDir: 'desc', filters })
export type TermListParams = ListParams<(typeof sorts)[number], typeof filters>

export type TermRow = Term & { courses: number; applications: number; paydays: number }

/** Terms with what is in them. Five queries, whatever the number of terms. */
export async function listTerms(viewer: Viewer, params: TermListParams): Promise<Page<TermRow>> {
  requireCan(viewer, 'terms.manage')
  const where = params.filters.archived ? isNotNull(terms.archivedAt) : isNull(terms.archivedAt)
  const column = params.sort === 'name' ? terms.name : terms.startsOn
  const [rows, [total]] = await Promise.all([
    db
      .select()
      .from(terms)
      .where(where)
      .orderBy(params.dir === 'asc' ? asc(column) : desc(column), asc(terms.id))
      .limit(params.size)
      .offset((params.page - 1) * params.size),
    db.select({ n: count() }).from(terms).where(where),
  ])
  const ids = rows.map((term) => term.id)
  const [byCourses, byApplications, byPaydays] = await Promise.all([
    countPerTerm(courses, ids, isNull(courses.archivedAt)),
    countPerTerm(applications, ids, inArray(applications.state, ['submitted', 'published'])),
    countPerTerm(paydays, ids),
  ])
  return {
    rows: rows.map((term) => ({
      ...term,
      courses: byCourses.get(term.id) ?? 0,
      applications: byApplications.get(term.id) ?? 0,
      paydays: byPaydays.get(term.id) ?? 0,
    })),
    total: total?.n ?? 0,
  }
}

async function countPerTerm(
  table: typeof courses | typeof applications | typeof paydays,
  ids: string[],
  where?: SQL,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: table.termId, n: count() })
    .from(table)
    .where(and(inArray(table.termId, ids), where))
    .groupBy(table.termId)
  return new Map(rows.map((row) => [row.id, row.n]))
}

export type TermPage = { term: Term; paydays: StoredPayday[]; use: TermUse }

/** A term with its paydays and what hangs on it; null when there is none. Nine queries. */
export async function getTermPage(viewer: Viewer, id: string): Promise<TermPage | null> {
  requireCan(viewer, 'terms.manage')
  const term = await getTerm(viewer, id)
  if (!term) return null
  const [days, use] = await Promise.all([storedPaydays(db, id), termUse(db, id)])
  return { term, paydays: days, use }
}
