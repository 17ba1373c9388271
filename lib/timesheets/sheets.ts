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
import { can, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Activity, Position, TimesheetState } from '@/lib/vocabulary'
import { type Held, heldFields, recordSubject, requireKnown, type TimesheetRow } from './load'
import { currentPeriod, daysOf, isEmptyPeriod, type PayPeriod, payPeriods, repeatLines } from './periods'
import { ceilingOf, type Line, owesHours, recordableUntil, type Usage, usageOf } from './rules'
import { isEditable } from './states'

/** What a screen shows of one allocation in one pay period, and all that its form needs. */
export type SheetView = {
  allocationId: string
  userId: string
  personName: string
  courseId: string
  courseCode: string
  courseName: string
  position: Position
  termId: string
  termName: string
  period: PayPeriod
  sheet:
    | (Pick<
        TimesheetRow,
        'id' | 'version' | 'state' | 'late' | 'quarters' | 'submittedAt' | 'decidedAt' | 'returnReason'
      > & { decidedByName: string | null; onBehalfByName: string | null })
    | null
  lines: Line[]
  /** Hours of the allocation's other paydays, and how all of them stand against it. */
  othersQuarters: number
  usage: Usage
  /** Days that can be chosen, oldest first. */
  days: IsoDay[]
  /** Hours can be written: the state and the allocation allow it, and the viewer may. */
  editable: boolean
  /** The work was agreed to by the end of the period: its hours are asked for. */
  owed: boolean
  /** The cut-off has passed: what is submitted now is late. */
  pastCutoff: boolean
  /** The last earlier lines, moved to this period; null when there are none. */
  repeat: { lines: Line[]; leftOut: number; paidOn: IsoDay } | null
  /** What the person did last in this work, for new lines. */
  usualActivity: Activity
}

/** One allocation over all pay periods of its term. */
export type WorkView = {
  allocationId: string
  courseCode: string
  courseName: string
  position: Position
  /** Null without end; a day when the work has ended; `none` while nothing can be recorded. */
  until: IsoDay | null | 'none'
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

type Row = Held & { allowed: number | null }

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

type Stored = Line & { sheetId: string }
type Context = {
  row: Row
  mine: TimesheetRow[]
  linesBySheet: Map<string, Stored[]>
  nameOf: Map<string, string>
  periods: PayPeriod[]
  today: IsoDay
  now: Date
  zone: string
  until: WorkView['until']
  usage: Usage
  viewer: Viewer
}

function viewOf(period: PayPeriod, context: Context): SheetView {
  const { row, mine, linesBySheet, nameOf, today, now, zone, until, usage, viewer } = context
  const { allocation } = row
  const sheet = mine.find((one) => one.paydayId === period.paydayId) ?? null
  const lines = (sheet ? (linesBySheet.get(sheet.id) ?? []) : []).map(plain)
  const last = until === null || until === 'none' || until > today ? today : until
  const days = new Set([...daysOf(period, last), ...lines.map((line) => line.day)])
  return {
    allocationId: allocation.id,
    userId: allocation.userId,
    personName: row.personName,
    courseId: allocation.courseId,
    courseCode: row.courseCode,
    courseName: row.courseName,
    position: allocation.position,
    termId: row.term.id,
    termName: row.term.name,
    period,
    sheet: sheet && {
      id: sheet.id,
      version: sheet.version,
      state: sheet.state,
      late: sheet.late,
      quarters: sheet.quarters,
      submittedAt: sheet.submittedAt,
      decidedAt: sheet.decidedAt,
      returnReason: sheet.returnReason,
      decidedByName: sheet.decidedBy ? (nameOf.get(sheet.decidedBy) ?? null) : null,
      onBehalfByName: sheet.onBehalfBy ? (nameOf.get(sheet.onBehalfBy) ?? null) : null,
    },
    lines,
    othersQuarters: usage.recorded - (sheet?.quarters ?? 0),
    usage,
    days: [...days].sort(),
    editable:
      until !== 'none' &&
      row.term.archivedAt === null &&
      isEditable(sheet?.state ?? null) &&
      can(viewer, 'hours.record', recordSubject(row)).allowed,
    owed: owesHours(allocation, period, (at) => dayIn(at, zone)),
    pastCutoff: now > period.cutoffAt,
    ...earlierOf(period, context, last),
  }
}

const plain = ({ day, quarters, activity, note }: Stored): Line => ({ day, quarters, activity, note })

/** The last period before this one that has lines: what can be repeated, and what the work usually is. */
function earlierOf(
  period: PayPeriod,
  { row, mine, linesBySheet, periods }: Context,
  last: IsoDay,
): Pick<SheetView, 'repeat' | 'usualActivity'> {
  const at = periods.indexOf(period)
  const usual: Activity = row.allocation.position === 'marker' ? 'marking' : 'lab'
  for (const earlier of periods.slice(0, at).reverse()) {
    const sheet = mine.find((one) => one.paydayId === earlier.paydayId)
    const lines = sheet ? (linesBySheet.get(sheet.id) ?? []).map(plain) : []
    if (lines.length === 0) continue
    const moved = repeatLines(lines, earlier, period, last)
    return {
      repeat: moved.lines.length > 0 ? { ...moved, paidOn: earlier.paidOn } : null,
      usualActivity: lines.at(-1)?.activity ?? usual,
    }
  }
  return { repeat: null, usualActivity: usual }
}

/** What a person has to do about a sheet: nothing for those that are with others. */
export const needsPerson = (view: Pick<SheetView, 'sheet' | 'usage' | 'owed'>): boolean => {
  const state: TimesheetState | null = view.sheet?.state ?? null
  return state === 'draft' || state === 'returned' || (state === null && view.owed && view.usage.left > 0)
}
