import { and, asc, desc, eq, inArray, not, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  courses,
  hourAllowances,
  hourReminders,
  paydays,
  reminderRounds,
  terms,
  timesheets,
  users,
} from '@/db/schema'
import { whole } from '@/db/sql'
import { type IsoDay, todayIn } from '@/lib/dates'
import { can, type Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import { loadSettings } from '@/lib/settings/queries'
import type { Position, TimesheetState } from '@/lib/vocabulary'
import { hasBegun, hoursDue, worksIn } from './hours-due'
import { approvable } from './inbox-scope'
import { isEmptyPeriod, type PayPeriod, payPeriods } from './periods'
import type { ReminderParams, ReminderTab } from './reminder-list'
import { dueReminder, remindersOf } from './reminder-rules'

export type ReminderRow = {
  allocationId: string
  userId: string
  personName: string
  courseCode: string
  position: Position
  sheetId: string | null
  state: TimesheetState | null
  late: boolean
  /** Hours are due and not submitted. */
  due: boolean
  /** When this person is reminded next; null for whom hours are not due of, and for accounts that get no reminders. */
  nextAt: Date | null
  /** When this person was reminded, the latest first, with the days before the cut-off. */
  reminded: { daysBefore: number; at: Date }[]
  /** The viewer may record for the person. */
  mayRecord: boolean
}

export type ReminderPage = {
  paydays: { id: string; paidOn: IsoDay }[]
  period: PayPeriod | null
  /** Each offset of the payday: when it goes out, and when it went. */
  schedule: {
    daysBefore: number
    at: Date
    /** When it went: once for each payday, also where the cut-off was moved later since. */
    startedAt: Date | null
    finishedAt: Date | null
    reminded: number
    past: boolean
    /** Its time has come, and the next round sends it. */
    underWay: boolean
  }[]
  /** The period has begun: before, nobody is asked for its hours. */
  begun: boolean
  rows: ReminderRow[]
  total: number
  counts: Record<ReminderTab, number>
}

/**
 * Who has not submitted hours for a payday, who was reminded of it when, and when the next reminder goes
 * out: for the work whose hours the viewer approves. The payday asked for, else the next whose cut-off is
 * ahead, else the last. Seven queries whatever the number of rows.
 */
export async function getReminderPage(
  viewer: Viewer,
  termId: string,
  params: ReminderParams,
  now: Date = new Date(),
): Promise<ReminderPage> {
  const { timeZone: zone } = await loadSettings()
  const [[term], all] = await Promise.all([
    db.select().from(terms).where(eq(terms.id, termId)),
    db.select().from(paydays).where(eq(paydays.termId, termId)).orderBy(asc(paydays.paidOn)),
  ])
  const payday =
    all.find((one) => one.id === params.filters.payday) ?? all.find((one) => one.cutoffAt > now) ?? all.at(-1)
  const options = all.map(({ id, paidOn }) => ({ id, paidOn }))
  const periods = term ? payPeriods(term, all, zone) : []
  const period = periods.find((one) => one.paydayId === payday?.id) ?? null
  const none: ReminderPage = {
    paydays: options,
    period,
    schedule: [],
    begun: false,
    rows: [],
    total: 0,
    counts: { due: 0, submitted: 0, all: 0 },
  }
  if (!payday || !period || isEmptyPeriod(period)) return none
  const begun = hasBegun(period, todayIn(zone, now))
  const due = begun ? hoursDue(period, zone) : sql`1 = 0`
  const submitted = inArray(timesheets.state, ['submitted', 'approved', 'exported'])
  const mine = and(
    eq(allocations.termId, termId),
    worksIn(period, zone),
    approvable(viewer),
    hasWords(users.searchText, params.q),
  )
  const tab = params.filters.tab ?? 'due'
  const [counted, rounds, told] = await Promise.all([
    countRows(period.paydayId, mine, due, submitted),
    db.select().from(reminderRounds).where(eq(reminderRounds.paydayId, payday.id)),
    toldPerOffset(viewer, payday.id, termId),
  ])
  const total = counted[tab]
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const wanted = { due, submitted, all: undefined }[tab]
  const rows = await selectRows(period.paydayId, and(mine, wanted), due, params, (page - 1) * params.size)
  const reminded = await remindersTo(payday.id, [...new Set(rows.map((row) => row.userId))])
  const going = dueReminder(payday, zone, now)?.daysBefore
  const schedule = remindersOf(payday, zone).map((one) => {
    const round = rounds.find(({ daysBefore }) => daysBefore === one.daysBefore)
    const { startedAt = null, finishedAt = null } = round ?? {}
    return {
      ...one,
      startedAt,
      finishedAt,
      reminded: told.get(one.daysBefore) ?? 0,
      past: one.at <= now,
      underWay: one.daysBefore === going && finishedAt === null,
    }
  })
  const next = schedule.find((one) => !one.past && one.startedAt === null)?.at ?? null
  return {
    paydays: options,
    period,
    schedule,
    begun,
    rows: rows.map(({ account, ...row }) => ({
      ...row,
      late: row.late ?? false,
      due: row.due === 1,
      nextAt: row.due === 1 && account === 'active' ? next : null,
      reminded: reminded.get(row.userId) ?? [],
      mayRecord: can(viewer, 'hours.record', { ownerId: row.userId, position: row.position }).allowed,
    })),
    total,
    counts: counted,
  }
}

const joined = (paydayId: string) =>
  and(eq(timesheets.allocationId, allocations.id), eq(timesheets.paydayId, paydayId))

async function countRows(
  paydayId: string,
  mine: SQL | undefined,
  due: SQL,
  submitted: SQL,
): Promise<Record<ReminderTab, number>> {
  const [row] = await db
    .select({
      all: whole(sql`count(*)`),
      due: whole(sql`sum(case when ${due} then 1 else 0 end)`),
      submitted: whole(sql`sum(case when ${submitted} then 1 else 0 end)`),
    })
    .from(allocations)
    .innerJoin(users, eq(users.id, allocations.userId))
    .leftJoin(hourAllowances, eq(hourAllowances.allocationId, allocations.id))
    .leftJoin(timesheets, joined(paydayId))
    .where(mine)
  return { all: row?.all ?? 0, due: row?.due ?? 0, submitted: row?.submitted ?? 0 }
}

function selectRows(
  paydayId: string,
  where: SQL | undefined,
  due: SQL,
  { sort, dir, size }: ReminderParams,
  offset: number,
) {
  const way = dir === 'asc' ? asc : desc
  const order =
    sort === 'course' ? [way(courses.code), asc(users.sortName)] : [way(users.sortName), asc(courses.code)]
  return db
    .select({
      allocationId: allocations.id,
      userId: allocations.userId,
      personName: users.name,
      account: users.state,
      courseCode: courses.code,
      position: allocations.position,
      sheetId: timesheets.id,
      state: timesheets.state,
      late: timesheets.late,
      due: sql<number>`case when ${due} then 1 else 0 end`.mapWith(Number),
    })
    .from(allocations)
    .innerJoin(users, eq(users.id, allocations.userId))
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .leftJoin(hourAllowances, eq(hourAllowances.allocationId, allocations.id))
    .leftJoin(timesheets, joined(paydayId))
    .where(where)
    .orderBy(...order, asc(allocations.id))
    .limit(size)
    .offset(offset)
}

/** How many of the viewer's people each offset has reminded. One query. */
async function toldPerOffset(viewer: Viewer, paydayId: string, termId: string): Promise<Map<number, number>> {
  const rows = await db
    .select({
      daysBefore: hourReminders.daysBefore,
      n: whole(sql`count(distinct ${hourReminders.userId})`),
    })
    .from(hourReminders)
    .innerJoin(allocations, and(eq(allocations.userId, hourReminders.userId), eq(allocations.termId, termId)))
    .where(
      and(eq(hourReminders.paydayId, paydayId), not(eq(allocations.state, 'proposed')), approvable(viewer)),
    )
    .groupBy(hourReminders.daysBefore)
  return new Map(rows.map((row) => [row.daysBefore, row.n]))
}

async function remindersTo(paydayId: string, userIds: string[]) {
  if (userIds.length === 0) return new Map<string, never[]>()
  const rows = await db
    .select({
      userId: hourReminders.userId,
      daysBefore: hourReminders.daysBefore,
      at: hourReminders.createdAt,
    })
    .from(hourReminders)
    .where(and(eq(hourReminders.paydayId, paydayId), inArray(hourReminders.userId, userIds)))
    .orderBy(desc(hourReminders.createdAt))
  return Map.groupBy(rows, (row) => row.userId)
}
