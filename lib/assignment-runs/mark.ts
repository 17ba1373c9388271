import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { allocations, applications, courses, endorsements, terms, users } from '@/db/schema'
import type { Settings } from '@/lib/settings/schema'
import type { AssignmentScope } from '@/lib/vocabulary'
import { positionsOf } from './source'

/**
 * A mark of all that `loadSource` reads: it differs when any of it has changed. Each record's version and time of
 * change move on with every write, and a record that comes or goes changes their number; so their count, sum and
 * maximum tell, in six queries of a row each, whatever the size of the term.
 */
export async function markOf(
  from: Db,
  termId: string,
  scope: AssignmentScope,
  settings: Pick<Settings, 'visaCapHours'>,
): Promise<string> {
  const ofScope = and(eq(applications.termId, termId), inArray(applications.position, positionsOf(scope)))
  const parts: unknown[] = [settings.visaCapHours]
  parts.push(
    await from
      .select({ starts: terms.startsOn, ends: terms.endsOn, breaks: terms.breakWeeks })
      .from(terms)
      .where(eq(terms.id, termId)),
  )
  parts.push(
    await from
      .select({
        n: sql`count(*)`,
        versions: sql`sum(${courses.version})`,
        last: sql`max(${courses.updatedAt})`,
      })
      .from(courses)
      .where(eq(courses.termId, termId)),
  )
  // Wishes change with the version of their application. An account that is closed takes its person out.
  parts.push(
    await from
      .select({
        n: sql`count(*)`,
        versions: sql`sum(${applications.version})`,
        last: sql`max(${applications.updatedAt})`,
        accounts: sql`sum(${users.version})`,
        accountsLast: sql`max(${users.updatedAt})`,
      })
      .from(applications)
      .innerJoin(users, eq(users.id, applications.studentId))
      .where(and(ofScope, inArray(applications.state, ['submitted', 'published']))),
  )
  parts.push(
    await from
      .select({
        n: sql`count(*)`,
        versions: sql`sum(${endorsements.version})`,
        last: sql`max(${endorsements.updatedAt})`,
      })
      .from(endorsements)
      .innerJoin(applications, eq(applications.id, endorsements.applicationId))
      .where(and(ofScope, eq(applications.state, 'submitted'))),
  )
  for (const which of [eq(allocations.termId, termId), ne(allocations.termId, termId)])
    parts.push(
      await from
        .select({
          n: sql`count(*)`,
          versions: sql`sum(${allocations.version})`,
          last: sql`max(${allocations.updatedAt})`,
        })
        .from(allocations)
        .where(which),
    )
  return JSON.stringify(parts)
}
