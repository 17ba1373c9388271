import { type ShortageReason, shortagesOf } from './before'
import { type EligiblePair, eligiblePairs } from './eligibility'
import { factsOf } from './facts'
import { Ledger } from './ledger'
import { tierOf } from './score'
import { type Instance, type Pair, type PositionIndex, positionOf } from './types'
import { inHours } from './words'

/** Why hours stay open for which people have room: even hours count more, or nothing does, or the pairs are not the best. */
const roomLeftReasons = ['SPREAD_COUNTS_MORE', 'COUNTS_NOTHING', 'BETTER_WITH_IT'] as const
type RoomLeft = (typeof roomLeftReasons)[number]
export const isRoomLeft = (reason: string): reason is RoomLeft =>
  roomLeftReasons.some((one) => one === reason)

/** Demand that these pairs leave, and why. */
export type Unfilled = {
  course: number
  position: PositionIndex
  /** Hours. */
  demand: number
  missing: number
  /** Of these, what stays open whatever is chosen. */
  never: number
  reason: ShortageReason | 'LIMITS_REACHED' | RoomLeft
  /** The reason alone, and with the hours. */
  words: string
  message: string
}

/** What stays unfilled with these pairs chosen (pinned ones included), in the order of courses. */
export function unfilledOf(instance: Instance, pairs: readonly Pair[]): Unfilled[] {
  const { unit } = instance.policy
  const ledger = new Ledger(instance).give(pairs)
  const open = new Set(instance.courses.keys().filter((course) => isOpen(ledger, course)))
  const before = new Map(
    shortagesOf(instance, open).map((shortage) => [shortage.course * 2 + shortage.position, shortage]),
  )
  const eligible = Map.groupBy(eligiblePairs(instance, open), ({ course, position }) => course * 2 + position)
  const found: Unfilled[] = []
  instance.courses.forEach((wanted, course) => {
    for (const position of [0, 1] as const) {
      const demand = wanted.d[position]
      const missing = ledger.unitsLeft[course * 2 + position]! * unit
      if (!demand || missing <= 0) continue
      const shortage = before.get(course * 2 + position)
      const places =
        ledger.peopleLeft[course * 2 + position]! <= 0 ? placesTaken(ledger, course, position) : null
      const never = Math.min(missing, shortage?.missing ?? 0)
      const at = { course, position, demand: demand.hours, missing, never }
      if (shortage && shortage.missing >= missing) {
        found.push({
          ...at,
          reason: shortage.reason,
          words: (shortage.reason === 'PEOPLE_LIMIT' && places) || shortage.words,
          message: shortage.message,
        })
        continue
      }
      const here = reasonHere(ledger, eligible.get(course * 2 + position) ?? [], course, position)
      const { reason } = here
      const words = shortage
        ? `${here.words}. ${inHours(never)} would stay open whatever is chosen: ${shortage.words}`
        : here.words
      const message = `${missing} h of ${demand.hours} h of ${positionOf(position)} work in ${wanted.id} stay unfilled: ${words}.`
      found.push({ ...at, reason, words, message })
    }
  })
  return found
}

const isOpen = (ledger: Ledger, course: number): boolean =>
  ledger.unitsLeft[course * 2]! > 0 || ledger.unitsLeft[course * 2 + 1]! > 0

function reasonHere(
  ledger: Ledger,
  eligible: readonly EligiblePair[],
  course: number,
  position: PositionIndex,
): { reason: Unfilled['reason']; words: string } {
  const at = course * 2 + position
  const { minChunk, unit } = ledger.instance.policy
  const inside = eligible.filter((pair) => ledger.unitsOf(pair.applicant, course, position) > 0)
  const outside = eligible.filter((pair) => ledger.unitsOf(pair.applicant, course, position) === 0)
  const more = inside.filter((pair) => !pair.pinned && roomOf(ledger, pair) > 0)
  const spent = ledger.sharedUnitsLeft(course) < 1
  if (spent) return { reason: 'SHARED_BUDGET', words: "the course's budget for both positions is spent" }
  if (more.length > 0 && ledger.peopleLeft[at]! <= 0) return roomLeft(ledger, more, course, position)
  if (ledger.peopleLeft[at]! <= 0) {
    return {
      reason: 'PEOPLE_LIMIT',
      words:
        placesTaken(ledger, course, position) ?? 'it has all the people it wants, and they can do no more',
    }
  }
  const free = outside.filter((pair) => roomOf(ledger, pair) >= pair.lo)
  if (more.length + free.length > 0) return roomLeft(ledger, [...more, ...free], course, position)
  const block = Math.min(...outside.map((pair) => pair.lo))
  if (outside.length > 0 && ledger.unitsLeft[at]! < block) {
    const words = `the rest is less than the ${Math.max(minChunk, block * unit)} h that a person is given at least`
    return { reason: 'MINIMUM_BLOCK', words }
  }
  return { reason: 'LIMITS_REACHED', words: limitsWords(ledger, eligible, course, position) }
}

