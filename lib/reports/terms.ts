import { and, asc, count, eq, exists, inArray, min, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, preferredCourses, terms, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { wasAccepted } from '@/lib/allocations/accepted'
import { countedQuarters, live } from '@/lib/allocations/counted'
import { sumsFor } from '@/lib/allocations/known'
import { byOthers } from '@/lib/review/scope'
import { neededFor } from './courses'
import { filtered } from './hours'
import { reportListOf } from './list'
import { pageOf, type ReportDefinition, sumsOf } from './report'
import { type ReportScope, readCourses } from './scope'
import { agreedQuarters, countWhen } from './sql'

const sorts = [
  'starts',
  'name',
  'applications',
  'accepted',
  'needed',
  'assigned',
  'agreed',
  'worked',
  'people',
  'firstTimers',
] as const

/** Applications that the viewer may count: of positions they decide on; else those to own courses. */
function ownApplications(scope: ReportScope): SQL | undefined {
  if (scope.decides.length > 0) return inArray(applications.position, scope.decides)
  return exists(
    db
      .select({ one: sql`1` })
      .from(preferredCourses)
      .where(
        and(
          eq(preferredCourses.applicationId, applications.id),
          inArray(preferredCourses.courseId, [...scope.courseIds, '']),
        ),
      ),
  )
}

/** Terms side by side. Six queries, whatever their number. */
export const termsReport: ReportDefinition = {
  id: 'terms',
  title: 'Comparison of terms',
  noun: 'terms',
  description: 'Applications, hours and people of each term. Archived terms and courses are counted.',
  ofTerm: false,
  filters: ['position', 'archived'],
  list: reportListOf(sorts, 'starts', 'desc'),
  columns: (scope) => [
    { id: 'name', label: 'Term', type: 'text', primary: true },
    { id: 'starts', label: 'First day', type: 'date', hideOnPhone: true },
    {
      id: 'applications',
      label: 'Applications',
      type: 'number',
      hint:
        scope.decides.length > 0
          ? 'Submitted, of the positions that you decide on'
          : 'Submitted, with a course of yours among the preferences',
    },
    ...(scope.decides.length > 0
      ? ([
          {
            id: 'accepted',
            label: 'Accepted',
            type: 'number',
            hint: 'Accepted applications, published or not',
          },
        ] as const)
      : []),
    { id: 'courses', label: 'Courses', type: 'number', spare: true },
    {
      id: 'needed',
      label: 'Hours needed',
      type: 'hours',
      hint: 'Budgets of the courses; of one position its part of them. Hours that a course has not split count for tutors and for markers',
    },
    { id: 'assigned', label: 'Assigned', type: 'hours', hint: 'Proposed, offered and accepted hours' },
    { id: 'agreed', label: 'Hours accepted', type: 'hours', spare: true },
    { id: 'worked', label: 'Worked', type: 'hours', hint: 'Hours in timesheets, approved or not' },
    { id: 'people', label: 'People', type: 'number', hint: 'Who accepted hours in the term' },
    {
      id: 'firstTimers',
      label: 'First-timers',
      type: 'number',
      hint: 'Of these people, those who accepted none in an earlier term',
    },
  ],
  load: async (scope, params) => {
    const of = filtered({ ...params, filters: { ...params.filters, course: undefined } })
    const { position, archived } = params.filters
    const first = db
      .select({
        userId: sql<string>`${allocations.userId}`.as('first_user'),
        day: min(terms.startsOn).as('first_day'),
      })
      .from(allocations)
      .innerJoin(terms, eq(terms.id, allocations.termId))
      .where(and(wasAccepted, readCourses(scope, allocations.courseId), of))
      .groupBy(allocations.userId)
      .as('first')
    const [all, applied, needed, given, sheets, newcomers] = await Promise.all([
      db
        .select({ id: terms.id, name: terms.name, startsOn: terms.startsOn, archivedAt: terms.archivedAt })
        .from(terms)
        .orderBy(asc(terms.startsOn), asc(terms.id)),
      db
        .select({
          termId: applications.termId,
          n: count(),
          accepted: countWhen(eq(applications.decision, 'accepted')),
        })
        .from(applications)
        .where(
          and(
            inArray(applications.state, ['submitted', 'published']),
            ownApplications(scope),
            byOthers(scope.viewer),
            position ? eq(applications.position, position) : undefined,
          ),
        )
        .groupBy(applications.termId),
      db
        .select({ termId: courses.termId, n: count(), quarters: whole(sql`sum(${neededFor(position)})`) })
        .from(courses)
        .where(readCourses(scope, courses.id))
        .groupBy(courses.termId),
      db
        .select({
          termId: allocations.termId,
          assigned: whole(sql`sum(case when ${live} then ${countedQuarters} else 0 end)`),
          agreed: whole(sql`sum(${agreedQuarters})`),
          people: whole(sql`count(distinct case when ${wasAccepted} then ${allocations.userId} end)`),
        })
        .from(allocations)
        .where(and(readCourses(scope, allocations.courseId), of, sumsFor(scope.viewer)))
        .groupBy(allocations.termId),
      db
        .select({ termId: timesheets.termId, quarters: whole(sql`sum(${timesheets.quarters})`) })
        .from(timesheets)
        .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
        .where(and(readCourses(scope, timesheets.courseId), of))
        .groupBy(timesheets.termId),
      db
        .select({ termId: allocations.termId, n: whole(sql`count(distinct ${allocations.userId})`) })
        .from(allocations)
        .innerJoin(terms, eq(terms.id, allocations.termId))
        .innerJoin(first, and(eq(first.userId, allocations.userId), eq(first.day, terms.startsOn)))
        .where(and(wasAccepted, readCourses(scope, allocations.courseId), of))
        .groupBy(allocations.termId),
    ])
    const at = <T extends { termId: string }>(rows: T[], id: string) => rows.find((row) => row.termId === id)
    const rows = all
      .filter((term) => !archived || (archived === 'only') === (term.archivedAt !== null))
      // A course coordinator compares the terms in which they coordinate.
      .filter((term) => scope.all || at(needed, term.id))
      .map((term) => ({
        id: term.id,
        label: term.name,
        href: `/reports/courses?term=${term.id}${position ? `&position=${position}` : ''}`,
        values: {
          name: term.archivedAt ? `${term.name} (archived)` : term.name,
          starts: term.startsOn,
          applications: at(applied, term.id)?.n ?? 0,
          // What is decided is known to those who decide alone.
          accepted: scope.decides.length > 0 ? (at(applied, term.id)?.accepted ?? 0) : null,
          courses: at(needed, term.id)?.n ?? 0,
          needed: at(needed, term.id)?.quarters ?? 0,
          assigned: at(given, term.id)?.assigned ?? 0,
          agreed: at(given, term.id)?.agreed ?? 0,
          worked: at(sheets, term.id)?.quarters ?? 0,
          people: at(given, term.id)?.people ?? 0,
          firstTimers: at(newcomers, term.id)?.n ?? 0,
        },
      }))
    return {
      total: rows.length,
      // People are counted once a term; over terms they do not add up.
      totals: sumsOf(rows, [
        'applications',
        'accepted',
        'courses',
        'needed',
        'assigned',
        'agreed',
        'worked',
        'firstTimers',
      ]),
      rows: pageOf(rows, params),
    }
  },
}
