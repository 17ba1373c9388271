import { dayIn, type IsoDay } from '@/lib/dates'
import { can, type Viewer } from '@/lib/permissions'
import type { Activity, Position } from '@/lib/vocabulary'
import { type Held, recordSubject, type TimesheetRow } from './load'
import { daysOf, type PayPeriod, repeatLines } from './periods'
import { type Line, owesHours, type Usage } from './rules'
import { isEditable } from './states'

/** The last day that takes hours: null without end, `none` while nothing can be recorded. */
export type Until = IsoDay | null | 'none'

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

/** An allocation as sheets are made of it, with the quarter hours allowed beyond it. */
export type Row = Held & { allowed: number | null }

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
  until: Until
  usage: Usage
  viewer: Viewer
}

/** One allocation in one of its periods, of what `viewWork` has loaded. */
export function viewOf(period: PayPeriod, context: Context): SheetView {
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
  const state = view.sheet?.state ?? null
  return state === 'draft' || state === 'returned' || (state === null && view.owed && view.usage.left > 0)
}
