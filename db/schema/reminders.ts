import { id, index, instant, int, primaryKey, table, varchar } from '@/db/columns'
import { paydays } from './courses'
import { users } from './users'

/** One round of reminders: a payday at one of its offsets. Its key is what keeps two sweeps from both starting it. */
export const reminderRounds = table(
  'reminder_rounds',
  {
    paydayId: id()
      .notNull()
      .references(() => paydays.id, { onDelete: 'cascade' }),
    /** Days before the cut-off. */
    daysBefore: int().notNull(),
    /** 09:00 of the institution's zone on that day. */
    dueAt: instant().notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.paydayId, t.daysBefore] })],
)

/** One person reminded of one payday at one offset, written in the transaction that queues the mail. */
export const hourReminders = table(
  'hour_reminders',
  {
    userId: id()
      .notNull()
      .references(() => users.id),
    paydayId: id()
      .notNull()
      .references(() => paydays.id, { onDelete: 'cascade' }),
    daysBefore: int().notNull(),
    emailId: id(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.paydayId, t.daysBefore] }),
    index('hour_reminders_payday').on(t.paydayId, t.createdAt),
  ],
)

/** One round of digests: of a day or of a cut-off. Its key is what keeps two sweeps from both sending it. */
export const digestRounds = table('digest_rounds', {
  digestKey: varchar(50).primaryKey(),
  startedAt: instant().notNull(),
})

/** One digest to one approver: of a day (`day:2027-03-09`) or of a cut-off (`cutoff:<payday>`). */
export const approvalDigests = table(
  'approval_digests',
  {
    userId: id()
      .notNull()
      .references(() => users.id),
    digestKey: varchar(50).notNull(),
    waiting: int().notNull(),
    emailId: id(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.digestKey] }),
    index('approval_digests_key').on(t.digestKey, t.createdAt),
  ],
)
