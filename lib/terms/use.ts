import { count, eq } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db, Tx } from '@/db/client'
import { allocations, applications, courses, lateGrants, paydays, timesheets } from '@/db/schema'

/** How much hangs on a term. */
export type TermUse = {
  courses: number
  paydays: number
  applications: number
  allocations: number
  timesheets: number
  lateGrants: number
}

export async function termUse(from: Db | Tx, termId: string): Promise<TermUse> {
  const rows = async (table: SQLiteTable & { termId: SQLiteColumn }) => {
    const [row] = await from.select({ n: count() }).from(table).where(eq(table.termId, termId))
    return row?.n ?? 0
  }
  return {
    courses: await rows(courses),
    paydays: await rows(paydays),
    applications: await rows(applications),
    allocations: await rows(allocations),
    timesheets: await rows(timesheets),
    lateGrants: await rows(lateGrants),
  }
}

/** A term with any of these is archived instead of deleted. */
export const isInUse = (use: TermUse): boolean =>
  use.applications + use.allocations + use.timesheets + use.lateGrants > 0
