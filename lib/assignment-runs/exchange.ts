import { leastUnits, refusalOf } from '@/lib/assignment/eligibility'
import { factsOf, hoursLeft } from '@/lib/assignment/facts'
import { changeWords, costOfForcing } from '@/lib/assignment/forcing'
import { type AssignmentCourse, type Instance, type PositionIndex, positionOf } from '@/lib/assignment/types'
import { counted } from '@/lib/assignment/words'
import type { Analysis } from './analysis'
import { Kept } from './kept'
import { mayWork, withNames } from './reasons'

/** Seconds that the question for a cost may take, its turn among others included. */
const ASKED_SECONDS = 10
/** Seconds that a panel waits for all that it works out by itself, and for how many courses it does. */
const OPENED_SECONDS = 3
const OPENED_MOST = 2

/** What would change if somebody worked in a course: what need would have to be raised, then who would make room and what weighs more. */
export type Exchange = {
  need: string | null
  courseId: string
  code: string
  /** Who would have what, why that is worse, and how far the search went; null where there is no answer. */
  reason: string | null
  /** How much worse, or that there is no answer. */
  lead: string
  /** The parts of the objective. */
  points: string
  changes: string[]
  open: string
}

const kept = new Kept<{ exchange: Exchange; whole: boolean }>(500, 600_000)

/**
 * What giving a person a course would change elsewhere, in words; null where the rules do not allow it. Worked out
 * once for each version of a scenario, unless time was short.
 * @param seconds how long the answer may take
 */
export async function exchangeFor(
  analysis: Analysis,
  person: number,
  courseId: string,
  seconds = ASKED_SECONDS,
): Promise<Exchange | null> {
  const { base } = analysis.data
  const course = analysis.courseAt.get(courseId)
  if (course === undefined) return null
  const isIn = (position: PositionIndex) =>
    analysis.ofPerson.get(person)?.some((pair) => pair.course === course && pair.position === position)
  const position = base.positions.find((one) => !isIn(one) && mayWork(analysis, person, course, one))
  if (position === undefined) return null
  const { id, version } = analysis.row
  const key = [id, person, course, position].join(':')
  const ask = () => workOut(analysis, { applicant: person, course, position }, seconds)
  const found = await kept.get(key, String(version), ask)
  // What a panel had no time for is asked anew with more.
  const stamp = `${version} in ${seconds} s`
  return (found.whole || seconds <= OPENED_SECONDS ? found : await kept.get(`${key}:asked`, stamp, ask))
    .exchange
}

/**
 * The exchanges that say why a person is not in a course that somebody less suited has, or that they suit better than
 * where they are: of the first such courses among these, in a time that a page can take. By course id.
 */
export async function exchangesOnOpening(
  analysis: Analysis,
  person: number,
  rows: readonly { courseId: string; undecided: boolean }[],
): Promise<Map<string, Exchange>> {
  const asked = [...new Set(rows.filter((row) => row.undecided).map((row) => row.courseId))].slice(
    0,
    OPENED_MOST,
  )
  const found = await Promise.all(
    asked.map((courseId) => exchangeFor(analysis, person, courseId, OPENED_SECONDS)),
  )
  return new Map(found.flatMap((one) => (one ? [[one.courseId, one] as const] : [])))
}

async function workOut(
  analysis: Analysis,
  at: { applicant: number; course: number; position: PositionIndex },
  seconds: number,
): Promise<{ exchange: Exchange; whole: boolean }> {
  const { base } = analysis.data
  const { applicant, course, position } = at
  const bound = refusalOf(analysis.instance, applicant, course, position) !== null
  const raised = bound ? raiseNeed(analysis.instance, course, position) : null
  const instance = raised?.instance ?? analysis.instance
  const cost = await costOfForcing(instance, analysis.modelPairs, applicant, course, position, {
    timeLimit: seconds,
    signal: AbortSignal.timeout(seconds * 1000),
  })
  const words = (text: string) => withNames(analysis, text)
  const place = {
    need: raised?.words ?? null,
    courseId: base.courses[course]!.id,
    code: base.courses[course]!.code,
  }
  if (!cost.possible)
    return {
      exchange: {
        ...place,
        reason: null,
        lead: cost.known
          ? cost.message
          : `What it would change is not known: ${seconds} s were too short for an answer.`,
        points: '',
        changes: [],
        open: '',
      },
      whole: cost.known,
    }
  const better = cost.points < 0
  const far = cost.stopped
    ? ` This is the best exchange found in ${seconds} s; there may be a better one.`
    : ''
  return {
    exchange: {
      ...place,
      reason: words(
        `${cost.weighing.who} ${better ? betterWords(analysis, { raised: raised !== null, without: cost.betterWithout }) : cost.weighing.why}${far}`,
      ),
      lead: cost.message,
      points: cost.weighing.points,
      changes: cost.changes.map((change) => words(changeWords(instance, change))),
      open: cost.open,
    },
    whole: !cost.stopped,
  }
}

/** Why a proposal can lack an exchange that would make it better, and whether it is this one that does. */
function betterWords(
  { row, data }: Pick<Analysis, 'row' | 'data'>,
  { raised, without }: { raised: boolean; without: boolean },
): string {
  if (raised) return 'The proposal would be better with that larger need.'
  const why = row.edited
    ? 'the board was changed after it was solved'
    : data.base.close
      ? `it was to stay close to ${data.base.close.name}`
      : 'the solver stopped before the very best'
  return without
    ? `The proposal can be made better near here, with or without this: ${why}. Solve again to compare.`
    : `The proposal would be better with it: ${why}.`
}

/** The instance with room for one more person in the position of a course that is filled, and what that takes. */
function raiseNeed(
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
