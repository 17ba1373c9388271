import {
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
import { emailKinds, emailStates, mailTransports, positions } from '@/lib/vocabulary'

/** Who changed what, written in the transaction of the change; never updated, never deleted. */
export const auditLog = table(
  'audit_log',
  {
    id: id().primaryKey(),
    at: instant().notNull(),
    /** Null when the system itself acted (a background job). */
    actorId: id(),
    actorName: varchar(200).notNull(),
    action: varchar(64).notNull(),
    recordType: varchar(40).notNull(),
    recordId: varchar(64).notNull(),
    /** What the record is called, so that the log reads without it. */
    recordName: varchar(300).notNull(),
    termId: id(),
    courseId: id(),
    position: oneOf(positions),
    /** The person whose record it is, when there is one. */
    subjectId: id(),
    before: json<Record<string, unknown>>(),
    after: json<Record<string, unknown>>(),
    reason: varchar(1000),
  },
  (t) => [
    index('audit_log_at').on(t.at, t.id),
    index('audit_log_record').on(t.recordType, t.recordId, t.at),
    index('audit_log_actor').on(t.actorId, t.at),
    index('audit_log_position').on(t.position, t.at),
    index('audit_log_action').on(t.action, t.at),
  ],
)

export const emails = table(
  'emails',
  {
    id: id().primaryKey(),
    kind: oneOf(emailKinds).notNull(),
    toUserId: id(),
    toName: varchar(200).notNull(),
    toAddress: varchar(254).notNull(),
    subject: varchar(300).notNull(),
    state: oneOf(emailStates).notNull(),
    tries: int().notNull().default(0),
    error: varchar(1000),
    /** How it left; `outbox` is kept here for an admin to read. */
    transport: oneOf(mailTransports),
    /** `lib/text` fold of name, address and subject. */
    searchText: varchar(800).notNull(),
    /** The same mail asked for twice is one row. */
    idempotencyKey: varchar(120).notNull(),
    messageId: varchar(200).notNull(),
    /** Scope of the log: which coordinator may see it. */
    position: oneOf(positions),
    termId: id(),
    courseId: id(),
    applicationId: id(),
    publicationId: id(),
    createdAt: instant().notNull(),
    sendingAt: instant(),
    sentAt: instant(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('emails_once').on(t.idempotencyKey),
    index('emails_created').on(t.createdAt, t.id),
    index('emails_state').on(t.state, t.createdAt),
    index('emails_to').on(t.toUserId, t.createdAt),
    index('emails_publication').on(t.publicationId, t.state),
    index('emails_position').on(t.position, t.createdAt),
  ],
)

/** What a mail is made of and, once made, its text; apart from the log so that lists stay light. */
export const emailBodies = table('email_bodies', {
  emailId: id()
    .primaryKey()
    .references(() => emails.id, { onDelete: 'cascade' }),
  /** Props of the kind's component, without secrets. */
  props: json<Record<string, unknown>>().notNull(),
  /** Secret link or code, encrypted with AUTH_SECRET; wiped when the mail has left or the secret has expired. */
  secret: text(),
  /** As sent, with secrets replaced. */
  html: text(),
  plain: text(),
})

/** Events that belong to a committed change and still have to reach the job runner. */
export const outbox = table(
  'outbox',
  {
    id: id().primaryKey(),
    name: varchar(80).notNull(),
    data: json<Record<string, unknown>>().notNull(),
    createdAt: instant().notNull(),
    deliveredAt: instant(),
  },
  (t) => [index('outbox_pending').on(t.deliveredAt, t.id)],
)

export const jobStates = ['queued', 'running', 'sleeping', 'completed', 'failed', 'cancelled'] as const

/** One run of one function for one event, in the embedded runner. */
export const jobRuns = table(
  'job_runs',
  {
    id: id().primaryKey(),
    functionId: varchar(80).notNull(),
    /** Function and event: an event delivered twice is one run. */
    runKey: varchar(160).notNull(),
    /** Runs that share it are limited together (concurrency key). */
    groupKey: varchar(160).notNull(),
    event: json<Record<string, unknown>>().notNull(),
    state: oneOf(jobStates).notNull(),
    attempt: int().notNull().default(0),
    runAt: instant().notNull(),
    lockedBy: id(),
    lockedUntil: instant(),
    output: json<unknown>(),
    error: text(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('job_runs_key').on(t.runKey),
    index('job_runs_due').on(t.state, t.runAt),
    index('job_runs_group').on(t.state, t.groupKey),
    index('job_runs_age').on(t.createdAt),
  ],
)

export const jobSteps = table(
  'job_steps',
  {
    runId: id()
      .notNull()
      .references(() => jobRuns.id, { onDelete: 'cascade' }),
    stepId: varchar(80).notNull(),
    op: varchar(32).notNull(),
    name: varchar(200).notNull(),
    /** Result once `doneAt` is set; until then what is waited for (an event's condition). */
    data: json<unknown>(),
    error: json<unknown>(),
    attempt: int().notNull().default(0),
    wakeAt: instant(),
    doneAt: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.stepId] }),
    index('job_steps_waiting').on(t.op, t.name, t.doneAt),
  ],
)

/** One row per due time of a repeated job; its key is what keeps two instances from both doing it. */
export const cronTicks = table(
  'cron_ticks',
  { functionId: varchar(80).notNull(), dueAt: instant().notNull(), createdAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.functionId, t.dueAt] })],
)

/** Rows that exist to be locked: on MySQL one instance at a time chooses which runs it takes. */
export const jobLocks = table('job_locks', { name: varchar(64).primaryKey() })
