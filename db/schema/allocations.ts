import { bool, day, id, index, instant, int, oneOf, table, uniqueIndex, varchar } from '@/db/columns'
import { activities, allocationSources, allocationStates, positions, timesheetStates } from '@/lib/vocabulary'
import { applications } from './applications'
import { courses, paydays, terms } from './courses'
import { users } from './users'

/** One person in one course in one position with a number of hours for the whole term. */
export const allocations = table(
  'allocations',
  {
    id: id().primaryKey(),
    userId: id()
      .notNull()
      .references(() => users.id),
    courseId: id()
      .notNull()
      .references(() => courses.id),
    termId: id()
      .notNull()
      .references(() => terms.id),
    position: oneOf(positions).notNull(),
    quarters: int().notNull(),
    /** Hours last agreed to, while a change of them waits for the person's answer (SPEC 8); else null. */
    agreedQuarters: int(),
    state: oneOf(allocationStates).notNull(),
    source: oneOf(allocationSources).notNull(),
    applicationId: id().references(() => applications.id),
    /** `course:person:position` while live, else null: nobody holds a course twice in one position. */
    liveKey: varchar(90),
    /** Written by whoever overrode a rule (SPEC 7). */
    overrideReason: varchar(1000),
    offeredAt: instant(),
    answerBy: instant(),
    answeredAt: instant(),
    /** When the person first said yes, never cleared: from then on it was their work (lib/allocations/accepted). */
    firstAcceptedAt: instant(),
    /** When the reminder of this offer was queued; null again with every new offer. */
    remindedAt: instant(),
    declineReason: varchar(1000),
    endedAt: instant(),
    endReason: varchar(1000),
    createdBy: id(),
    version: int().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('allocations_live').on(t.liveKey),
    // With the hours, so that a course's sums are read from the index alone.
    index('allocations_course').on(t.courseId, t.state, t.position, t.quarters, t.agreedQuarters),
    index('allocations_user').on(t.userId, t.termId, t.state),
    index('allocations_application').on(t.applicationId),
    // Offers that fall due, for the sweep.
    index('allocations_due').on(t.state, t.answerBy),
    index('allocations_term').on(t.termId, t.position, t.state),
    // Sums of a term by course and by person, read from the index alone.
    index('allocations_term_course').on(
      t.termId,
      t.courseId,
      t.position,
      t.state,
      t.quarters,
      t.agreedQuarters,
      t.answerBy,
    ),
    index('allocations_term_person').on(t.termId, t.userId, t.state, t.quarters, t.agreedQuarters),
  ],
)

export const timesheets = table(
  'timesheets',
  {
    id: id().primaryKey(),
    allocationId: id()
      .notNull()
      .references(() => allocations.id),
    paydayId: id()
      .notNull()
      .references(() => paydays.id),
    userId: id()
      .notNull()
      .references(() => users.id),
    courseId: id()
      .notNull()
      .references(() => courses.id),
    termId: id()
      .notNull()
      .references(() => terms.id),
    /** That of the allocation, which never changes: lists and sums are read from an index alone. */
    position: oneOf(positions).notNull(),
    state: oneOf(timesheetStates).notNull(),
    late: bool().notNull().default(false),
    quarters: int().notNull().default(0),
    submittedAt: instant(),
    decidedAt: instant(),
    decidedBy: id(),
    returnReason: varchar(1000),
    /** Who wrote the lines last, when it was not the person themselves (SPEC 3: on behalf, recorded). */
    onBehalfBy: id(),
    version: int().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('timesheets_one').on(t.allocationId, t.paydayId),
    index('timesheets_payday').on(t.paydayId, t.state),
    // The approval inbox: what waits in a term, of one position or of both, the longest waiting first; with the keys
    // of its other orders, so that no row is read but those of the page.
    index('timesheets_inbox').on(
      t.termId,
      t.state,
      t.submittedAt,
      t.id,
      t.userId,
      t.courseId,
      t.paydayId,
      t.quarters,
      t.late,
    ),
    index('timesheets_inbox_position').on(
      t.termId,
      t.position,
      t.state,
      t.submittedAt,
      t.id,
      t.userId,
      t.courseId,
      t.paydayId,
      t.quarters,
      t.late,
    ),
    // Counts and sums of a term and of a course.
    index('timesheets_term').on(t.termId, t.position, t.state, t.paydayId, t.late, t.quarters),
    index('timesheets_course').on(t.courseId, t.state, t.paydayId, t.late, t.position, t.quarters),
    index('timesheets_user').on(t.userId, t.termId),
  ],
)

export const timesheetLines = table(
  'timesheet_lines',
  {
    id: id().primaryKey(),
    timesheetId: id()
      .notNull()
      .references(() => timesheets.id, { onDelete: 'cascade' }),
    day: day().notNull(),
    quarters: int().notNull(),
    activity: oneOf(activities).notNull(),
    note: varchar(500),
  },
  (t) => [index('timesheet_lines_sheet').on(t.timesheetId, t.day)],
)

/** Hours beyond an allocation that an approver has allowed to be recorded and paid (SPEC 9). */
export const hourAllowances = table('hour_allowances', {
  allocationId: id()
    .primaryKey()
    .references(() => allocations.id, { onDelete: 'cascade' }),
  quarters: int().notNull(),
  reason: varchar(1000).notNull(),
  grantedBy: id().notNull(),
  version: int().notNull().default(1),
  updatedAt: instant().notNull(),
})