const roomOf = (ledger: Ledger, { applicant, course, position }: EligiblePair): number =>
  ledger.room(applicant, course, position).units

/** That all who may work in it have reached a limit, and where the hours are that they have. */
function limitsWords(
  ledger: Ledger,
  eligible: readonly EligiblePair[],
  course: number,
  position: PositionIndex,
): string {
  const people = eligible.map(({ applicant }) => applicant)
  const sum = (of: (applicant: number) => number) =>
    people.reduce((total, applicant) => total + of(applicant), 0) * ledger.instance.policy.unit
  const here = sum((applicant) => ledger.unitsOf(applicant, course, position))
  const elsewhere = sum((applicant) => ledger.units[applicant]!) - here
  const n = people.length
  const who =
    n === 1
      ? 'the only person who may work in it has'
      : `${n === 2 ? 'both' : `all ${n}`} people who may work in it have`
  const where = [
    here > 0 ? `${inHours(here)} here` : '',
    elsewhere > 0 ? `${inHours(elsewhere)} in other courses` : '',
  ].filter(Boolean)
  return `${who} reached a limit${where.length > 0 ? `, with ${where.join(' and ')}` : ''}`
}

/** Hours that people have room for: what giving the first of them would change decides why they stay open. */
function roomLeft(
  ledger: Ledger,
  people: readonly EligiblePair[],
  course: number,
  position: PositionIndex,
): { reason: RoomLeft; words: string } {
  const { coverage, fairness, unit } = ledger.instance.policy
  const saved = coverage * (ledger.instance.courses[course]!.priority ?? 1)
  let best = Number.NEGATIVE_INFINITY
  for (const { applicant, score, lo } of people) {
    const units = ledger.unitsOf(applicant, course, position) > 0 ? 1 : lo
    let gain = units * (score + saved)
    for (let k = 0; k < units; k += 1)
      gain -= fairness * tierOf(ledger.instance, ledger.units[applicant]! + k)
    best = Math.max(best, gain)
  }
  const isIn = ({ applicant }: EligiblePair) => ledger.unitsOf(applicant, course, position) > 0
  const rooms = (list: readonly EligiblePair[]) => list.map((pair) => roomOf(ledger, pair))
  const others = rooms(people.filter((pair) => !isIn(pair))).sort((a, b) => b - a)
  const most = [...rooms(people.filter(isIn)), ...others.slice(0, ledger.peopleLeft[course * 2 + position])]
  const left = Math.min(ledger.unitsLeft[course * 2 + position]!, ledger.sharedUnitsLeft(course))
  const hours =
    Math.floor(
      Math.min(
        left,
        most.reduce((sum, units) => sum + units, 0),
      ),
    ) * unit
  const who =
    people.length === 1
      ? '1 person who may work in it has room'
      : `${people.length} people who may work in it have room`
  const lead = `${who}, for ${inHours(hours)} in all`
  if (best > 0)
    return {
      reason: 'BETTER_WITH_IT',
      words: `${lead}, and the proposal would be better with it: the solver stopped a little before the very best`,
    }
  return best < 0
    ? {
        reason: 'SPREAD_COUNTS_MORE',
        words: `${lead}, but by the sliders spreading hours over people counts more than covering these`,
      }
    : { reason: 'COUNTS_NOTHING', words: `${lead}, but by the sliders covering these hours counts nothing` }
}

/** That all places are taken, by whomever; null where more work there than are wanted, or only people who stay. */
function placesTaken(ledger: Ledger, course: number, position: PositionIndex): string | null {
  const demand = ledger.instance.courses[course]!.d[position]!
  const stay = factsOf(ledger.instance).pinnedPeople[course * 2 + position]!
  if (stay >= demand.maxPeople || demand.wanted === null) return null
  const wanted = demand.wanted ?? demand.maxPeople + (demand.others?.people ?? 0)
  return wanted === 1
    ? 'its only place is taken, by somebody who can do no more'
    : `all ${wanted} places are taken, by people who can do no more`
}
