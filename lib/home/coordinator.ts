import { and, count, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, emails, paydays, profiles, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { countedQuarters } from '@/lib/allocations/counted'
import { addDays, dayIn, daysBetween, type IsoDay, teachingWeeks } from '@/lib/dates'
import { decidesOn, type Viewer } from '@/lib/permissions'
import {
  agreedQuarters,
  type CoursesWithHours,
  countWhen,
  coursesWithHours,
  heldHours,
  isOver,
  isOverLimit,
  isShort,
  live,
  neededQuarters,
  newestApplication,
} from '@/lib/reports/sql'
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

type Clock = { now: Date; zone: string; visaCapHours: number }
const QUARTER_HOUR_MS = 900_000
/** More days than a term and its time of applying have; a guard against a mistyped date. */
const MAX_DAYS = 400

/**
 * One term at a glance for those who decide on a position; null for people who decide on none. Nine
 * queries whatever the size of the term.
 */
export async function getCoordinatorHome(
  viewer: Viewer,
  term: Pick<Term, 'id' | 'startsOn' | 'endsOn' | 'breakWeeks'>,
  clock: Clock,
): Promise<CoordinatorHome | null> {
  const mine = decidesOn(viewer)
  if (mine.length === 0) return null
  const one = mine.length === 1 ? mine[0] : undefined
  const weeks = teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks)
  const [states, given, totals, short, over, peopleOver, sheets, perSlot, failed] = await Promise.all([
    applicationStates(term.id, mine),
    db
      .select({
        assigned: whole(sql`sum(case when ${live} then ${countedQuarters} else 0 end)`),
        accepted: whole(sql`sum(${agreedQuarters})`),
        unanswered: countWhen(sql`${allocations.state} = 'offered'`),
        overdue: countWhen(
          sql`${allocations.state} = 'offered' and ${allocations.answerBy} < ${clock.now.getTime()}`,
        ),
      })
      .from(allocations)
      .where(and(eq(allocations.termId, term.id), inArray(allocations.position, mine))),
    courseTotals(term.id, mine),
    courseBars(
      term.id,
      (c) => isShort(c, one),
      (c) => desc(sql`${c.availableQuarters} - ${c.tutor} - ${c.marker}`),
    ),
    courseBars(term.id, isOver, (c) => desc(sql`${c.tutor} + ${c.marker} - ${c.availableQuarters}`)),
    countPeopleOver(term.id, weeks, clock.visaCapHours * 4),
    sheetsPerPayday(term.id, mine),
    submittedPerQuarterHour(term.id, mine),
    db
      .select({ n: count() })
      .from(emails)
      .where(
        and(
          eq(emails.state, 'failed'),
          viewer.roles.includes('admin') ? undefined : inArray(emails.position, mine),
        ),
      ),
  ])
  const late = sheets.filter((row) => row.waiting > 0 && row.cutoffAt < clock.now)
  return {
    positions: mine.map((position) => glanceOf(position, states)),
    hours: {
      needed: totals?.needed ?? 0,
      assigned: given[0]?.assigned ?? 0,
      accepted: given[0]?.accepted ?? 0,
      worked: sum(sheets.map((row) => row.worked)),
    },
    courses: totals?.courses ?? 0,
    shortCount: totals?.short ?? 0,
    overCount: totals?.over ?? 0,
    short,
    over,
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

/** Hours in timesheets, and those to approve, of each payday. */
function sheetsPerPayday(termId: string, mine: Position[]) {
  return db
    .select({
      cutoffAt: paydays.cutoffAt,
      worked: whole(sql`sum(${timesheets.quarters})`),
      waiting: countWhen(sql`${timesheets.state} = 'submitted'`),
    })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .innerJoin(paydays, eq(paydays.id, timesheets.paydayId))
    .where(and(eq(timesheets.termId, termId), inArray(allocations.position, mine)))
    .groupBy(paydays.id, paydays.cutoffAt)
}

type StateRow = { position: Position; state: ApplicationState; decision: Decision | null; n: number }

function applicationStates(termId: string, mine: Position[]): Promise<StateRow[]> {
  return db
    .select({
      position: applications.position,
      state: applications.state,
      decision: applications.decision,
      n: count(),
    })
    .from(applications)
    .where(and(eq(applications.termId, termId), inArray(applications.position, mine)))
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

const ofTerm = (termId: string) => and(eq(courses.termId, termId), isNull(courses.archivedAt))

async function courseTotals(termId: string, mine: Position[]) {
  const c = coursesWithHours(ofTerm(termId))
  const [row] = await db
    .select({
      courses: count(),
      needed: whole(sql`sum(${neededQuarters(c, mine)})`),
      short: countWhen(isShort(c, mine.length === 1 ? mine[0] : undefined)),
      over: countWhen(isOver(c)),
    })
    .from(c)
  return row
}

function courseBars(
  termId: string,
  which: (c: CoursesWithHours) => SQL,
  order: (c: CoursesWithHours) => SQL,
): Promise<CourseBar[]> {
  const c = coursesWithHours(ofTerm(termId))
  return db
    .select({
      id: c.id,
      code: c.code,
      budgetQuarters: c.availableQuarters,
      givenQuarters: whole(sql`${c.tutor} + ${c.marker}`),
    })
    .from(c)
    .where(which(c))
    .orderBy(order(c), c.code)
    .limit(8)
}

async function countPeopleOver(termId: string, weeks: number, capQuarters: number): Promise<number> {
  const held = heldHours(termId)
  const [row] = await db
    .select({ n: count() })
    .from(held)
    .leftJoin(profiles, eq(profiles.userId, held.userId))
    .leftJoin(applications, newestApplication(held.userId, termId))
    .where(isOverLimit(held, capQuarters, weeks))
  return row?.n ?? 0
}

/** By quarter hours since 1970: every zone begins its days at one of them. */
function submittedPerQuarterHour(termId: string, mine: Position[]) {
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
  for (const row of rows) {
    const day = dayIn(new Date(row.slot * QUARTER_HOUR_MS), zone)
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
