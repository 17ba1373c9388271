import { leastUnits } from './eligibility'
import { factsOf, hoursLeft, weeklyCap } from './facts'
import { GRADE_NAMES } from './score'
import { type Instance, type PositionIndex, positionOf, type RefusalCode } from './types'
import { counted, firstOf } from './words'

/** A refusal in words, about a person in the third person. */
export function refusalWords(
  instance: Instance,
  code: RefusalCode,
  applicant: number,
  course: number,
  position: PositionIndex,
): string {
  const role = positionOf(position)
  const { maxTerm, limits } = instance.applicants[applicant]!
  const block = leastUnits(instance, course, position) * instance.policy.unit
  switch (code) {
    case 'POSITION_NOT_NEEDED':
      return `The course needs no ${role}.`
    case 'NOT_RANKED':
      return 'Did not choose this course.'
    case 'ROLE_NOT_APPLIED':
      return `Did not apply as ${role}.`
    case 'FORBIDDEN':
      return 'You keep this person out of this course.'
    case 'NO_GRADE_NO_REASON':
      return 'Has no grade in this course and gave no reasons.'
    case 'GRADE_BELOW_MINIMUM': {
      const [, grade] = instance.applicants[applicant]!.prefs[factsOf(instance).rank(applicant, course)!]!
      const least = GRADE_NAMES[instance.policy.minGrade[position]]
      return `The grade ${GRADE_NAMES[grade]} is below the minimum of ${least} for ${role}s, and nobody of the course endorses the person.`
    }
    case 'ALREADY_FILLED_BY_PINS':
      return filledWords(instance, course, position).message
    case 'WEEKLY_LIMIT_TOO_SMALL':
      return `The weekly limit of ${weeklyWords(instance, applicant)} is too small for ${block} h in this course.`
    case 'TERM_LIMIT_TOO_SMALL':
      return limits?.elsewhere
        ? `Beside ${limits.elsewhere} h outside this scenario, of the ${limits.term} h possible in the term fewer are left than the ${block} h that are the least here.`
        : `The ${maxTerm + (limits?.over ?? 0)} h possible in the term are fewer than the ${block} h that are the least here.`
  }
}

/** "10 h": the weekly limit of a person as it is, with what work outside this scenario takes of it. */
export function weeklyWords(instance: Instance, applicant: number): string {
  const { limits } = instance.applicants[applicant]!
  if (!limits) return `${weeklyCap(instance, applicant)} h`
  const hours =
    instance.policy.weekly === 'legal' ? limits.visaWeek : Math.min(limits.visaWeek, limits.maxWeek)
  return limits.elsewhere ? `${hours} h, less what they work outside this scenario,` : `${hours} h`
}

/** People that stay in a course are named up to so many. */
const STAYING = 3

/** What fills a course before anything is chosen: people who stay there have its hours, or its places. */
export function filledWords(
  instance: Instance,
  course: number,
  position: PositionIndex,
): { message: string; more: string[] } {
  const facts = factsOf(instance)
  const left = hoursLeft(instance, course, position)
  const demand = instance.courses[course]!.d[position]!
  const role = positionOf(position)
  const at = course * 2 + position
  const staying = [
    ...instance.pins
      .filter(([, where, as]) => where === course && as === position)
      .map(([applicant, , , hours]): [string, number] => [instance.applicants[applicant]!.id, hours]),
    ...(demand.others?.who ?? []),
  ].sort((a, b) => b[1] - a[1])
  const { named, more } = firstOf(
    staying.map(([id, hours]) => `${id} ${hours} h`),
    STAYING,
  )
  const who = named ? ` (${named})` : ''
  if (left < instance.policy.unit) {
    const hours = facts.pinnedHours[at]! + (demand.others?.hours ?? 0)
    const all =
      left > 0 ? `all but ${left} h of what the course needs` : `all ${hours} h that the course needs`
    return { message: `People who stay there have ${all}${who}.`, more }
  }
  const people = facts.pinnedPeople[at]! + (demand.others?.people ?? 0)
  const wanted = demand.wanted ?? demand.maxPeople + (demand.others?.people ?? 0)
  const open = `; ${left} h stay open unless more people are wanted.`
  const message =
    people > wanted
      ? `${counted(people, role)} ${people === 1 ? 'works' : 'work'} there already${who}, ${wanted === 0 ? 'none is' : wanted === 1 ? '1 is' : `${wanted} are`} wanted${open}`
      : wanted === 0
        ? `No ${role} is wanted there${open}`
        : `${people} of ${counted(wanted, 'place')} ${people === 1 ? 'is' : 'are'} taken${who}${open}`
  return { message, more }
}
