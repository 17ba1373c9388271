import {
  bool,
  day,
  id,
  index,
  instant,
  int,
  json,
  oneOf,
  primaryKey,
  table,
  text,
  uniqueIndex,
  varchar,
} from '@/db/columns'
import { applicationLimits } from '@/lib/vocabulary'
import { users } from './users'

export const terms = table(
  'terms',
  {
    id: id().primaryKey(),
    name: varchar(120).notNull(),
    startsOn: day().notNull(),
    endsOn: day().notNull(),
    breakWeeks: int().notNull().default(0),
    open: bool().notNull(),
    tutorLimit: oneOf(applicationLimits).notNull(),
    markerLimit: oneOf(applicationLimits).notNull(),
    /** A day; it ends at 23:59:59 of the institution's zone. */
    tutorDeadline: day(),
    markerDeadline: day(),
    tutorResultsOn: day(),
    markerResultsOn: day(),
    archivedAt: instant(),
    version: int().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [uniqueIndex('terms_name').on(t.name), index('terms_start').on(t.startsOn, t.id)],
)

export const paydays = table(
  'paydays',
  {
    id: id().primaryKey(),
    termId: id()
      .notNull()
      .references(() => terms.id),
    paidOn: day().notNull(),
    cutoffAt: instant().notNull(),
    /** Days before the cut-off at which people are reminded. */
    reminderDays: json<number[]>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [uniqueIndex('paydays_day').on(t.termId, t.paidOn), index('paydays_cutoff').on(t.cutoffAt)],
)

export const courses = table(
  'courses',
  {
    id: id().primaryKey(),
    termId: id()
      .notNull()
      .references(() => terms.id),
    code: varchar(32).notNull(),
    name: varchar(200).notNull(),
    /** Budget for the whole term in quarter hours, shared by both positions; the splits are optional. */
    availableQuarters: int().notNull().default(0),
    tutorQuarters: int(),
    markerQuarters: int(),
    estimatedStudents: int(),
    currentStudents: int(),
    needTutors: bool().notNull().default(false),
    needMarkers: bool().notNull().default(false),
    assignments: int(),
    labsPerWeek: int(),
    tutorialsPerWeek: int(),
    wantedTutors: int(),
    wantedMarkers: int(),
    /** Hours of each teaching week in proportion, as typed numbers ("0, 10, 10, 20"); null is even. */
    tutorWeeks: varchar(400),
    markerWeeks: varchar(400),
    tutorResponsibility: text(),
    markerResponsibility: text(),
    canPreAssign: bool().notNull().default(false),
    /** A day; null means the term's. */
    tutorDeadline: day(),
    markerDeadline: day(),
    prerequisite: varchar(500),
    /** For coordinators only. */
    notes: text(),
    /** `lib/text` fold of code, name and prerequisite. */
    searchText: varchar(760).notNull(),
    archivedAt: instant(),
    version: int().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('courses_code').on(t.termId, t.code),
    index('courses_list').on(t.termId, t.archivedAt, t.code),
  ],
)

export const courseCoordinators = table(
  'course_coordinators',
  {
    courseId: id()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    userId: id()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.courseId, t.userId] }),
    index('course_coordinators_user').on(t.userId, t.courseId),
  ],
)

/** A parsed file between preview and apply; nothing of it is written to courses before that. */
export const importPreviews = table(
  'import_previews',
  {
    id: id().primaryKey(),
    userId: id()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    termId: id()
      .notNull()
      .references(() => terms.id, { onDelete: 'cascade' }),
    fileName: varchar(200).notNull(),
    payload: json<unknown>().notNull(),
    createdAt: instant().notNull(),
    appliedAt: instant(),
  },
  (t) => [index('import_previews_user').on(t.userId, t.createdAt)],
)
