import { and, asc, eq, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, paydays, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { filtered, workedBy } from './hours'
import { reportListOf } from './list'
import { plannedPer } from './plan'
import { pageOf, type ReportDefinition, sumsOf } from './report'
import { readCourses } from './scope'
import { agreedQuarters } from './sql'

const sorts = [
  'paidOn',
  'cutoff',
  'planned',
  'recorded',
  'waiting',
  'approved',
  'exported',
  'sheets',
] as const

/** Hours by payday: planned from what people agreed to, against what is in timesheets. Three queries. */
export const paydaysReport: ReportDefinition = {
  id: 'paydays',
  title: 'Hours by payday',
  noun: 'paydays',
  description:
    'Planned hours spread what people agreed to evenly over the days of the term. A payday holds the hours of its pay period, which ends with its cut-off.',
  ofTerm: true,
  filters: ['position', 'course'],
  list: reportListOf(sorts, 'paidOn'),
  columns: () => [
    { id: 'paidOn', label: 'Payday', type: 'date', primary: true },
    { id: 'cutoff', label: 'Cut-off', type: 'instant', hideOnPhone: true },
    { id: 'planned', label: 'Planned', type: 'hours' },
    { id: 'recorded', label: 'Worked', type: 'hours', hint: 'Hours in timesheets, approved or not' },
    { id: 'difference', label: 'Difference', type: 'hours', hint: 'Worked less planned', spare: true },
    { id: 'waiting', label: 'To approve', type: 'hours' },
    { id: 'approved', label: 'Approved', type: 'hours', hint: 'Approved hours, exported or not' },
    { id: 'exported', label: 'Exported', type: 'hours', hint: 'What payroll batches hold' },
    { id: 'sheets', label: 'Timesheets', type: 'number', hideOnPhone: true },
  ],
  load: async (scope, params) => {
    const { term } = scope
    const worked = workedBy(scope, timesheets.paydayId, filtered(params))
    const [days, sums, [agreed]] = await Promise.all([
      db.select().from(paydays).where(eq(paydays.termId, term.id)).orderBy(asc(paydays.paidOn)),
      db.select().from(worked),
      db
        .select({ quarters: whole(sql`sum(${agreedQuarters})`) })
        .from(allocations)
        .where(
          and(eq(allocations.termId, term.id), readCourses(scope, allocations.courseId), filtered(params)),
        ),
    ])
    const planned = plannedPer(agreed?.quarters ?? 0, term, days, scope.zone)
    const rows = days.map((day, i) => {
      const sum = sums.find((row) => row.key === day.id)
      const recorded = sum?.recorded ?? 0
      return {
        id: day.id,
        label: day.paidOn,
        values: {
          paidOn: day.paidOn,
          cutoff: day.cutoffAt,
          planned: planned[i] ?? 0,
          recorded,
          difference: recorded - (planned[i] ?? 0),
          waiting: sum?.waiting ?? 0,
          approved: sum?.approved ?? 0,
          exported: sum?.exported ?? 0,
          sheets: sum?.sheets ?? 0,
        },
      }
    })
    return {
      total: rows.length,
      totals: sumsOf(rows, [
        'planned',
        'recorded',
        'difference',
        'waiting',
        'approved',
        'exported',
        'sheets',
      ]),
      rows: pageOf(rows, params),
    }
  },
}
