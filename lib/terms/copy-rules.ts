import { addDays, dayIn, daysBetween, formatTime, type IsoDay, localInstant } from '@/lib/dates'
import type { PaydayValues } from './paydays'
import { type TermValues, termRules } from './schema'

/**
 * A term moved to another first day (SPEC 5). Pure: every day is moved by the same number of days as the
 * first one, and a cut-off keeps its time of day on the clock, whatever summer time does in between.
 */
type Dated = {
  tutorDeadline: IsoDay | null
  markerDeadline: IsoDay | null
}

/** Days by which everything moves. */
export const shiftOf = (term: { startsOn: IsoDay }, startsOn: IsoDay): number =>
  daysBetween(term.startsOn, startsOn)

/** Paydays fall on other days of the week than they did. */
export const changesWeekdays = (shift: number): boolean => shift % 7 !== 0

const moved = (day: IsoDay | null, shift: number) => (day === null ? null : addDays(day, shift))

/** The term's own fields in the copy. It begins closed for applications: somebody opens it when it is right. */
export function copiedTerm(term: TermValues, name: string, startsOn: IsoDay): TermValues {
  const shift = shiftOf(term, startsOn)
  return {
    name,
    startsOn,
    endsOn: addDays(term.endsOn, shift),
    breakWeeks: term.breakWeeks,
    open: false,
    tutorLimit: term.tutorLimit,
    markerLimit: term.markerLimit,
    tutorDeadline: moved(term.tutorDeadline, shift),
    markerDeadline: moved(term.markerDeadline, shift),
    tutorResultsOn: moved(term.tutorResultsOn, shift),
    markerResultsOn: moved(term.markerResultsOn, shift),
  }
}

/** What is wrong with a copied term, in words; null when it could be typed as a new one. */
export function copyProblem(term: TermValues): string | null {
  return termRules.safeParse(term).error?.issues[0]?.message ?? null
}

export function copiedPayday(payday: PaydayValues, shift: number, zone: string): PaydayValues {
  return {
    paidOn: addDays(payday.paidOn, shift),
    cutoffAt: localInstant(
      addDays(dayIn(payday.cutoffAt, zone), shift),
      formatTime(payday.cutoffAt, zone),
      zone,
    ),
    reminderDays: [...payday.reminderDays],
  }
}

/** A course's deadlines in the copy, and nobody enrolled yet: how many are expected is kept. */
export function copiedCourse<C extends Dated & { currentStudents: number | null }>(
  course: C,
  shift: number,
): C {
  return {
    ...course,
    tutorDeadline: moved(course.tutorDeadline, shift),
    markerDeadline: moved(course.markerDeadline, shift),
    currentStudents: null,
  }
}
