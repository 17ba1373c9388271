import { bool, id, index, instant, int, json, oneOf, table, text, uniqueIndex, varchar } from '@/db/columns'
import {
  applicationStates,
  decisions,
  degreeLevels,
  positions,
  scheduleStates,
  verdicts,
} from '@/lib/vocabulary'
import { courses, terms } from './courses'
import { files, users } from './users'

/**
 * One student, one term, one position. The answers stand in the row itself: they are the snapshot
 * that later changes of the profile do not touch.
 */
export const applications = table(
  'applications',
  {
    id: id().primaryKey(),
    studentId: id()
      .notNull()
      .references(() => users.id),
    termId: id()
      .notNull()
      .references(() => terms.id),
    position: oneOf(positions).notNull(),
    state: oneOf(applicationStates).notNull(),
    decision: oneOf(decisions),
    /**
     * `student:term:position` while the application is live and the limit is one, else null. Its
     * unique index is the constraint that holds "one live application" on both databases.
     */
    liveKey: varchar(90),

    name: varchar(200),
    upi: varchar(16),
    auid: varchar(9),
    email: varchar(254),

    overseas: bool(),
    returning: bool(),
    citizenOrResident: bool(),
    validVisa: bool(),
    enrolmentDetails: varchar(500),
    degreeLevel: oneOf(degreeLevels),
    otherContracts: bool(),
    otherContractsText: varchar(500),
    otherContractQuarters: int(),
    maxWeekQuarters: int(),
    gpaHundredths: int(),

    cvFileId: id().references(() => files.id),
    transcriptFileId: id().references(() => files.id),

    /** GPA over the grades of the preferred courses in hundredths; null shows as "–". Kept for sorting. */
    preferredGpaHundredths: int(),
    /** Steps that were saved at least once. */
    stepsSaved: json<string[]>().notNull(),
    searchText: varchar(700).notNull(),
    sortName: varchar(200).notNull(),

    submittedAt: instant(),
    /** The student's last change to what was submitted; later than `decidedAt`: changed since the decision. */
    editedAt: instant(),
    withdrawnAt: instant(),
    decidedAt: instant(),
    decidedBy: id(),
    /** Told to the student with the result. */
    noteToStudent: varchar(1000),
    /** For coordinators only. */
    internalReason: varchar(1000),
    publishedAt: instant(),
    publicationId: id(),
    version: int().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    /** Who changed it last, for the words of a conflict; null for the system. */
    updatedBy: id(),
  },
  (t) => [
    uniqueIndex('applications_live').on(t.liveKey),
    // Down to the newest of a term.
    index('applications_student').on(t.studentId, t.termId, t.state, t.submittedAt, t.id),
    index('applications_list').on(t.termId, t.position, t.state, t.decision, t.sortName, t.id, t.studentId),
    index('applications_submitted').on(t.termId, t.position, t.state, t.submittedAt, t.studentId),
    index('applications_cv').on(t.cvFileId),
    index('applications_transcript').on(t.transcriptFileId),
  ],
)

/**
 * What is being typed: the answers of a draft, or of changes to a submitted application that are not
 * submitted yet, as they stand in the form. Only submission checks them and copies them into the
 * application, so that no half-typed word is lost and none is ever read by a coordinator.
 */
export const applicationDrafts = table('application_drafts', {
  applicationId: id()
    .primaryKey()
    .references(() => applications.id, { onDelete: 'cascade' }),
  answers: json<unknown>().notNull(),
  /** Fingerprint of the submitted answers that the changes started from; null for a draft. */
  base: varchar(64),
  updatedAt: instant().notNull(),
  updatedBy: id(),
})

export const preferredCourses = table(
  'preferred_courses',
  {
    id: id().primaryKey(),
    applicationId: id()
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    courseId: id()
      .notNull()
      .references(() => courses.id),
    /** 1 is the most wanted. */
    rank: int().notNull(),
    completed: bool(),
    grade: varchar(8),
    whySuitable: varchar(1000),
    experience: varchar(1000),
    workedBefore: bool(),
  },
  (t) => [
    uniqueIndex('preferred_courses_pair').on(t.applicationId, t.courseId),
    index('preferred_courses_course').on(t.courseId, t.rank, t.applicationId),
  ],
)

