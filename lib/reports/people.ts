import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, profiles, timesheets, users } from '@/db/schema'
import { nullsLast, whole } from '@/db/sql'
import { countedOfA, countedQuarters, live } from '@/lib/allocations/counted'
import { sumsFor, sumsOfA } from '@/lib/allocations/known'
import { weeklyHours } from '@/lib/hours'
import { hasWords } from '@/lib/search/words'
import { countAndSums, filtered, orZero, totalsOf, workedBy } from './hours'
import { type ReportParams, reportListOf } from './list'
import type { ReportDefinition } from './report'
import { assignedHint, ownStaff, type ReportScope, readCourses } from './scope'
import { agreedQuarters, countWhen, newestApplication, weeklyLimit } from './sql'

const sorts = ['name', 'courses', 'assigned', 'perWeek', 'limit', 'accepted', 'recorded', 'approved'] as const

/** People of the term: whoever has hours in it, or had some before they ended. */
function peopleOf(scope: ReportScope, params: ReportParams) {
  return db
    .select({
      userId: sql<string>`${allocations.userId}`.as('person_id'),
      assigned: whole(sql`sum(case when ${live} then ${countedQuarters} else 0 end)`).as('assigned'),
      accepted: whole(sql`sum(${agreedQuarters})`).as('accepted'),
      courses: whole(sql`count(distinct case when ${live} then ${allocations.courseId} end)`).as('courses'),
      mine: countWhen(ownStaff(scope)).as('mine'),
    })
    .from(allocations)
    .where(
      and(
        eq(allocations.termId, scope.term.id),
        inArray(allocations.state, ['proposed', 'offered', 'accepted', 'ended']),
        readCourses(scope, allocations.courseId),
        filtered(params),
        sumsFor(scope.viewer),
      ),
    )
    .groupBy(allocations.userId)
    .as('person')
}

/**
 * Hours by person, with the weekly load against what the person may work. Load and limit are of all their
 * courses, and so only for those who read all courses. Two queries.
 */
export const peopleReport: ReportDefinition = {
  id: 'people',
  title: 'Hours by person',
  noun: 'people',
  description: 'What each person was given and has worked, and their load against what they may work.',
  ofTerm: true,
  filters: ['position', 'course', 'over'],
  search: 'Search people',
  list: reportListOf(sorts, 'name'),
  columns: (scope) => [
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
    { id: 'courses', label: 'Courses', type: 'number', hideOnPhone: true },
    { id: 'assigned', label: 'Assigned', type: 'hours', hint: assignedHint(scope) },
    ...(scope.all
      ? ([
          {
            id: 'perWeek',
            label: 'Hours a week',
            type: 'number',
            digits: 1,
            hint: 'All assigned hours of the term over the teaching weeks',
          },
          {
            id: 'limit',
            label: 'May work a week',
            type: 'hours',
            hint: 'What they said, and no more than the visa cap where it holds',
          },
          { id: 'over', label: 'Over', type: 'bool' },
        ] as const)
      : []),
    {
      id: 'accepted',
      label: 'Accepted',
      type: 'hours',
      hint: 'Hours that they have agreed to; of ended work those worked',
    },
    { id: 'recorded', label: 'Worked', type: 'hours', hint: 'Hours in timesheets, approved or not' },
    { id: 'waiting', label: 'To approve', type: 'hours', hideOnPhone: true, spare: true },
    { id: 'approved', label: 'Approved', type: 'hours', hint: 'Approved hours, exported or not' },
    { id: 'exported', label: 'Exported', type: 'hours', hint: 'What payroll batches hold', spare: true },
  ],
  load: async (scope, params) => {
    const { term, weeks, visaCapQuarters } = scope
    const person = peopleOf(scope, params)
    const worked = workedBy(scope, timesheets.userId, filtered(params))
    const { position, course } = params.filters
    // A load is of all work in the term, whatever the report is narrowed to.
    const load =
      position || course
        ? sql`(select coalesce(sum(${countedOfA}), 0) from ${allocations} a where a.user_id = ${person.userId} and a.term_id = ${term.id} and a.state in ('proposed', 'offered', 'accepted')${sumsOfA(scope.viewer)})`
        : sql`${person.assigned}`
    const limit = weeklyLimit(visaCapQuarters)
    const over = sql`${load} > ${limit} * ${weeks}`
    const where = and(
      hasWords(users.searchText, params.q),
      params.filters.over && scope.all ? over : undefined,
    )
    const numbers = {
      assigned: orZero(person.assigned),
      accepted: orZero(person.accepted),
      recorded: orZero(worked.recorded),
      waiting: orZero(worked.waiting),
      approved: orZero(worked.approved),
      exported: orZero(worked.exported),
    }
    const way = params.dir === 'asc' ? asc : desc
    const by: Record<(typeof sorts)[number], SQL[]> = {
      name: [],
      courses: [way(person.courses)],
      assigned: [way(numbers.assigned)],
      perWeek: [way(load)],
      limit: nullsLast(limit, params.dir),
      accepted: [way(numbers.accepted)],
      recorded: [way(numbers.recorded)],
      approved: [way(numbers.approved)],
    }
    const sort = params.sort as (typeof sorts)[number]
    const [rows, [all]] = await Promise.all([
      db
        .select({
          id: users.id,
          name: users.name,
          email: users.email,
          upi: profiles.upi,
          auid: profiles.auid,
          mine: orZero(person.mine),
          courses: orZero(person.courses),
          load: orZero(load),
          limit: sql<number | null>`${limit}`.mapWith((value) => (value === null ? null : Number(value))),
          over: sql<number>`case when ${over} then 1 else 0 end`.mapWith(Number),
          ...numbers,
        })
        .from(person)
        .innerJoin(users, eq(users.id, person.userId))
        .leftJoin(profiles, eq(profiles.userId, users.id))
        .leftJoin(applications, newestApplication(person.userId, term.id))
        .leftJoin(worked, eq(worked.key, person.userId))
        .where(where)
        .orderBy(...by[sort], sort === 'name' ? way(users.sortName) : asc(users.sortName), asc(users.id))
        .limit(params.size)
        .offset((params.page - 1) * params.size),
      db
        .select(countAndSums(numbers))
        .from(person)
        .innerJoin(users, eq(users.id, person.userId))
        .leftJoin(profiles, eq(profiles.userId, users.id))
        .leftJoin(applications, newestApplication(person.userId, term.id))
        .leftJoin(worked, eq(worked.key, person.userId))
        .where(where),
    ])
    const only = `${position ? `&position=${position}` : ''}${course ? `&course=${course}` : ''}`
    return {
      ...totalsOf(all),
      rows: rows.map(({ id, mine, auid, load: held, limit: most, over: isOver, ...row }) => ({
        id,
        label: row.name,
        values: {
          ...row,
          auid: mine > 0 ? auid : null,
          perWeek: scope.all ? weeklyHours(held, weeks) : null,
          limit: scope.all && mine > 0 ? most : null,
          over: scope.all && most !== null ? isOver === 1 : null,
        },
        links: {
          assigned: `/reports/allocations?term=${term.id}&person=${id}${only}&state=proposed&state=offered&state=accepted`,
        },
      })),
    }
  },
}
