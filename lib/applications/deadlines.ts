import { dayIn, endOfDay, formatInstant, hasPassed, type IsoDay } from '@/lib/dates'

/** What decides until when an application can be submitted or changed. Pure; the caller gives the time. */
export type Window = {
  now: Date
  zone: string
  term: { open: boolean; archived: boolean; deadline: IsoDay | null }
  /** A late-submission grant lasts until this instant. */
  lateUntil: Date | null
}

type Dated = { deadline: IsoDay | null }

/** A grant that has not ended yet; it stands in for every deadline and for a closed term. */
export function lateGrantOpen({ now, lateUntil }: Pick<Window, 'now' | 'lateUntil'>): boolean {
  return lateUntil !== null && now.getTime() <= lateUntil.getTime()
}

/** The day on which a course's deadline ends: its own, else the term's, else none. */
export function deadlineOf(course: Dated, window: Pick<Window, 'term'>): IsoDay | null {
  return course.deadline ?? window.term.deadline
}

/** The day until which this student can submit for a course: its deadline, or that of a late grant where it is later. */
export function lastDayFor(course: Dated, window: Window): IsoDay | null {
  const day = deadlineOf(course, window)
  if (!window.lateUntil || !lateGrantOpen(window)) return day
  const late = dayIn(window.lateUntil, window.zone)
  // A closed term is open by the grant alone, whatever its deadlines are.
  if (!window.term.open) return late
  return day && day < late ? late : day
}

/** Has the course's deadline ended for this student? */
export function coursePassed(course: Dated, window: Window): boolean {
  if (lateGrantOpen(window)) return false
  const day = deadlineOf(course, window)
  return day !== null && hasPassed(day, window.zone, window.now)
}

/** Does the term take applications from this student at all? */
export function termTakes(window: Window): boolean {
  return !window.term.archived && (window.term.open || lateGrantOpen(window))
}

/**
 * Can what was submitted still be changed? While the term takes applications and the deadline of at
 * least one of its courses, or the term's own, has not ended. Whether a decision was recorded plays no
 * part: a form that closed with the decision would tell of it before it is published.
 */
export function takesChanges(courses: readonly Dated[], window: Window): boolean {
  if (!termTakes(window)) return false
  if (lateGrantOpen(window)) return true
  return [{ deadline: window.term.deadline }, ...courses].some((course) => !coursePassed(course, window))
}

/**
 * The last instant at which what was submitted can be changed: the latest deadline of its courses and
 * the term, or the end of a late grant; null when no deadline ends it, or when it is over already.
 */
export function changesEnd(courses: readonly Dated[], window: Window): Date | null {
  if (!takesChanges(courses, window)) return null
  const days = [{ deadline: null }, ...courses].map((course) => deadlineOf(course, window))
  if (days.includes(null)) return null
  const latest = days.map((day) => endOfDay(day as IsoDay, window.zone).getTime())
  const late = lateGrantOpen(window) ? (window.lateUntil?.getTime() ?? 0) : 0
  return new Date(Math.max(...latest, late))
}

/** The instant that ends the time for this day's deadline, in words: "Fri 12 Feb 2027, 23:59". */
export function deadlineText(day: IsoDay, zone: string): string {
  return formatInstant(endOfDay(day, zone), zone)
}

/** The instant until which a draft can be submitted; null when nothing ends it, `over` when that has been. */
export type DraftEnd = Date | null | 'over'

/**
 * Until when a draft can be submitted: the latest unpassed deadline of the courses chosen in it, and the
 * term's own while none is chosen or all have passed; the end of a late grant where that is later.
 */
export function draftEnd(courses: readonly Dated[], window: Window): DraftEnd {
  if (!termTakes(window)) return 'over'
  const ends = (dated: readonly Dated[]) =>
    dated.map((one) => deadlineOf(one, window)).map((day) => (day ? endOfDay(day, window.zone) : null))
  const unpassed = (all: (Date | null)[]) =>
    all.filter((end) => end === null || end.getTime() + 1000 > window.now.getTime())
  const chosen = unpassed(ends(courses))
  const concerned = chosen.length > 0 ? chosen : unpassed(ends([{ deadline: null }]))
  if (concerned.includes(null)) return null
  const late = lateGrantOpen(window) ? (window.lateUntil?.getTime() ?? 0) : 0
  const latest = Math.max(late, ...concerned.map((end) => end?.getTime() ?? 0))
  return latest > 0 ? new Date(latest) : 'over'
}

/** The latest passed day among the deadlines of the chosen courses and the term's own; null: none has passed. */
export function passedDay(courses: readonly Dated[], window: Window): IsoDay | null {
  const passed = [{ deadline: null }, ...courses].flatMap((course) => {
    const day = deadlineOf(course, window)
    return day && coursePassed(course, window) ? [day] : []
  })
  return passed.sort().at(-1) ?? null
}