export const endorsements = table(
  'endorsements',
  {
    id: id().primaryKey(),
    applicationId: id()
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    courseId: id()
      .notNull()
      .references(() => courses.id),
    coordinatorId: id()
      .notNull()
      .references(() => users.id),
    verdict: oneOf(verdicts),
    /** Private to coordinators. */
    comment: varchar(1000),
    /** Place in this coordinator's own order for this course and position, from 1. */
    place: int(),
    version: int().notNull().default(1),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('endorsements_one').on(t.applicationId, t.courseId, t.coordinatorId),
    index('endorsements_course').on(t.courseId, t.coordinatorId),
  ],
)

export const applicationNotes = table(
  'application_notes',
  {
    id: id().primaryKey(),
    applicationId: id()
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    authorId: id()
      .notNull()
      .references(() => users.id),
    body: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('application_notes_application').on(t.applicationId, t.createdAt)],
)

export const lateGrants = table(
  'late_grants',
  {
    id: id().primaryKey(),
    studentId: id()
      .notNull()
      .references(() => users.id),
    termId: id()
      .notNull()
      .references(() => terms.id),
    position: oneOf(positions).notNull(),
    until: instant().notNull(),
    reason: varchar(500),
    grantedBy: id()
      .notNull()
      .references(() => users.id),
    createdAt: instant().notNull(),
  },
  (t) => [uniqueIndex('late_grants_one').on(t.studentId, t.termId, t.position)],
)

/** One act of publishing; its key makes a double click or a repeated request the same act. */
export const publications = table(
  'publications',
  {
    id: id().primaryKey(),
    termId: id()
      .notNull()
      .references(() => terms.id),
    position: oneOf(positions).notNull(),
    requestKey: varchar(64).notNull(),
    publishedBy: id()
      .notNull()
      .references(() => users.id),
    accepted: int().notNull(),
    rejected: int().notNull(),
    reserve: int().notNull(),
    quarters: int().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('publications_request').on(t.requestKey),
    index('publications_term').on(t.termId, t.createdAt),
  ],
)

/**
 * What a decision on many at once found and left, one row for each application that it changed: enough to take
 * it back exactly. The daily clean-up removes what can be taken back no more.
 */
export const bulkDecided = table(
  'bulk_decided',
  {
    id: id().primaryKey(),
    /** The same for all that were decided at once. */
    bulkId: id().notNull(),
    applicationId: id()
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    /** Of the application, as it was left. */
    version: int().notNull(),
    /** `Before` of lib/review/before.ts. */
    before: json<unknown>().notNull(),
    /** Proposals as they were left. */
    proposals: json<{ id: string; version: number }[]>().notNull(),
    /** Keys of the rules that going back breaks: what stood before stood although it broke them. */
    broken: json<string[]>().notNull(),
    decidedBy: id().notNull(),
    decidedAt: instant().notNull(),
    undoneAt: instant(),
  },
  (t) => [
    uniqueIndex('bulk_decided_one').on(t.bulkId, t.applicationId),
    index('bulk_decided_application').on(t.applicationId),
    index('bulk_decided_by').on(t.decidedBy, t.decidedAt),
  ],
)

/**
 * Results that are to be published at a later time. Until then nothing of it can be seen by a student; at
 * the time one job publishes what is publishable then.
 */
export const publicationSchedules = table(
  'publication_schedules',
  {
    id: id().primaryKey(),
    termId: id()
      .notNull()
      .references(() => terms.id),
    position: oneOf(positions).notNull(),
    requestKey: varchar(64).notNull(),
    state: oneOf(scheduleStates).notNull(),
    dueAt: instant().notNull(),
    createdBy: id()
      .notNull()
      .references(() => users.id),
    /** Once published. */
    publicationId: id(),
    /** Why nothing was published. */
    failure: varchar(1000),
    version: int().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('publication_schedules_request').on(t.requestKey),
    index('publication_schedules_due').on(t.state, t.dueAt),
    index('publication_schedules_term').on(t.termId, t.position, t.state, t.dueAt),
  ],
)

/** What waits in a schedule; an application waits in one at most. Gone once it is published or cancelled. */
export const scheduledResults = table(
  'scheduled_results',
  {
    applicationId: id()
      .primaryKey()
      .references(() => applications.id, { onDelete: 'cascade' }),
    scheduleId: id()
      .notNull()
      .references(() => publicationSchedules.id, { onDelete: 'cascade' }),
  },
  (t) => [index('scheduled_results_schedule').on(t.scheduleId)],
)
