import { and, asc, eq, inArray, isNull, or, type SQL } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  courses,
  hourAllowances,
  paydays,
  terms,
  timesheetLines,
  timesheets,
  users,
} from '@/db/schema'
import { dayIn, type IsoDay, todayIn } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Position } from '@/lib/vocabulary'
import { heldFields, requireKnown } from './load'
import { currentPeriod, isEmptyPeriod, type PayPeriod, payPeriods } from './periods'
import { ceilingOf, recordableUntil, type Usage, usageOf } from './rules'
import { type Row, type SheetView, type Until, viewOf } from './sheet-view'

/** One allocation over all pay periods of its term. */
export type WorkView = {
  allocationId: string
  courseCode: string
  courseName: string
  position: Position
  until: Until
  usage: Usage
  /** One per period that takes hours or holds some, in the order of the periods. */
  sheets: SheetView[]
}

export type OwnHours = {
  /** Terms in which the person has work, newest first. */
  terms: { id: string; name: string }[]
  term: { id: string; name: string } | null
  periods: PayPeriod[]
  current: PayPeriod | null
  work: WorkView[]
  now: Date
  today: IsoDay
  zone: string
}

function selectWork(where: SQL | undefined): Promise<Row[]> {
  return db
    .select({
      ...heldFields,
      allowed: hourAllowances.quarters,
    })
    .from(allocations)
    .innerJoin(users, eq(users.id, allocations.userId))
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .innerJoin(terms, eq(terms.id, allocations.termId))
    .leftJoin(hourAllowances, eq(hourAllowances.allocationId, allocations.id))
    .where(where)
    .orderBy(asc(courses.code), asc(allocations.position), asc(allocations.id))
}

/**
 * The viewer's own hours in one term: the one asked for when they work in it, else the one that runs, else
 * the newest. What is not published to them is left out in the query. Five queries.
 */
export async function getOwnHours(
  viewer: Viewer,
  askedTermId: string | undefined,
  now: Date = new Date(),
): Promise<OwnHours> {
  const { timeZone: zone } = await loadSettings()
  const rows = await selectWork(
    and(
      eq(allocations.userId, viewer.id),
      inArray(allocations.state, ['offered', 'accepted', 'ended']),
      isNull(terms.archivedAt),
    ),
  )
  const today = todayIn(zone, now)
  // An offer that was withdrawn before anybody said yes was never work.
  const agreed = rows.filter((row) => row.allocation.state === 'offered' || untilOf(row, zone) !== 'none')
  const byTerm = [...new Map(agreed.map((row) => [row.term.id, row.term])).values()].sort((a, b) =>
    b.startsOn.localeCompare(a.startsOn),
  )
  const term =
    byTerm.find((one) => one.id === askedTermId) ??
    byTerm.find((one) => one.startsOn <= today && today <= one.endsOn) ??
    byTerm[0]
  const common = { now, today, zone, terms: byTerm.map(({ id, name }) => ({ id, name })) }
  if (!term) return { ...common, term: null, periods: [], current: null, work: [] }
  const mine = agreed.filter((row) => row.term.id === term.id)
  const { work, periods } = await viewWork(viewer, mine, term, zone, now)
  return {
    ...common,
    term: { id: term.id, name: term.name },
    periods,
    current: currentPeriod(periods, today),
    work,
  }
}

/**
 * One allocation in one pay period, for its form. Not found for whoever may neither record nor approve it.
 * Five queries.
 */
export async function getSheet(
  viewer: Viewer,
  allocationId: string,
  paydayId: string,
  now: Date = new Date(),
): Promise<{ work: WorkView; view: SheetView | null }> {
  const { timeZone: zone } = await loadSettings()
  const [row] = await selectWork(eq(allocations.id, allocationId))
  requireKnown(viewer, row ?? null)
  const found = row as Row
  const { work } = await viewWork(viewer, [found], found.term, zone, now, paydayId)
  const [one] = work
  if (!one) throw new Error('the work of an allocation is gone')
  return { work: one, view: one.sheets.find((view) => view.period.paydayId === paydayId) ?? null }
}

const untilOf = (row: Row, zone: string) => recordableUntil(row.allocation, (at) => dayIn(at, zone))

async function viewWork(
  viewer: Viewer,
  rows: Row[],
  term: Row['term'],
  zone: string,
  now: Date,
  always?: string,
): Promise<{ work: WorkView[]; periods: PayPeriod[] }> {
  const ids = rows.map((row) => row.allocation.id)
  const decider = users
  const [paydayRows, sheets, lines] = await Promise.all([
    db
      .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt })
      .from(paydays)
      .where(eq(paydays.termId, term.id)),
    db
      .select()
      .from(timesheets)
      .where(inArray(timesheets.allocationId, [...ids, ''])),
    db
      .select({
        sheetId: timesheetLines.timesheetId,
        day: timesheetLines.day,
        quarters: timesheetLines.quarters,
        activity: timesheetLines.activity,
        note: timesheetLines.note,
      })
      .from(timesheetLines)
      .innerJoin(timesheets, eq(timesheets.id, timesheetLines.timesheetId))
      .where(inArray(timesheets.allocationId, [...ids, '']))
      .orderBy(asc(timesheetLines.day), asc(timesheetLines.id)),
  ])
  const people = [...new Set(sheets.flatMap((sheet) => [sheet.decidedBy, sheet.onBehalfBy]))].filter(
    (id) => id !== null,
  )
  const named = await db
    .select({ id: decider.id, name: decider.name })
    .from(decider)
    .where(or(inArray(decider.id, [...people, ''])))
  const nameOf = new Map(named.map((person) => [person.id, person.name]))
  const periods = payPeriods(term, paydayRows, zone)
  const linesBySheet = Map.groupBy(lines, (line) => line.sheetId)
  const today = todayIn(zone, now)
  const work = rows.map((row): WorkView => {
    const mine = sheets.filter((sheet) => sheet.allocationId === row.allocation.id)
    const until = untilOf(row, zone)
    const recorded = mine.reduce((sum, sheet) => sum + sheet.quarters, 0)
    const usage = usageOf(recorded, ceilingOf(row.allocation, row.allowed ?? 0))
    const shown = periods.filter(
      (period) =>
        mine.some((sheet) => sheet.paydayId === period.paydayId) ||
        period.paydayId === always ||
        (!isEmptyPeriod(period) && until !== 'none' && (until === null || until >= period.from)),
    )
    const context = { row, mine, linesBySheet, nameOf, periods, today, now, zone, until, usage, viewer }
    return {
      allocationId: row.allocation.id,
      courseCode: row.courseCode,
      courseName: row.courseName,
      position: row.allocation.position,
      until,
      usage,
      sheets: shown.map((period) => viewOf(period, context)),
    }
  })
  return { work, periods }
}
