import { and, count, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, emails, paydays, profiles, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { countedQuarters, live } from '@/lib/allocations/counted'
import { sumsFor } from '@/lib/allocations/known'
import { addDays, dayIn, daysBetween, type IsoDay, startOfDay, teachingWeeks } from '@/lib/dates'
import { visibleEmails } from '@/lib/emails/queries'
import { decidesOn, type Viewer } from '@/lib/permissions'
import { leastWeekHours } from '@/lib/profile/schema'
import {
  agreedQuarters,
  countWhen,
  coursesWithHours,
  heldHours,
  isOver,
  isOverLimit,
  isShort,
  leftQuarters,
  neededQuarters,
  needs,
  newestApplication,
} from '@/lib/reports/sql'
import { byOthers } from '@/lib/review/scope'
import type { Term } from '@/lib/terms/queries'
import type { ApplicationState, Decision, Position } from '@/lib/vocabulary'

/** Applications of one position by what was done with them. Only of positions on which the viewer decides. */
export type PositionGlance = {
  position: Position
  undecided: number
  /** Decided, not yet published. */
  accepted: number
  rejected: number
  reserve: number
  published: number
  drafts: number
}

export type CourseBar = { id: string; code: string; budgetQuarters: number; givenQuarters: number }

export type CoordinatorHome = {
  positions: PositionGlance[]
  /** Quarter hours of the term, of the viewer's positions. */
  hours: { needed: number; assigned: number; accepted: number; worked: number }
  /** Courses of the term that need one of the viewer's positions; for both positions all of them. */
  courses: number
  /** Courses with hours left for the viewer's positions, and those with more given than there is. */
  shortCount: number
  overCount: number
  /** The eight with most hours left, and the eight most over. */
  short: CourseBar[]
  over: CourseBar[]
  peopleOver: number
  offers: { unanswered: number; overdue: number }
  /** Timesheets to approve; late are those of paydays whose cut-off is over. */
  approvals: { waiting: number; late: number }
  /** Submitted applications up to each calendar day, per position; no day left out. */
  submitted: { days: IsoDay[]; totals: Record<Position, number[]> }
  failedEmails: number
}

type Clock = {
  now: Date
  zone: string
  visaCapHours: number
  /** Where offers need no answer none is past its day. */
  offersNeedAnswer: boolean
}
const QUARTER_HOUR_MS = 900_000
/** More days than a term and its time of applying have; a guard against a mistyped date. */
const MAX_DAYS = 400
/** Courses that a chart names at either end. */
const BARS = 8

/**
 * One term at a glance for those who decide on a position; null for people who decide on none. Seven
 * queries whatever the size of the term.
 */
export async function getCoordinatorHome(
  viewer: Viewer,
  term: Pick<Term, 'id' | 'startsOn' | 'endsOn' | 'breakWeeks'>,
  clock: Clock,
): Promise<CoordinatorHome | null> {
  const mine = decidesOn(viewer)
  if (mine.length === 0) return null
  const weeks = teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks)
  const [states, given, { needed, ...ofCourses }, peopleOver, sheets, perSlot, failed] = await Promise.all([
    applicationStates(viewer, term.id, mine),
    db
      .select({
        assigned: whole(sql`sum(case when ${live} then ${countedQuarters} else 0 end)`),
        accepted: whole(sql`sum(${agreedQuarters})`),
        unanswered: countWhen(sql`${allocations.state} = 'offered'`),
        overdue: clock.offersNeedAnswer
          ? countWhen(
              sql`${allocations.state} = 'offered' and ${allocations.answerBy} < ${clock.now.getTime()}`,
            )
          : whole(sql`0`),
      })
      .from(allocations)
      .where(and(eq(allocations.termId, term.id), inArray(allocations.position, mine), sumsFor(viewer))),
    courseFigures(term.id, mine),
    countPeopleOver(viewer, term.id, weeks, clock.visaCapHours * 4),
    sheetsPerPayday(term.id, mine),
    submittedPerQuarterHour(viewer, term.id, mine),
    db
      .select({ n: count() })
      .from(emails)
      .where(and(eq(emails.state, 'failed'), visibleEmails(viewer))),
  ])
  const late = sheets.filter((row) => row.waiting > 0 && row.cutoffAt < clock.now)
  return {
    positions: mine.map((position) => glanceOf(position, states)),
    hours: {
      needed,
      assigned: given[0]?.assigned ?? 0,
      accepted: given[0]?.accepted ?? 0,
      worked: sum(sheets.map((row) => row.worked)),
    },
    ...ofCourses,
    peopleOver,
    offers: { unanswered: given[0]?.unanswered ?? 0, overdue: given[0]?.overdue ?? 0 },
    approvals: {
      waiting: sum(sheets.map((row) => row.waiting)),
      late: sum(late.map((row) => row.waiting)),
    },
    submitted: dailyTotals(perSlot, clock.zone),
    failedEmails: failed[0]?.n ?? 0,
  }
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

/** Hours in timesheets, and those to approve, by payday, state and position. */
function sheetsPerPayday(termId: string, mine: Position[]) {
  const sheets = db
    .select({
      paydayId: timesheets.paydayId,
      worked: whole(sql`sum(${timesheets.quarters})`).as('worked'),
      waiting: countWhen(sql`${timesheets.state} = 'submitted'`).as('waiting'),
    })
    .from(timesheets)
    .where(and(eq(timesheets.termId, termId), inArray(timesheets.position, mine)))
    // In the order of the index `timesheets_term`.
    .groupBy(timesheets.position, timesheets.state, timesheets.paydayId)
    .as('sheets')
  return db
    .select({
      cutoffAt: paydays.cutoffAt,
      worked: sheets.worked,
      waiting: sheets.waiting,
    })
    .from(sheets)
    .innerJoin(paydays, eq(paydays.id, sheets.paydayId))
}

type StateRow = { position: Position; state: ApplicationState; decision: Decision | null; n: number }

function applicationStates(viewer: Viewer, termId: string, mine: Position[]): Promise<StateRow[]> {
  return db
    .select({
      position: applications.position,
      state: applications.state,
      decision: applications.decision,
      n: count(),
    })
    .from(applications)
    .where(and(eq(applications.termId, termId), inArray(applications.position, mine), byOthers(viewer)))
    .groupBy(applications.position, applications.state, applications.decision)
}

function glanceOf(position: Position, rows: StateRow[]): PositionGlance {
  const tally = (state: ApplicationState, decision?: Decision | null) =>
    rows
      .filter((row) => row.position === position && row.state === state)
      .filter((row) => decision === undefined || row.decision === decision)
      .reduce((total, row) => total + row.n, 0)
  return {
    position,
    undecided: tally('submitted', null),
    accepted: tally('submitted', 'accepted'),
    rejected: tally('submitted', 'rejected'),
    reserve: tally('submitted', 'reserve'),
    published: tally('published'),
    drafts: tally('draft'),
  }
}

/**
 * Hours needed, and courses short or over, with the eight furthest away at either end. One query of a row for each
 * course, read from an index alone.
 */
async function courseFigures(termId: string, mine: Position[]) {
  const c = coursesWithHours(termId)
  const only = mine.length === 1 ? mine[0] : undefined
  const flag = (condition: SQL) => whole(sql`case when ${condition} then 1 else 0 end`)
  const rows = await db
    .select({
      id: c.id,
      code: c.code,
      budgetQuarters: c.availableQuarters,
      givenQuarters: whole(sql`${c.tutor} + ${c.marker}`),
      needed: whole(neededQuarters(c, mine)),
      left: whole(leftQuarters(c, only)),
      needs: flag(needs(c, mine)),
      short: flag(isShort(c, only)),
      over: flag(isOver(c)),
    })
    .from(c)
    .orderBy(c.code)
  const short = rows.filter((row) => row.short === 1)
  const over = rows.filter((row) => row.over === 1)
  const room = (row: CourseBar) => row.budgetQuarters - row.givenQuarters
  const bar = ({ id, code, budgetQuarters, givenQuarters }: CourseBar): CourseBar => ({
    id,
    code,
    budgetQuarters,
    givenQuarters,
  })
  return {
    courses: rows.filter((row) => row.needs === 1).length,
    needed: sum(rows.map((row) => row.needed)),
    shortCount: short.length,
    overCount: over.length,
    short: short
      .toSorted((a, b) => b.left - a.left)
      .slice(0, BARS)
      .map(bar),
    over: over
      .toSorted((a, b) => room(a) - room(b))
      .slice(0, BARS)
      .map(bar),
  }
}

async function countPeopleOver(
  viewer: Viewer,
  termId: string,
  weeks: number,
  capQuarters: number,
): Promise<number> {
  const held = heldHours(termId, sumsFor(viewer))
  // Whoever holds no more than the least anybody can be limited to is passed over before anything is looked up.
  const least = Math.min(leastWeekHours * 4, capQuarters) * weeks
  const [row] = await db
    .select({ n: count() })
    .from(held)
    .leftJoin(profiles, eq(profiles.userId, held.userId))
    .leftJoin(applications, newestApplication(held.userId, termId))
    .where(and(sql`${held.quarters} > ${least}`, isOverLimit(held, capQuarters, weeks)))
  return row?.n ?? 0
}

/** By quarter hours since 1970: every zone begins its days at one of them. */
function submittedPerQuarterHour(viewer: Viewer, termId: string, mine: Position[]) {
  const slot = sql<number>`floor(${applications.submittedAt} / ${sql.raw(String(QUARTER_HOUR_MS))})`.mapWith(
    Number,
  )
  return db
    .select({ position: applications.position, slot, n: count() })
    .from(applications)
    .where(
      and(
        eq(applications.termId, termId),
        inArray(applications.position, mine),
        inArray(applications.state, ['submitted', 'published']),
        byOthers(viewer),
      ),
    )
    .groupBy(applications.position, slot)
    .orderBy(slot)
}

function dailyTotals(
  rows: { position: Position; slot: number; n: number }[],
  zone: string,
): CoordinatorHome['submitted'] {
  const perDay = new Map<IsoDay, Record<Position, number>>()
  // The rows come in the order of time: a day is looked up in the zone once, not for each of its quarter hours.
  let day: IsoDay = ''
  let endsAt = Number.NEGATIVE_INFINITY
  for (const row of rows) {
    const at = row.slot * QUARTER_HOUR_MS
    if (at >= endsAt) {
      day = dayIn(new Date(at), zone)
      endsAt = startOfDay(addDays(day, 1), zone).getTime()
    }
    const counts = perDay.get(day) ?? { tutor: 0, marker: 0 }
    counts[row.position] += row.n
    perDay.set(day, counts)
  }
  const known = [...perDay.keys()].sort()
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last) return { days: [], totals: { tutor: [], marker: [] } }
  const span = daysBetween(first, last)
  const days = span > MAX_DAYS ? known : Array.from({ length: span + 1 }, (_, i) => addDays(first, i))
  const running = (position: Position) => {
    let total = 0
    return days.map((day) => {
      total += perDay.get(day)?.[position] ?? 0
      return total
    })
  }
  return { days, totals: { tutor: running('tutor'), marker: running('marker') } }
}
