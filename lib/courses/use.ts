import { and, count, eq } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { allocations, endorsements, preferredCourses, timesheets } from '@/db/schema'
import { live } from '@/lib/allocations/counted'

/** What hangs on a course. */
export type CourseUse = {
  /** Applications that prefer it, drafts included. */
  applications: number
  /** Allocations in any state, and those of them whose hours count. */
  allocations: number
  live: number
  endorsements: number
  timesheets: number
}

export async function courseUse(from: Db | Tx, courseId: string): Promise<CourseUse> {
  const [preferred] = await from
    .select({ n: count() })
    .from(preferredCourses)
    .where(eq(preferredCourses.courseId, courseId))
  const [held] = await from.select({ n: count() }).from(allocations).where(eq(allocations.courseId, courseId))
  const [standing] = await from
    .select({ n: count() })
    .from(allocations)
    .where(and(eq(allocations.courseId, courseId), live))
  const [endorsed] = await from
    .select({ n: count() })
    .from(endorsements)
    .where(eq(endorsements.courseId, courseId))
  const [worked] = await from.select({ n: count() }).from(timesheets).where(eq(timesheets.courseId, courseId))
  return {
    applications: preferred?.n ?? 0,
    allocations: held?.n ?? 0,
    live: standing?.n ?? 0,
    endorsements: endorsed?.n ?? 0,
    timesheets: worked?.n ?? 0,
  }
}

/** A course with any of these is archived instead of deleted. */
export const isCourseInUse = (use: CourseUse): boolean =>
  use.applications + use.allocations + use.endorsements + use.timesheets > 0
