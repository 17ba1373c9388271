import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  applications,
  courses,
  paydays,
  preferredCourses,
  profiles,
  timesheets,
  users,
} from '@/db/schema'
import { whole } from '@/db/sql'
import { gpaNumber } from '@/lib/applications/grades'
import { byOthers } from '@/lib/review/scope'
import { EXPORT_LIMIT, type ExportColumn, tableOf } from '@/lib/spreadsheet/export'
import type { Table } from '@/lib/spreadsheet/write'
import { decisionNames, degreeLevelNames, type Position, positionNames } from '@/lib/vocabulary'
import { ownStaff, type ReportScope, readCourses } from './scope'

/** Sheets of the term workbook that are no report of their own: applications, preferences, timesheets. */

export type Sheet = { table: Table; total: number }

const handedIn = inArray(applications.state, ['submitted', 'published'])

type ApplicationRow = typeof applications.$inferSelect

const applicationColumns: ExportColumn<ApplicationRow>[] = [
  { id: 'name', label: 'Name', type: 'text', value: (row) => row.name },
  { id: 'upi', label: 'UPI', type: 'text', value: (row) => row.upi },
  { id: 'auid', label: 'Student ID', type: 'text', value: (row) => row.auid },
  { id: 'email', label: 'Email', type: 'text', value: (row) => row.email },
  { id: 'submitted', label: 'Submitted', type: 'instant', value: (row) => row.submittedAt },
  {
    id: 'degree',
    label: 'Degree level',
    type: 'text',
    value: (row) => row.degreeLevel && degreeLevelNames[row.degreeLevel],
  },
  { id: 'enrolment', label: 'Enrolment', type: 'text', value: (row) => row.enrolmentDetails },
  { id: 'gpa', label: 'GPA', type: 'number', value: (row) => gpaNumber(row.gpaHundredths) },
  {
    id: 'preferredGpa',
    label: 'Preferred GPA',
    type: 'number',
    value: (row) => gpaNumber(row.preferredGpaHundredths),
  },
  { id: 'resident', label: 'Citizen or resident', type: 'bool', value: (row) => row.citizenOrResident },
  { id: 'visa', label: 'Valid work visa', type: 'bool', value: (row) => row.validVisa },
  { id: 'overseas', label: 'Overseas now', type: 'bool', value: (row) => row.overseas },
  { id: 'returning', label: 'Returning', type: 'bool', value: (row) => row.returning },
  { id: 'max', label: 'Max a week', type: 'hours', value: (row) => row.maxWeekQuarters },
  {
    id: 'decision',
    label: 'Decision',
    type: 'text',
    value: (row) => (row.decision ? decisionNames[row.decision] : 'Undecided'),
  },
  { id: 'decided', label: 'Decided', type: 'instant', value: (row) => row.decidedAt },
  { id: 'published', label: 'Published', type: 'instant', value: (row) => row.publishedAt },
  { id: 'note', label: 'Note to the student', type: 'text', value: (row) => row.noteToStudent },
  { id: 'reason', label: 'Internal reason', type: 'text', value: (row) => row.internalReason },
]

/** Submitted applications of others in a position that the viewer decides on, with their decisions. Two queries. */
export async function applicationsSheet(scope: ReportScope, position: Position): Promise<Sheet> {
  if (!scope.decides.includes(position)) throw new RangeError(`${position}: not decided by this viewer`)
  const where = and(
    eq(applications.termId, scope.term.id),
    eq(applications.position, position),
    handedIn,
    byOthers(scope.viewer),
  )
  const [rows, [all]] = await Promise.all([
    db
      .select()
      .from(applications)
      .where(where)
      .orderBy(asc(applications.sortName), asc(applications.id))
      .limit(EXPORT_LIMIT),
    db
      .select({ n: whole(sql`count(*)`) })
      .from(applications)
      .where(where),
  ])
  return {
    table: tableOf(`${positionNames[position]} applications`, applicationColumns, rows),
    total: all?.n ?? 0,
  }
}

/**
 * One row per preferred course of a submitted application: of the positions that the viewer decides on,
 * and of both in the courses that they coordinate. No decisions. Two queries.
 */
