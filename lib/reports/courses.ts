import { and, asc, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, courses, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { leftOfPosition } from '@/lib/courses/left'
import { hasWords } from '@/lib/search/words'
import type { Position } from '@/lib/vocabulary'
import { countAndSums, filtered, givenBy, givenInBoth, orZero, totalsOf, workedBy } from './hours'
import { reportListOf } from './list'
import type { ReportDefinition } from './report'
import { assignedHint, readCourses } from './scope'

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
export const neededFor = (position: Position | undefined): SQL => {
  if (!position) return sql`${courses.availableQuarters}`
  const [need, split, other] =
    position === 'tutor'
      ? [courses.needTutors, courses.tutorQuarters, courses.markerQuarters]
      : [courses.needMarkers, courses.markerQuarters, courses.tutorQuarters]
  return sql`case when ${need} = 1 then coalesce(${split}, ${courses.availableQuarters} - coalesce(${other}, 0)) else 0 end`
}

/** Hours left of the budget, of one position by its split as well; a position that is not needed has none to come. */
function leftFor(position: Position | undefined, both: SQL, own: SQL): SQL {
  const budget = sql`${courses.availableQuarters}`
  if (!position) return sql`${budget} - ${both}`
  const [need, split] =
    position === 'tutor'
      ? [courses.needTutors, courses.tutorQuarters]
      : [courses.needMarkers, courses.markerQuarters]
  return sql`case when ${need} = 1 then ${leftOfPosition(budget, split, both, own)} else 0 end`
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
  columns: (scope) => [
    { id: 'code', label: 'Course', type: 'text', primary: true },
    { id: 'name', label: 'Name', type: 'text', long: true, hideOnPhone: true },
    {
      id: 'needed',
      label: 'Needed',
      type: 'hours',
      hint: 'The budget; of one position its part of it. Hours that a course has not split count for tutors and for markers',
    },
    { id: 'assigned', label: 'Assigned', type: 'hours', hint: assignedHint(scope) },
    {
      id: 'left',
      label: 'Left',
      type: 'hours',
      hint: 'The budget less all that is assigned, to tutors and markers; of one position no more than is left of its part',
    },
    { id: 'people', label: 'People', type: 'number', hideOnPhone: true },
    {
      id: 'accepted',
      label: 'Accepted',
      type: 'hours',
      hint: 'Hours that people have agreed to; of ended work those worked',
    },
    { id: 'recorded', label: 'Worked', type: 'hours', hint: 'Hours in timesheets, approved or not' },
    { id: 'waiting', label: 'To approve', type: 'hours', hideOnPhone: true },
    { id: 'approved', label: 'Approved', type: 'hours', hint: 'Approved hours, exported or not' },
    { id: 'exported', label: 'Exported', type: 'hours', hint: 'What payroll batches hold', spare: true },
  ],
  load: async (scope, params) => {
    const { term } = scope
    const { position, archived } = params.filters
    const given = givenBy(scope, allocations.courseId, filtered(params))
    const worked = workedBy(scope, timesheets.courseId, filtered(params))
    const both = givenInBoth(scope)
    const needed = neededFor(position)
    const value: Record<string, SQL<number>> = {
      needed: whole(needed),
      assigned: orZero(given.assigned),
      left: whole(leftFor(position, orZero(both.quarters), orZero(given.assigned))),
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
      hasWords(courses.searchText, params.q),
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
        .leftJoin(both, eq(both.key, courses.id))
        .leftJoin(worked, eq(worked.key, courses.id))
        .where(where)
        .orderBy(way(order ?? courses.code), asc(courses.code), asc(courses.id))
        .limit(params.size)
        .offset((params.page - 1) * params.size),
      db
        .select(countAndSums(Object.fromEntries(sums.map((id) => [id, value[id]!]))))
        .from(courses)
        .leftJoin(given, eq(given.key, courses.id))
        .leftJoin(both, eq(both.key, courses.id))
        .leftJoin(worked, eq(worked.key, courses.id))
        .where(where),
    ])
    const only = position ? `&position=${position}` : ''
    return {
      ...totalsOf(all),
      rows: rows.map(({ id, code, name, archivedAt, ...numbers }) => ({
        id,
        label: `${code} ${name}`,
        href: `/courses/${id}`,
        values: { ...numbers, code: archivedAt ? `${code} (archived)` : code, name },
        links: {
          assigned: `/reports/allocations?term=${term.id}&course=${id}${only}&state=proposed&state=offered&state=accepted`,
          people: `/enrolment?term=${term.id}&course=${id}${position ? `#${position}s` : ''}`,
          recorded: `/reports/paydays?term=${term.id}&course=${id}${only}`,
        },
      })),
    }
  },
}
