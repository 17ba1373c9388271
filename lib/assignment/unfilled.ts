import { type ShortageReason, shortagesOf } from './before'
import { eligiblePairs } from './eligibility'
import { factsOf } from './facts'
import { Ledger } from './ledger'
import { type Instance, type Pair, type PositionIndex, positionOf } from './types'

/** Demand that these pairs leave, and why. */
export type Unfilled = {
  course: number
  position: PositionIndex
  /** Hours. */
  demand: number
  missing: number
  reason: ShortageReason | 'LIMITS_REACHED_ELSEWHERE' | 'WORTH_MORE_ELSEWHERE'
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
      const at = { course, position, demand: demand.hours, missing }
      if (shortage && shortage.missing >= missing) {
        found.push({
          ...at,
          reason: shortage.reason,
          words: (shortage.reason === 'PEOPLE_LIMIT' && places) || shortage.words,
          message: shortage.message,
        })
        continue
      }
      const { reason, words } = reasonHere(
        ledger,
        eligible.get(course * 2 + position) ?? [],
        course,
        position,
      )
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
  eligible: ReturnType<typeof eligiblePairs>,
  course: number,
  position: PositionIndex,
): { reason: Unfilled['reason']; words: string } {
  const at = course * 2 + position
  const { minChunk, unit } = ledger.instance.policy
  const inside = eligible.filter((pair) => ledger.unitsOf(pair.applicant, course, position) > 0)
  const outside = eligible.filter((pair) => ledger.unitsOf(pair.applicant, course, position) === 0)
  const more = inside.some((pair) => !pair.pinned && ledger.room(pair.applicant, course, position).units > 0)
  const spent = ledger.sharedUnitsLeft(course) < 1
  if (spent) return { reason: 'SHARED_BUDGET', words: "the course's budget for both positions is spent" }
  if (more) return elsewhere()
  if (ledger.peopleLeft[at]! <= 0) {
    return {
      reason: 'PEOPLE_LIMIT',
      words:
        placesTaken(ledger, course, position) ?? 'it has all the people it wants, and they can do no more',
    }
  }
  const block = Math.min(...outside.map((pair) => pair.lo))
  if (outside.length > 0 && ledger.unitsLeft[at]! < block) {
    const words = `the rest is less than the useful block of ${Math.max(minChunk, block * unit)} h`
    return { reason: 'MINIMUM_BLOCK', words }
  }
  const free = outside.filter((pair) => ledger.personRoom(pair.applicant, course, position).units >= pair.lo)
  if (free.length > 0) return elsewhere()
  const n = eligible.length
  return {
    reason: 'LIMITS_REACHED_ELSEWHERE',
    words: `${n === 1 ? 'the only person who may work in it has' : `${n === 2 ? 'both' : `all ${n}`} people who may work in it have`} reached a limit`,
  }
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

function elsewhere(): { reason: Unfilled['reason']; words: string } {
  return { reason: 'WORTH_MORE_ELSEWHERE', words: 'those who could fill it are of more use in other courses' }
}