export async function preferencesSheet(scope: ReportScope): Promise<Sheet> {
  const where = and(
    eq(applications.termId, scope.term.id),
    handedIn,
    // A coordinator who has applied reads nothing about themselves.
    byOthers(scope.viewer),
    or(
      inArray(applications.position, [...scope.decides, '' as Position]),
      inArray(preferredCourses.courseId, [...scope.courseIds, '']),
    ),
  )
  const [rows, [all]] = await Promise.all([
    db
      .select({
        name: applications.name,
        upi: applications.upi,
        email: applications.email,
        position: applications.position,
        rank: preferredCourses.rank,
        course: courses.code,
        completed: preferredCourses.completed,
        grade: preferredCourses.grade,
        workedBefore: preferredCourses.workedBefore,
        experience: preferredCourses.experience,
        whySuitable: preferredCourses.whySuitable,
        gpa: applications.gpaHundredths,
        preferredGpa: applications.preferredGpaHundredths,
      })
      .from(preferredCourses)
      .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
      .innerJoin(courses, eq(courses.id, preferredCourses.courseId))
      .where(where)
      .orderBy(
        asc(courses.code),
        asc(applications.position),
        asc(applications.sortName),
        asc(preferredCourses.id),
      )
      .limit(EXPORT_LIMIT),
    db
      .select({ n: whole(sql`count(*)`) })
      .from(preferredCourses)
      .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
      .where(where),
  ])
  const columns: ExportColumn<(typeof rows)[number]>[] = [
    { id: 'course', label: 'Course', type: 'text', value: (row) => row.course },
    { id: 'position', label: 'Position', type: 'text', value: (row) => positionNames[row.position] },
    { id: 'name', label: 'Name', type: 'text', value: (row) => row.name },
    { id: 'upi', label: 'UPI', type: 'text', value: (row) => row.upi },
    { id: 'email', label: 'Email', type: 'text', value: (row) => row.email },
    { id: 'rank', label: 'Rank', type: 'number', value: (row) => row.rank },
    { id: 'completed', label: 'Completed', type: 'bool', value: (row) => row.completed },
    { id: 'grade', label: 'Grade', type: 'text', value: (row) => row.grade },
    { id: 'gpa', label: 'GPA', type: 'number', value: (row) => gpaNumber(row.gpa) },
    {
      id: 'preferredGpa',
      label: 'Preferred GPA',
      type: 'number',
      value: (row) => gpaNumber(row.preferredGpa),
    },
    { id: 'workedBefore', label: 'Worked in it before', type: 'bool', value: (row) => row.workedBefore },
    { id: 'experience', label: 'Experience', type: 'text', value: (row) => row.experience },
    { id: 'whySuitable', label: 'Why suitable', type: 'text', value: (row) => row.whySuitable },
  ]
  return { table: tableOf('Preferences', columns, rows), total: all?.n ?? 0 }
}

/** One row per timesheet of the courses that are read. Two queries. */
export async function timesheetsSheet(scope: ReportScope): Promise<Sheet> {
  const where = and(eq(timesheets.termId, scope.term.id), readCourses(scope, timesheets.courseId))
  const [rows, [all]] = await Promise.all([
    db
      .select({
        name: users.name,
        upi: profiles.upi,
        auid: profiles.auid,
        mine: sql<number>`case when ${ownStaff(scope)} then 1 else 0 end`.mapWith(Number),
        course: courses.code,
        position: allocations.position,
        paidOn: paydays.paidOn,
        state: timesheets.state,
        late: timesheets.late,
        quarters: timesheets.quarters,
        submittedAt: timesheets.submittedAt,
        decidedAt: timesheets.decidedAt,
      })
      .from(timesheets)
      .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
      .innerJoin(paydays, eq(paydays.id, timesheets.paydayId))
      .innerJoin(courses, eq(courses.id, timesheets.courseId))
      .innerJoin(users, eq(users.id, timesheets.userId))
      .leftJoin(profiles, eq(profiles.userId, users.id))
      .where(where)
      .orderBy(asc(paydays.paidOn), asc(users.sortName), asc(timesheets.id))
      .limit(EXPORT_LIMIT),
    db
      .select({ n: whole(sql`count(*)`) })
      .from(timesheets)
      .where(where),
  ])
  const columns: ExportColumn<(typeof rows)[number]>[] = [
    { id: 'name', label: 'Name', type: 'text', value: (row) => row.name },
    { id: 'upi', label: 'UPI', type: 'text', value: (row) => row.upi },
    { id: 'auid', label: 'Student ID', type: 'text', value: (row) => (row.mine === 1 ? row.auid : null) },
    { id: 'course', label: 'Course', type: 'text', value: (row) => row.course },
    { id: 'position', label: 'Position', type: 'text', value: (row) => positionNames[row.position] },
    { id: 'payday', label: 'Payday', type: 'date', value: (row) => row.paidOn },
    { id: 'state', label: 'State', type: 'text', value: (row) => row.state },
    { id: 'late', label: 'Late', type: 'bool', value: (row) => row.late },
    { id: 'hours', label: 'Hours', type: 'hours', value: (row) => row.quarters },
    { id: 'submitted', label: 'Submitted', type: 'instant', value: (row) => row.submittedAt },
    { id: 'decided', label: 'Approved or returned', type: 'instant', value: (row) => row.decidedAt },
  ]
  return { table: tableOf('Timesheets', columns, rows), total: all?.n ?? 0 }
}
