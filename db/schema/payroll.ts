import { day, id, index, instant, int, json, oneOf, table, uniqueIndex, varchar } from '@/db/columns'
import { degreeLevels, payrollLineKinds, positions } from '@/lib/vocabulary'
import { timesheets } from './allocations'
import { paydays, terms } from './courses'
import { users } from './users'

/** Cents per hour of a position and degree level, from a day on until the next one of the same kind. */
export const payRates = table(
  'pay_rates',
  {
    id: id().primaryKey(),
    position: oneOf(positions).notNull(),
    degreeLevel: oneOf(degreeLevels).notNull(),
    centsPerHour: int().notNull(),
    validFrom: day().notNull(),
    createdBy: id().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [uniqueIndex('pay_rates_one').on(t.position, t.degreeLevel, t.validFrom)],
)

/**
 * One export of a payday and position. Nothing of it is ever changed: totals, lines and the two files
 * stay as they were made, whatever becomes of the people, courses and rates.
 */
export const payrollBatches = table(
  'payroll_batches',
  {
    id: id().primaryKey(),
    termId: id()
      .notNull()
      .references(() => terms.id),
    paydayId: id()
      .notNull()
      .references(() => paydays.id),
    position: oneOf(positions).notNull(),
    /** 1, 2, 3 … within the payday and position. */
    number: int().notNull(),
    /** The same request again is the same batch. */
    requestKey: varchar(64).notNull(),
    createdBy: id()
      .notNull()
      .references(() => users.id),
    /** As the person was called then. */
    createdByName: varchar(200).notNull(),
    createdAt: instant().notNull(),
    people: int().notNull(),
    sheets: int().notNull(),
    lines: int().notNull(),
    corrections: int().notNull(),
    /** Differences add up: a batch of corrections alone can be negative. */
    quarters: int().notNull(),
    /** Cents of the hours that have a rate. */
    amountCents: int().notNull(),
    /** Quarter hours without a rate, whose amount is blank. */
    unratedQuarters: int().notNull(),
    /** Where the bytes of the files are in the storage, and what they must be. */
    xlsxKey: varchar(120).notNull(),
    xlsxSha256: varchar(64).notNull(),
    csvKey: varchar(120).notNull(),
    csvSha256: varchar(64).notNull(),
  },
  (t) => [
    uniqueIndex('payroll_batches_number').on(t.paydayId, t.position, t.number),
    uniqueIndex('payroll_batches_request').on(t.requestKey),
    index('payroll_batches_term').on(t.termId, t.position, t.createdAt, t.id),
  ],
)

/** One timesheet at one rate in a batch, as the file says it. */
export const payrollLines = table(
  'payroll_lines',
  {
    id: id().primaryKey(),
    batchId: id()
      .notNull()
      .references(() => payrollBatches.id),
    /** Place in the file, from 1. */
    line: int().notNull(),
    timesheetId: id()
      .notNull()
      .references(() => timesheets.id),
    /** No foreign key: it would lock the person's row while their hours of another payday are being saved. */
    userId: id().notNull(),
    name: varchar(200).notNull(),
    auid: varchar(9),
    upi: varchar(16),
    course: varchar(32).notNull(),
    /** The pay period of the payday. */
    periodFrom: day().notNull(),
    periodTo: day().notNull(),
    /** Null: no rate was set. */
    rateId: id().references(() => payRates.id),
    rateCents: int(),
    /** Differences to all that was exported of this timesheet at this rate before; the whole the first time. */
    quarters: int().notNull(),
    amountCents: int(),
    /** The difference by day. It is also what keeps a day's rate: the first line that names the day. */
    days: json<Record<string, number>>().notNull(),
    approver: varchar(200),
    kind: oneOf(payrollLineKinds).notNull(),
    /** `lib/text` fold of person, AUID, UPI and course. */
    searchText: varchar(300).notNull(),
  },
  (t) => [
    uniqueIndex('payroll_lines_place').on(t.batchId, t.line),
    index('payroll_lines_sheet').on(t.timesheetId),
    index('payroll_lines_rate').on(t.rateId),
  ],
)
