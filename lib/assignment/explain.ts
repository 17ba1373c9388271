import { refusalsOf } from './eligibility'
import { Ledger, type LimitName } from './ledger'
import { courseObstacles, limitObstacles } from './obstacles'
import { filledWords, refusalWords } from './refusal-words'
import { type Components, componentsOf, objectiveParts, scoreParts, unitScore } from './score'
import type { Instance, Pair, PositionIndex, RefusalCode } from './types'
import { ofHundred } from './words'

/** Why a chosen pair is worth what it is. */
export type PairReason = {
  pair: Pair
  /** In words: ["2nd preference", "grade A-", "worked in this course before"]. */
  parts: string[]
  components: Components
  units: number
  /** Points per unit, and for all of its units. */
  score: number
  points: number
}

/** Σ points − uncovered − unevenness = total, the objective. */
export type Explanation = {
  pairs: PairReason[]
  uncovered: number
  unevenness: number
  total: number
}

/** Where the points of a set of pairs (pinned ones included) come from; the numbers add up to the objective. */
export function explainPairs(instance: Instance, pairs: readonly Pair[]): Explanation {
  const { uncovered, unevenness, total } = objectiveParts(instance, pairs)
  return { pairs: pairs.map((pair) => reasonOf(instance, pair)), uncovered, unevenness, total }
}

export function reasonOf(instance: Instance, pair: Pair): PairReason {
  const { applicant, course, position, hours } = pair
  const units = hours / instance.policy.unit
  const score = unitScore(instance, applicant, course, position)
  return {
    pair,
    parts: scoreParts(instance, applicant, course, position),
    components: componentsOf(instance, applicant, course, position),
    units,
    score,
    points: units * score,
  }
}

/** One thing that keeps a pair from being chosen. */
export type Obstacle =
  /** `need`: the course's need is what would have to change. */
  | { kind: 'refused'; code: RefusalCode; need: boolean; message: string; more: string[] }
  /** The person has no room left; `limit` says of what. */
  | {
      kind: 'limit'
      limit: 'term' | 'week' | 'courses'
      message: string
      more: string[]
      /** The person would suit this course better: what an exchange would cost says why not (`costOfForcing`). */
      undecided: boolean
    }
  /**
   * The course is full: `message` names who is in it (at most five, `more` has the others), for staff only. `least` is
   * the one who is not fixed there and suits it least.
   */
  | {
      kind: 'full'
      limit: LimitName
      need: boolean
      least: Pair | null
      /** That one suits it less, and nothing holds them: what an exchange would cost says why not. */
      undecided: boolean
      message: string
      more: string[]
      messageWithoutNames: string
      /** How well the person suits it beside the one who suits it least; empty but for the first. */
      suits: string
    }

export type WhyNot =
  | { kind: 'chosen'; hours: number; message: string; obstacles: Obstacle[] }
  /** The first of the obstacles is the one that decides. */
  | (Obstacle & { obstacles: Obstacle[] })
  /** No limit of course or person keeps them out; `hours` there is room for. */
  | { kind: 'possible'; hours: number; message: string; obstacles: Obstacle[] }

/** What is known of pairs beside the model: kept from a scenario before, to stay close to it; given or locked by hand. */
export type Known = {
  kept?: KeptFrom
  byHand?: (pair: Omit<Pair, 'hours'>) => boolean
  locked?: (pair: Omit<Pair, 'hours'>) => boolean
}
export type KeptFrom = { name: string; has: (pair: Omit<Pair, 'hours'>) => boolean }

const ledgers = new WeakMap<readonly Pair[], Ledger>()

/** What these pairs leave, to read alone: many pairs of one board are asked about in a row. */
export function ledgerOf(instance: Instance, pairs: readonly Pair[]): Ledger {
  const known = ledgers.get(pairs)
  if (known?.instance === instance) return known
  const ledger = new Ledger(instance).give(pairs)
  ledgers.set(pairs, ledger)
  return ledger
}

/** Why a person is not in a course in the position, with these pairs chosen: everything that binds, what decides first. */
export function whyNot(
  instance: Instance,
  pairs: readonly Pair[],
  applicant: number,
  course: number,
  position: PositionIndex,
  known: Known = {},
): WhyNot {
  const at = { applicant, course, position }
  const there = pairs.find(
    (pair) => pair.applicant === applicant && pair.course === course && pair.position === position,
  )
  if (there)
    return { kind: 'chosen', hours: there.hours, message: `Has ${there.hours} h here.`, obstacles: [] }
  const codes = refusalsOf(instance, applicant, course, position)
  const obstacles: Obstacle[] = codes.map((code) =>
    code === 'ALREADY_FILLED_BY_PINS'
      ? { kind: 'refused', code, need: true, ...filledWords(instance, course, position) }
      : {
          kind: 'refused',
          code,
          need: false,
          message: refusalWords(instance, code, applicant, course, position),
          more: [],
        },
  )
  const ledger = ledgerOf(instance, pairs)
  if (!codes.includes('POSITION_NOT_NEEDED')) {
    if (!codes.some((code) => code === 'WEEKLY_LIMIT_TOO_SMALL' || code === 'TERM_LIMIT_TOO_SMALL'))
      obstacles.push(...limitObstacles(ledger, pairs, at, known))
    if (!codes.includes('ALREADY_FILLED_BY_PINS'))
      obstacles.push(...courseObstacles(ledger, pairs, at, known))
  }
  const [first] = obstacles
  if (first) return { ...first, obstacles }
  const room = ledger.room(applicant, course, position).units * instance.policy.unit
  return { kind: 'possible', hours: room, message: tradeWords(instance, pairs, at, room), obstacles }
}

/** What speaks against hours for which there is room: what they would add, and what counts more. */
function tradeWords(
  instance: Instance,
  pairs: readonly Pair[],
  at: Omit<Pair, 'hours'>,
  hours: number,
): string {
  const { applicant, course, position } = at
  const now = objectiveParts(instance, pairs)
  const then = objectiveParts(instance, [...pairs, { ...at, hours }])
  const held = pairs.reduce((sum, pair) => sum + (pair.applicant === applicant ? pair.hours : 0), 0)
  const suits = ofHundred(unitScore(instance, applicant, course, position))
  const room = `No limit keeps them out: there is room for ${hours} h. They suit the course ${suits} of 100 and have ${held} h elsewhere.`
  if (then.total > now.total)
    return `${room} The proposal would be better with it: the solver stops a little before the very best.`
  return then.unevenness > now.unevenness
    ? `${room} Spreading hours over people counts more here.`
    : `${room} It would add nothing that counts by the sliders.`
}
