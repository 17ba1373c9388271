import { and, asc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, users } from '@/db/schema'
import { contains } from '@/db/sql'
import { eligibilityColumns } from '@/lib/review/eligibility-sql'
import { normaliseForSearch } from '@/lib/text'
import type { Analysis } from './analysis'
import { leftOutReasons } from './base'
import { leavesOut } from './build'
import { positionsOf } from './source'

/** Somebody who applied and is not in a scenario, and why, as it is now. */
export type LeftOutPerson = { applicationId: string; name: string; why: string }

/** The most that one search names. */
const MOST = 5

/** Applicants of the term that a search for people finds and that take no part in the scenario. One query. */
export async function findLeftOut(
  { row, settings, personAt }: Pick<Analysis, 'row' | 'settings' | 'personAt'>,
  search: string | undefined,
): Promise<LeftOutPerson[]> {
  const words = normaliseForSearch(search ?? '')
    .split(' ')
    .filter(Boolean)
  if (words.length === 0) return []
  const found = await db
    .select({
      id: applications.id,
      studentId: applications.studentId,
      name: applications.name,
      userName: users.name,
      state: applications.state,
      decision: applications.decision,
      ...eligibilityColumns,
      account: users.state,
    })
    .from(applications)
    .innerJoin(users, eq(users.id, applications.studentId))
    .where(
      and(
        eq(applications.termId, row.termId),
        inArray(applications.position, positionsOf(row.scope)),
        ...words.map((word) => contains(applications.sortName, word)),
      ),
    )
    .orderBy(asc(applications.sortName), asc(applications.id))
    .limit(50)
  return found
    .filter((one) => !personAt.has(one.studentId))
    .slice(0, MOST)
    .map((one) => ({ applicationId: one.id, name: one.name ?? one.userName, why: whyOf(one) }))

  function whyOf(one: (typeof found)[number]): string {
    if (one.state === 'draft') return 'not submitted'
    if (one.state === 'withdrawn') return 'withdrawn'
    const reason = leavesOut(one, settings)
    return reason ? leftOutReasons[reason] : 'not in the data of this scenario; solve again to take it in'
  }
}
