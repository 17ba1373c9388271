import { and, asc, count, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, courses, timesheets } from '@/db/schema'
import { contains, whole } from '@/db/sql'
import { normaliseForSearch } from '@/lib/text'
import { filtered, givenBy, orZero, totalOf, workedBy } from './hours'
import { reportListOf } from './list'
import type { ReportDefinition } from './report'
import { readCourses } from './scope'

const sorts = [
  'code',
  'name',
  'needed',
  'assigned',
  'left',
  'people',
  'accepted',
  'recorded',
  'approved',
] as const

/** Hours that a course has for a position: its split, else what the other's split leaves of the budget. */
export const neededFor = (position: 'tutor' | 'marker' | undefined): SQL => {
  if (!position) return sql`${courses.availableQuarters}`
  const [need, split, other] =
    position === 'tutor'
      ? [courses.needTutors, courses.tutorQuarters, courses.markerQuarters]
      : [courses.needMarkers, courses.markerQuarters, courses.tutorQuarters]
  return sql`case when ${need} = 1 then coalesce(${split}, ${courses.availableQuarters} - coalesce(${other}, 0)) else 0 end`
}

/** Hours by course: what is needed, given, agreed to and worked. Two queries. */
export const coursesReport: ReportDefinition = {
  id: 'courses',
  title: 'Hours by course',
  noun: 'courses',
  description: 'What each course needs, what is given, and what people have worked so far.',
  ofTerm: true,
  filters: ['position', 'archived'],
  search: 'Search courses',
  list: reportListOf(sorts, 'code'),
  columns: () => [
    { id: 'code', label: 'Course', type: 'text', primary: true },
    { id: 'name', label: 'Name', type: 'text', long: true, hideOnPhone: true },
    {
      id: 'needed',
      label: 'Needed',
      type: 'hours',
      hint: 'The budget; of one position its part of it',
    },
    { id: 'assigned', label: 'Assigned', type: 'hours', hint: 'Proposed, offered and accepted hours' },
    { id: 'left', label: 'Left', type: 'hours', hint: 'Needed less assigned' },
    { id: 'people', label: 'People', type: 'number', hideOnPhone: true },
    { id: 'accepted', label: 'Accepted', type: 'hours', hint: 'Hours that people have agreed to' },
    { id: 'recorded', label: 'Worked', type: 'hours', hint: 'Hours in timesheets, approved or not' },
    { id: 'waiting', label: 'To approve', type: 'hours', hideOnPhone: true },
    { id: 'approved', label: 'Approved', type: 'hours', hint: 'Approved hours, exported or not' },
    { id: 'exported', label: 'Exported', type: 'hours', spare: true },
  ],
  load: async (scope, params) => {
    const { term } = scope
    const { position, archived } = params.filters
    const given = givenBy(scope, allocations.courseId, filtered(params))
    const worked = workedBy(scope, timesheets.courseId, filtered(params))
    const folded = normaliseForSearch(params.q)
    const needed = neededFor(position)
    const value: Record<string, SQL<number>> = {
      needed: whole(needed),
      assigned: orZero(given.assigned),
      left: whole(sql`${needed} - coalesce(${given.assigned}, 0)`),
      people: orZero(given.people),
      accepted: orZero(given.accepted),
      recorded: orZero(worked.recorded),
      waiting: orZero(worked.waiting),
      approved: orZero(worked.approved),
      exported: orZero(worked.exported),
    }
    const where = and(
      eq(courses.termId, term.id),
      readCourses(scope, courses.id),
      params.filters.course ? eq(courses.id, params.filters.course) : undefined,
      archived === 'no' ? isNull(courses.archivedAt) : undefined,
      archived === 'only' ? isNotNull(courses.archivedAt) : undefined,
      folded ? contains(courses.searchText, folded) : undefined,
    )
    const way = params.dir === 'asc' ? asc : desc
    const order =
      params.sort === 'name' ? courses.name : params.sort === 'code' ? courses.code : value[params.sort]
    const sums = ['needed', 'assigned', 'left', 'accepted', 'recorded', 'waiting', 'approved', 'exported']
    const [rows, [all]] = await Promise.all([
      db
        .select({
          id: courses.id,
          code: courses.code,
          name: courses.name,
          archivedAt: courses.archivedAt,
          ...value,
        })
        .from(courses)
        .leftJoin(given, eq(given.key, courses.id))
        .leftJoin(worked, eq(worked.key, courses.id))
        .where(where)
        .orderBy(way(order ?? courses.code), asc(courses.code), asc(courses.id))
        .limit(params.size)
        .offset((params.page - 1) * params.size),
      db
        .select({ n: count(), ...Object.fromEntries(sums.map((id) => [id, totalOf(value[id])])) })
        .from(courses)
        .leftJoin(given, eq(given.key, courses.id))
        .leftJoin(worked, eq(worked.key, courses.id))
        .where(where),
    ])
    const { n = 0, ...totals } = (all ?? {}) as Record<string, number>
    const only = position ? `&position=${position}` : ''
    return {
      total: n,
      totals,
      rows: rows.map(({ id, code, name, archivedAt, ...numbers }) => ({
        id,
        label: `${code} ${name}`,
        href: `/courses/${id}`,
        values: { ...numbers, code: archivedAt ? `${code} (archived)` : code, name },
        links: {
          assigned: `/reports/allocations?term=${term.id}&course=${id}${only}&state=proposed&state=offered&state=accepted`,
          people: `/enrolment?term=${term.id}&course=${id}`,
          recorded: `/reports/paydays?term=${term.id}&course=${id}${only}`,
        },
      })),
    }
  },
}
