import {
  type AnyColumn,
  and,
  asc,
  count,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { allocations, applications, courseCoordinators, courses, preferredCourses, users } from '@/db/schema'
import { nullsLast, unindexed, whole } from '@/db/sql'
import { countedQuarters } from '@/lib/allocations/counted'
import { remainingQuarters } from '@/lib/allocations/facts'
import { sumsFor } from '@/lib/allocations/known'
import { defineList, flag, type ListParams, oneWord, type Page, tableLook } from '@/lib/list-params'
import { decidesOn, isStaff, requireCan, type Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import { EXPORT_LIMIT } from '@/lib/spreadsheet/export'
import type { Term } from '@/lib/terms/queries'
import { liveAllocationStates, type Position, positions, visibleAllocationStates } from '@/lib/vocabulary'
import { courseColumnsFor, courseSorts } from './columns'
import { leftOfPosition } from './left'
import { takesPartIn } from './scope'

const filters = {
  term: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional()
    .catch(undefined),
  /** Courses that need this position. */
  position: oneWord(positions),
  /** Only with hours left. */
  left: flag(),
  /** Only with more hours given than the budget or a split holds; staff only. */
  over: flag(),
  /** Only those that the viewer coordinates. */
  mine: flag(),
  /** Archived instead of present ones; staff only. */
  archived: flag(),
  ...tableLook(courseColumnsFor(true)),
}

/** URL schema of /courses and its export. */
export const courseList = defineList({ sorts: courseSorts, defaultSort: 'code', filters })
export type CourseListParams = ListParams<(typeof courseSorts)[number], typeof filters>

export type CourseRow = typeof courses.$inferSelect & {
  /** The course's own day or the term's; null when there is none or the position is not needed. */
  deadlines: Record<Position, string | null>
  /**
   * Budget less the hours given away: of live allocations for staff, of published ones for students. In a list of
   * courses that need a position no more than is left of its split.
   */
  leftQuarters: number
  /** Applicants by position, as far as the viewer may know of them; null where they may not. */
  applicants: Partial<Record<Position, number>> | null
  coordinators: string[]
}

/** One page of the courses of a term. Five queries, whatever the number of courses. */
export const listCourses = (viewer: Viewer, term: Term, params: CourseListParams): Promise<Page<CourseRow>> =>
  findCourses(viewer, term, params, 'page')

/** The courses that the list would show on its pages, for the export: at most EXPORT_LIMIT. Five queries. */
export const exportCourses = (
  viewer: Viewer,
  term: Term,
  params: CourseListParams,
): Promise<Page<CourseRow>> => findCourses(viewer, term, params, 'term')

async function findCourses(
  viewer: Viewer,
  term: Term,
  params: CourseListParams,
  of: 'page' | 'term',
): Promise<Page<CourseRow>> {
  requireCan(viewer, 'courses.read', { termOpen: term.open && term.archivedAt === null, takesPart: true })
  const where = conditionOf(viewer, term, params)
  const all = db
    .select({ course: courses })
    .from(courses)
    .where(where)
    .orderBy(...orderOf(viewer, term, params), asc(courses.id))
    .$dynamic()
  const [rows, [total]] = await Promise.all([
    of === 'term' ? all.limit(EXPORT_LIMIT) : all.limit(params.size).offset((params.page - 1) * params.size),
    db.select({ n: count() }).from(courses).where(where),
  ])
  const found = rows.map((row) => row.course)
  return { rows: await complete(viewer, term, found, of, params.filters.position), total: total?.n ?? 0 }
}

/** States of the allocations whose hours the viewer may know to be given away. */
const countedStates = (viewer: Viewer) =>
  isStaff(viewer) ? [...liveAllocationStates] : [...visibleAllocationStates]

/** Quarter hours given away of a course, in one position or both; answered from one index alone. */
function givenSql(viewer: Viewer, position?: Position): SQL {
  const states = inArray(allocations.state, countedStates(viewer))
  const of = position ? sql` and ${allocations.position} = ${position}` : sql``
  const known = sumsFor(viewer)
  const but = known ? sql` and ${known}` : sql``
  return sql`coalesce((select sum(${countedQuarters}) from ${allocations} where ${allocations.courseId} = ${courses.id} and ${states}${of}${but}), 0)`
}

/** What is left of the whole budget, and of the split of the position asked for where the course has one. */
function leftSql(viewer: Viewer, position: Position | undefined): SQL {
  const budget = sql`${courses.availableQuarters}`
  if (!position) return sql`(${budget} - ${givenSql(viewer)})`
  const split = position === 'tutor' ? courses.tutorQuarters : courses.markerQuarters
  return leftOfPosition(budget, split, givenSql(viewer), givenSql(viewer, position))
}

/** More is given than the whole budget or one of its splits holds. */
function isOver(viewer: Viewer): SQL | undefined {
  return or(
    sql`${leftSql(viewer, undefined)} < 0`,
    sql`${courses.tutorQuarters} < ${givenSql(viewer, 'tutor')}`,
    sql`${courses.markerQuarters} < ${givenSql(viewer, 'marker')}`,
  )
}

function conditionOf(viewer: Viewer, term: Term, params: CourseListParams): SQL | undefined {
  const { position, left, over, mine, archived } = params.filters
  const staff = isStaff(viewer)
  return and(
    eq(courses.termId, term.id),
    archived && staff ? isNotNull(courses.archivedAt) : isNull(courses.archivedAt),
    staff || (term.open && term.archivedAt === null) ? undefined : takesPartIn(viewer),
    position === 'tutor' ? eq(courses.needTutors, true) : undefined,
    position === 'marker' ? eq(courses.needMarkers, true) : undefined,
    mine ? inArray(courses.id, viewer.courseIds.length > 0 ? [...viewer.courseIds] : ['']) : undefined,
    left ? sql`${leftSql(viewer, position)} > 0` : undefined,
    over && staff ? isOver(viewer) : undefined,
    hasWords(courses.searchText, params.q),
  )
}

function orderOf(viewer: Viewer, term: Term, { sort, dir, filters: { position } }: CourseListParams): SQL[] {
  const by = dir === 'asc' ? asc : desc
  switch (sort) {
    case 'name':
      return [by(courses.name)]
    case 'available':
      return [by(courses.availableQuarters)]
    case 'left':
      return [by(leftSql(viewer, position))]
    case 'students':
      return nullsLast(sql`coalesce(${courses.currentStudents}, ${courses.estimatedStudents})`, dir)
    case 'tutorDeadline':
      return nullsLast(deadlineSql(courses.needTutors, courses.tutorDeadline, term.tutorDeadline), dir)
    case 'markerDeadline':
      return nullsLast(deadlineSql(courses.needMarkers, courses.markerDeadline, term.markerDeadline), dir)
    default:
      return [by(courses.code)]
  }
}

const deadlineSql = (needs: AnyColumn, own: AnyColumn, ofTerm: string | null): SQL =>
  sql`case when ${needs} = 1 then coalesce(${own}, ${ofTerm}) end`

/** Deadlines that hold for a course: its own, else the term's; none for a position it does not need. */
export function deadlinesOf(
  course: Pick<
    typeof courses.$inferSelect,
    'needTutors' | 'needMarkers' | 'tutorDeadline' | 'markerDeadline'
  >,
  term: Pick<Term, 'tutorDeadline' | 'markerDeadline'>,
): Record<Position, string | null> {
  return {
    tutor: course.needTutors ? (course.tutorDeadline ?? term.tutorDeadline) : null,
    marker: course.needMarkers ? (course.markerDeadline ?? term.markerDeadline) : null,
  }
}

/** Adds what other tables know of the rows: three queries, none of them when there are no rows. */
async function complete(
  viewer: Viewer,
  term: Term,
  rows: (typeof courses.$inferSelect)[],
  /** A page asks for its own courses; an export for the term's, which fit no list of parameters. */
  of: 'page' | 'term',
  position: Position | undefined,
): Promise<CourseRow[]> {
  if (rows.length === 0) return []
  const list = rows.map((course) => course.id)
  const among = (courseId: AnyColumn, termId: AnyColumn) =>
    of === 'page' ? inArray(courseId, list) : eq(termId, term.id)
  const [given, applied, coordinated] = await Promise.all([
    db
      .select({
        courseId: allocations.courseId,
        position: allocations.position,
        quarters: whole(sql`sum(${countedQuarters})`),
      })
      .from(allocations)
      .where(
        and(
          among(allocations.courseId, allocations.termId),
          inArray(allocations.state, countedStates(viewer)),
          sumsFor(viewer),
        ),
      )
      .groupBy(allocations.courseId, allocations.position),
    applicantsOf(viewer, among(preferredCourses.courseId, applications.termId)),
    db
      .select({ courseId: courseCoordinators.courseId, name: users.name, preferred: users.preferredName })
      .from(courseCoordinators)
      .innerJoin(users, eq(users.id, courseCoordinators.userId))
      .innerJoin(courses, eq(courses.id, courseCoordinators.courseId))
      .where(and(among(courseCoordinators.courseId, courses.termId), eq(unindexed(users.state), 'active')))
      .orderBy(users.sortName, users.id),
  ])
  const quarters = Map.groupBy(given, (row) => row.courseId)
  const leftIn = (course: typeof courses.$inferSelect) => {
    const used = { tutor: 0, marker: 0 }
    for (const row of quarters.get(course.id) ?? []) used[row.position] = row.quarters
    return position
      ? remainingQuarters({ ...course, used }, position)
      : course.availableQuarters - used.tutor - used.marker
  }
  const names = Map.groupBy(coordinated, (row) => row.courseId)
  return rows.map((course) => ({
    ...course,
    deadlines: deadlinesOf(course, term),
    leftQuarters: leftIn(course),
    applicants: applied(course.id),
    coordinators: (names.get(course.id) ?? []).map((row) => row.preferred ?? row.name),
  }))
}

/**
 * How many submitted applications prefer each course: of the positions on which the viewer decides, and
 * of both in the courses that they coordinate. One query, or none for those who may know of no applicant.
 */
async function applicantsOf(
  viewer: Viewer,
  among: SQL | undefined,
): Promise<(courseId: string) => CourseRow['applicants']> {
  const decides = decidesOn(viewer)
  const own = new Set(viewer.courseIds)
  if (decides.length === 0 && own.size === 0) return () => null
  const rows = await db
    .select({ courseId: preferredCourses.courseId, position: applications.position, n: count() })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .where(
      and(
        among,
        inArray(applications.state, ['submitted', 'published']),
        or(
          decides.length > 0 ? inArray(applications.position, decides) : undefined,
          own.size > 0 ? inArray(preferredCourses.courseId, [...own]) : undefined,
        ),
      ),
    )
    .groupBy(preferredCourses.courseId, applications.position)
  const counts = new Map(rows.map((row) => [`${row.courseId}:${row.position}`, row.n]))
  return (courseId) => {
    const known = positions.filter((position) => own.has(courseId) || decides.includes(position))
    if (known.length === 0) return null
    return Object.fromEntries(known.map((position) => [position, counts.get(`${courseId}:${position}`) ?? 0]))
  }
}
