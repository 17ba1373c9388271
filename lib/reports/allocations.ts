import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, courses, profiles, timesheets, users } from '@/db/schema'
import { nullsLast, whole } from '@/db/sql'
import { countedQuarters } from '@/lib/allocations/counted'
import { sourceNames } from '@/lib/allocations/facts'
import { hasWords } from '@/lib/search/words'
import { allocationStateNames, positionNames } from '@/lib/vocabulary'
import { countAndSums, filtered, orZero, totalsOf, workedBy } from './hours'
import { reportListOf } from './list'
import type { ReportDefinition } from './report'
import { knownAllocations, ownStaff, readCourses } from './scope'
import { agreedQuarters } from './sql'

const sorts = [
  'name',
  'course',
  'position',
  'state',
  'hours',
  'accepted',
  'answerBy',
  'recorded',
  'approved',
  'left',
] as const

/** One row per allocation that the viewer may know of. Two queries. */
export const allocationsReport: ReportDefinition = {
  id: 'allocations',
  title: 'Allocations',
  noun: 'allocations',
  description: 'Who has how many hours in which course, how far the offer is, and what was worked of it.',
  ofTerm: true,
  filters: ['position', 'course', 'person', 'state', 'agreed'],
  search: 'Search people',
  list: reportListOf(sorts, 'name'),
  columns: () => [
    { id: 'name', label: 'Name', type: 'text', primary: true },
    { id: 'upi', label: 'UPI', type: 'text', hideOnPhone: true },
    {
      id: 'auid',
      label: 'Student ID',
      type: 'text',
      hideOnPhone: true,
      spare: true,
      hint: 'Of people in your positions and courses',
    },
    { id: 'email', label: 'Email', type: 'text', long: true, hideOnPhone: true, spare: true },
    { id: 'course', label: 'Course', type: 'text' },
    { id: 'position', label: 'Position', type: 'text', hideOnPhone: true },
    { id: 'state', label: 'State', type: 'text' },
    { id: 'source', label: 'Source', type: 'text', hideOnPhone: true, spare: true },
    {
      id: 'hours',
      label: 'Hours',
      type: 'hours',
      hint: 'While a change waits for an answer, the larger of the hours before and after',
    },
    {
      id: 'accepted',
      label: 'Accepted',
      type: 'hours',
      hint: 'Hours that they have agreed to; of ended work those worked',
    },
    { id: 'answerBy', label: 'Answer by', type: 'instant', hideOnPhone: true },
    { id: 'recorded', label: 'Worked', type: 'hours', hint: 'Hours in timesheets, approved or not' },
    { id: 'approved', label: 'Approved', type: 'hours', hideOnPhone: true },
    {
      id: 'left',
      label: 'Left',
      type: 'hours',
      hint: 'Accepted hours that are not worked yet',
      hideOnPhone: true,
    },
  ],
  load: async (scope, params) => {
    const { state, agreed, person } = params.filters
    const worked = workedBy(scope, timesheets.allocationId, filtered(params))
    const where = and(
      eq(allocations.termId, scope.term.id),
      readCourses(scope, allocations.courseId),
      knownAllocations(scope),
      filtered(params),
      person ? eq(allocations.userId, person) : undefined,
      state.length > 0 ? inArray(allocations.state, state) : undefined,
      agreed ? sql`${agreedQuarters} > 0` : undefined,
      hasWords(users.searchText, params.q),
    )
    const numbers = {
      hours: whole(countedQuarters),
      accepted: whole(agreedQuarters),
      recorded: orZero(worked.recorded),
      approved: orZero(worked.approved),
      left: whole(
        sql`case when ${agreedQuarters} > coalesce(${worked.recorded}, 0) then ${agreedQuarters} - coalesce(${worked.recorded}, 0) else 0 end`,
      ),
    }
    const way = params.dir === 'asc' ? asc : desc
    const by: Record<(typeof sorts)[number], SQL[]> = {
      name: [way(users.sortName)],
      course: [way(courses.code)],
      position: [way(allocations.position)],
      state: [way(allocations.state)],
      hours: [way(numbers.hours)],
      accepted: [way(numbers.accepted)],
      answerBy: nullsLast(allocations.answerBy, params.dir),
      recorded: [way(numbers.recorded)],
      approved: [way(numbers.approved)],
      left: [way(numbers.left)],
    }
    const [rows, [all]] = await Promise.all([
      db
        .select({
          id: allocations.id,
          name: users.name,
          email: users.email,
          upi: profiles.upi,
          auid: profiles.auid,
          mine: sql<number>`case when ${ownStaff(scope)} then 1 else 0 end`.mapWith(Number),
          courseId: courses.id,
          course: courses.code,
          position: allocations.position,
          state: allocations.state,
          source: allocations.source,
          answerBy: allocations.answerBy,
          ...numbers,
        })
        .from(allocations)
        .innerJoin(users, eq(users.id, allocations.userId))
        .innerJoin(courses, eq(courses.id, allocations.courseId))
        .leftJoin(profiles, eq(profiles.userId, users.id))
        .leftJoin(worked, eq(worked.key, allocations.id))
        .where(where)
        .orderBy(...by[params.sort as (typeof sorts)[number]], asc(users.sortName), asc(allocations.id))
        .limit(params.size)
        .offset((params.page - 1) * params.size),
      db
        .select(countAndSums(numbers))
        .from(allocations)
        .innerJoin(users, eq(users.id, allocations.userId))
        .leftJoin(worked, eq(worked.key, allocations.id))
        .where(where),
    ])
    return {
      ...totalsOf(all),
      rows: rows.map(({ id, mine, auid, courseId, ...row }) => ({
        id,
        label: `${row.name}, ${row.course}`,
        values: {
          ...row,
          auid: mine === 1 ? auid : null,
          position: positionNames[row.position],
          state: allocationStateNames[row.state],
          source: sourceNames[row.source],
        },
        links: { course: `/enrolment?term=${scope.term.id}&course=${courseId}` },
      })),
    }
  },
}
