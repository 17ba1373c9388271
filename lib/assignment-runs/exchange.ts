import { leastUnits, refusalOf } from '@/lib/assignment/eligibility'
import { factsOf, hoursLeft } from '@/lib/assignment/facts'
import { changeWords, costOfForcing } from '@/lib/assignment/forcing'
import { type AssignmentCourse, type Instance, type PositionIndex, positionOf } from '@/lib/assignment/types'
import { counted } from '@/lib/assignment/words'
import type { Analysis } from './analysis'
import { mayWork, withNames } from './reasons'

/** Seconds that the question for a cost may take. */
const COST_SECONDS = 10
/** Changes that are told at once. */
const NAMED = 5

/** What would change if somebody worked in a course: first what need would have to be raised, then who has what. */
export type Exchange = {
  need: string | null
  courseId: string
  code: string
  lead: string
  changes: string[]
  more: string[]
  open: string
}

/** What giving a person a course would change elsewhere, in words; null where the rules do not allow it. */
export async function exchangeFor(
  analysis: Analysis,
  person: number,
  courseId: string,
): Promise<Exchange | null> {
  const { base } = analysis.data
  const course = analysis.courseAt.get(courseId)
  if (course === undefined) return null
  const isIn = (position: PositionIndex) =>
    analysis.ofPerson.get(person)?.some((pair) => pair.course === course && pair.position === position)
  const position = base.positions.find((one) => !isIn(one) && mayWork(analysis, person, course, one))
  if (position === undefined) return null
  const bound = refusalOf(analysis.instance, person, course, position) !== null
  const raised = bound ? raiseNeed(analysis.instance, course, position) : null
  const instance = raised?.instance ?? analysis.instance
  const cost = await costOfForcing(instance, analysis.modelPairs, person, course, position, {
    timeLimit: COST_SECONDS,
  })
  const words = (text: string) => withNames(analysis, text)
  const changes = cost.possible ? cost.changes.map((change) => words(changeWords(instance, change))) : []
  return {
    need: raised?.words ?? null,
    courseId,
    code: base.courses[course]!.code,
    lead: words(cost.message),
    changes: changes.slice(0, NAMED),
    more: changes.slice(NAMED),
    open: cost.possible ? cost.open : '',
  }
}

/** The instance with room for one more person in the position of a course that is filled, and what that takes. */
export function raiseNeed(
  instance: Instance,
  course: number,
  position: PositionIndex,
): { instance: Instance; words: string } {
  const { unit, minChunk } = instance.policy
  const before = instance.courses[course]!
  const demand = before.d[position]!
  const role = positionOf(position)
  const others = demand.others?.people ?? 0
  const people = factsOf(instance).pinnedPeople[course * 2 + position]! + 1
  const block = Math.max(leastUnits(instance, course, position), Math.ceil(minChunk / unit)) * unit
  const left = Math.floor(hoursLeft(instance, course, position) / unit) * unit
  const more = left < unit ? block - left : 0
  const parts: string[] = []
  if (people > demand.maxPeople)
    parts.push(`${counted(people + others, role)} instead of ${demand.wanted ?? demand.maxPeople + others}`)
  if (more > 0) parts.push(`${more} h more`)
  const raised: AssignmentCourse = {
    ...before,
    d: [...before.d],
    ...(before.shared === undefined ? {} : { shared: before.shared + more }),
  }
  raised.d[position] = {
    ...demand,
    hours: demand.hours + more,
    maxPeople: Math.max(demand.maxPeople, people),
  }
  return {
    instance: { ...instance, courses: instance.courses.map((one, at) => (at === course ? raised : one)) },
    words: `This takes a larger need of ${before.id} first: ${parts.join(' and ')}.`,
  }
}
