import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, courses } from '@/db/schema'
import { whole } from '@/db/sql'
import type { Page } from '@/lib/list-params'
import { can, type Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import type { Position } from '@/lib/vocabulary'
import { countedOfA, countedQuarters, live } from './counted'
import { sumsFor, sumsOfA } from './known'
import type { StaffingParams } from './members-list'

export type StaffingRow = {
  id: string
  code: string
  name: string
  availableQuarters: number
  used: Record<Position, number>
  people: Record<Position, number>
  wanted: Record<Position, number | null>
  needed: Record<Position, boolean>
  /** Enrolled now, else estimated. */
  students: number | null
}

/** Hours of the budget that nobody has; less than none where too many are given. */
export const leftOf = ({ availableQuarters, used }: StaffingRow) =>
  availableQuarters - used.tutor - used.marker

/** Courses of a term with who works in them: all for coordinators of a position, own ones for others. Three queries. */
export async function listStaffing(
  viewer: Viewer,
  termId: string,
  params: StaffingParams,
): Promise<Page<StaffingRow>> {
  const all = can(viewer, 'members.read').allowed
  const where = and(
    eq(courses.termId, termId),
    isNull(courses.archivedAt),
    all ? undefined : inArray(courses.id, [...viewer.courseIds, '']),
    hasWords(courses.searchText, params.q),
  )
  const way = params.dir === 'asc' ? asc : desc
  const hours = sql`(select coalesce(sum(${countedOfA}), 0) from ${allocations} a where a.course_id = ${courses.id} and a.state in ('proposed', 'offered', 'accepted')${sumsOfA(viewer)})`
  const by: Record<StaffingParams['sort'], SQL> = {
    code: way(courses.code),
    name: way(courses.name),
    hours: way(hours),
  }
  const [counted] = await db
    .select({ n: whole(sql`count(*)`) })
    .from(courses)
    .where(where)
  const total = counted?.n ?? 0
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const rows = await db
    .select()
    .from(courses)
    .where(where)
    .orderBy(by[params.sort], asc(courses.id))
    .limit(params.size)
    .offset((page - 1) * params.size)
  const ids = rows.map((row) => row.id)
  const sums =
    ids.length > 0
      ? await db
          .select({
            courseId: allocations.courseId,
            position: allocations.position,
            quarters: whole(sql`sum(${countedQuarters})`),
            people: whole(sql`count(*)`),
          })
          .from(allocations)
          .where(and(inArray(allocations.courseId, ids), live, sumsFor(viewer)))
          .groupBy(allocations.courseId, allocations.position)
      : []
  const of = (courseId: string, position: Position) =>
    sums.find((sum) => sum.courseId === courseId && sum.position === position)
  return {
    total,
    rows: rows.map((row) => ({
      id: row.id,
      code: row.code,
      name: row.name,
      availableQuarters: row.availableQuarters,
      used: { tutor: of(row.id, 'tutor')?.quarters ?? 0, marker: of(row.id, 'marker')?.quarters ?? 0 },
      people: { tutor: of(row.id, 'tutor')?.people ?? 0, marker: of(row.id, 'marker')?.people ?? 0 },
      wanted: { tutor: row.wantedTutors, marker: row.wantedMarkers },
      needed: { tutor: row.needTutors, marker: row.needMarkers },
      students: row.currentStudents ?? row.estimatedStudents,
    })),
  }
}
