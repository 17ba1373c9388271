import { mostFor, orderWords, weakerFixed } from './beside'
import { leastUnits } from './eligibility'
import type { KeptFrom, Known, Obstacle } from './explain'
import { factsOf } from './facts'
import type { Ledger, LimitName } from './ledger'
import { weeklyWords } from './refusal-words'
import { scoreParts, unitScore } from './score'
import { type Instance, type Pair, type PositionIndex, positionOf } from './types'
import { counted, firstOf, ofHundred } from './words'

type Place = Omit<Pair, 'hours'>

/** The limits of the person that leave no useful hours in the course; where their hours are stands with the first. */
export function limitObstacles(ledger: Ledger, pairs: readonly Pair[], at: Place, known: Known): Obstacle[] {
  const { instance } = ledger
  const { applicant, course, position } = at
  const least = leastUnits(instance, course, position)
  const rooms = ledger.personRooms(applicant, course, position).filter(({ units }) => units < least)
  return rooms.map(({ by, units }, i) => {
    const limit = by as 'term' | 'week' | 'courses'
    const words = limitWords(instance, limit, applicant, units * instance.policy.unit)
    if (i > 0) return { kind: 'limit', limit, message: `${words}.`, more: [], undecided: false }
    const instead = insteadWords(ledger, pairs, at, known)
    return {
      kind: 'limit',
      limit,
      message: `${words}: ${instead.words}`,
      more: [],
      undecided: instead.undecided,
    }
  })
}

function limitWords(
  instance: Instance,
  limit: 'term' | 'week' | 'courses',
  applicant: number,
  left: number,
): string {
  const { maxTerm, limits } = instance.applicants[applicant]!
  switch (limit) {
    case 'term': {
      const over = left + (limits?.over ?? 0)
      const hours = limits?.term ?? maxTerm
      const elsewhere = limits?.elsewhere ? `, ${limits.elsewhere} h of them outside this scenario` : ''
      return `All ${over > 0 ? `but ${over} h of the ` : ''}${hours} h that are possible in the term are used${elsewhere}`
    }
    case 'week':
      return `The weekly limit of ${weeklyWords(instance, applicant)} is used`
    case 'courses':
      return instance.policy.maxCourses === 1
        ? 'One course a person is the limit'
        : `${instance.policy.maxCourses} courses a person are the limit`
  }
}

/** Where the hours of a person are that could be here, and whether they suit better there; of two courses at most. */
function insteadWords(
  ledger: Ledger,
  pairs: readonly Pair[],
  { applicant, course, position }: Place,
  known: Known,
): { words: string; undecided: boolean } {
  const { instance } = ledger
  const facts = factsOf(instance)
  const inWords = (at: number, as: PositionIndex) => scoreParts(instance, applicant, at, as).join(', ')
  const own = unitScore(instance, applicant, course, position)
  const held = pairs
    .filter((pair) => pair.applicant === applicant)
    .map((pair) => ({ pair, score: unitScore(instance, applicant, pair.course, pair.position) }))
    .sort((a, b) => b.pair.hours - a.pair.hours)
  const places = held.slice(0, 2).map(({ pair, score }) => {
    const stays = facts.pinned(applicant, pair.course, pair.position) !== undefined
    const why = stays
      ? 'fixed'
      : `${inWords(pair.course, pair.position)}; suitability ${ofHundred(score)} of 100`
    return `${pair.hours} h in ${instance.courses[pair.course]!.id} (${why})`
  })
  const more = held.length > places.length ? `, and ${held.length - places.length} more` : ''
  const free = held.filter(({ pair }) => facts.pinned(applicant, pair.course, pair.position) === undefined)
  const betterHereWords = (): string => {
    const least = leastUnits(instance, course, position)
    const full = ledger.courseRooms(applicant, course, position).filter(({ units }) => units < least)
    if (full.length > 0)
      return ` They would suit this course better, where others have the ${full.every(({ by }) => by === 'people') ? 'places' : 'hours'}.`
    const { pair } = free.reduce((a, b) => (b.score < a.score ? b : a))
    return ` They would suit this course better; moved here, their hours would be missing in ${instance.courses[pair.course]!.id} unless others take them.`
  }
  // Where staying close decided, a course that suits better and has room by now is theirs for the asking.
  const roomWords = (): string => {
    const { units } = ledger.courseRoom(applicant, course, position)
    if (units < leastUnits(instance, course, position) || free.every(({ score }) => score >= own)) return ''
    return ` This course suits them better and has ${units * instance.policy.unit} h free: move them here, or solve without staying close.`
  }
  const told =
    free.length === 0
      ? ''
      : free.some(({ pair }) => known.byHand?.(pair))
        ? ' You put them there.'
        : known.kept && free.some(({ pair }) => known.kept?.has(pair))
          ? ` ${keptWords(known.kept)}${roomWords()}`
          : free.every(({ score }) => score >= own)
            ? ' They suit the other as well or better.'
            : null
  return {
    words: `${places.join(' and ')}${more}. In this course: ${inWords(course, position)}; suitability ${ofHundred(own)} of 100.${told ?? betterHereWords()}`,
    undecided: told === null,
  }
}

export const keptWords = ({ name }: KeptFrom): string => `Kept as in ${name}, to stay close to it.`

/** People of a course whom a sentence names. */
const NAMED = 5

/** What leaves no useful hours in the course: places, hours of the position, the budget of both. Who has them stands with the first. */
export function courseObstacles(ledger: Ledger, pairs: readonly Pair[], at: Place, known: Known): Obstacle[] {
  const { instance } = ledger
  const { applicant, course, position } = at
  const least = leastUnits(instance, course, position)
  const rooms = ledger.courseRooms(applicant, course, position).filter(({ units }) => units < least)
  return rooms.map(({ by, units }, i): Obstacle => {
    const here = pairs.filter(
      (pair) => pair.course === course && (pair.position === position || by === 'shared'),
    )
    const holders = holdersOf(instance, here, course, by === 'shared' ? [0, 1] : [position])
    const what = fullWords(instance, at, by, units * instance.policy.unit, holders.length, here)
    const least = leastSuitable(instance, here, course)
    const { named, more } = firstOf(holders, NAMED)
    const base = { kind: 'full' as const, limit: by, need: true, least: least?.pair ?? null }
    if (i > 0) {
      const message = `${what}.`
      return { ...base, message, messageWithoutNames: message, suits: '', more: [], undecided: false }
    }
    const suits = suitsWords(instance, here, at, least, known)
    return {
      ...base,
      undecided: suits.undecided,
      suits: suits.words,
      message: `${what}${named ? `: ${named}` : ''}. ${suits.words}`,
      messageWithoutNames: `${what}.`,
      more,
    }
  })
}

/** "Ingrid 165 h", those with the most first, with those who take no part. */
function holdersOf(
  instance: Instance,
  here: readonly Pair[],
  course: number,
  positions: readonly PositionIndex[],
): string[] {
  const both = positions.length > 1
  const as = (position: PositionIndex) => (both ? ` as ${positionOf(position)}` : '')
  return [
    ...here.map((pair) => ({
      hours: pair.hours,
      words: `${instance.applicants[pair.applicant]!.id} ${pair.hours} h${as(pair.position)}`,
    })),
    ...positions.flatMap((position) =>
      (instance.courses[course]!.d[position]?.others?.who ?? []).map(([id, hours]) => ({
        hours,
        words: `${id} ${hours} h${as(position)}`,
      })),
    ),
  ]
    .sort((a, b) => b.hours - a.hours)
    .map(({ words }) => words)
}

function fullWords(
  instance: Instance,
  { course, position }: Place,
  limit: LimitName,
  left: number,
  holders: number,
  here: readonly Pair[],
): string {
  const demand = instance.courses[course]!.d[position]!
  const others = demand.others?.people ?? 0
  if (limit === 'people') {
    const people = here.length + others
    const wanted = demand.wanted ?? demand.maxPeople + others
    if (demand.wanted === null) return 'No more people fit into its hours'
    if (wanted === 0) return `No ${positionOf(position)} is wanted there`
    if (people > wanted)
      return `${counted(people, positionOf(position))} work there, ${wanted === 1 ? '1 is' : `${wanted} are`} wanted`
    return wanted === 1 ? 'The only place is taken' : `All ${wanted} places are taken`
  }
  const rest =
    left > 0
      ? `, but for ${left} h, which are fewer than the ${instance.policy.minChunk} h given at once`
      : ''
  if (limit === 'shared') return `Its budget for both positions is used${rest}`
  const hours = here.reduce((sum, pair) => sum + pair.hours, demand.others?.hours ?? 0)
  // What is less than a step stays over.
  const over = (demand.budget ?? hours) - hours
  if (over > 0) return `All but ${over} h of its ${demand.budget} h are taken`
  return holders > 0 && left === 0 ? `All its ${hours} h are taken` : `All its hours are taken${rest}`
}

type Scored = { pair: Pair; score: number }

/** Of those who are not fixed there, the one who suits it least. */
function leastSuitable(instance: Instance, here: readonly Pair[], course: number): Scored | null {
  const facts = factsOf(instance)
  const [first] = here
    .filter((pair) => facts.pinned(pair.applicant, pair.course, pair.position) === undefined)
    .map((pair) => ({ pair, score: unitScore(instance, pair.applicant, course, pair.position) }))
    .sort((a, b) => a.score - b.score || b.pair.applicant - a.pair.applicant)
  return first ?? null
}

/**
 * How well the person suits the course beside the one of it who suits it least, and what keeps that one there. Where
 * that one suits it less and nothing holds them, only what an exchange would cost says why.
 */
function suitsWords(
  instance: Instance,
  here: readonly Pair[],
  at: Place,
  least: Scored | null,
  known: Known,
): { words: string; undecided: boolean } {
  const own = unitScore(instance, at.applicant, at.course, at.position)
  const idOf = (applicant: number) => instance.applicants[applicant]!.id
  const lead = `${idOf(at.applicant)} suits it ${ofHundred(own)} of 100`
  if (!least) return { words: `${lead}; all who are in it are fixed there.`, undecided: false }
  const { pair, score } = least
  const id = idOf(pair.applicant)
  const fixed = weakerFixed(instance, here, at)
  const stay = fixed.length > 0 ? ` ${stayWords(instance, fixed, known, at)}` : ''
  const order = orderWords(instance, at, pair.applicant)
  const beside = `${stay}${order && ` ${order}`}`
  if (score >= own) {
    const of = fixed.length > 0 ? 'of those who are not fixed there' : 'of those who are in'
    const by = score > own ? mostFor(instance, at, pair.applicant) : ''
    return {
      words: `${lead}; ${id}, who suits it least ${of}, ${ofHundred(score)}${by && `, above all for ${by}`}.${beside}`,
      undecided: false,
    }
  }
  const held = known.byHand?.(pair)
    ? 'You put them there.'
    : known.kept?.has(pair)
      ? keptWords(known.kept)
      : null
  return held
    ? { words: `${lead}; ${id}, who is in, ${ofHundred(score)}. ${held}${beside}`, undecided: false }
    : { words: `${lead}; ${id}, who is in, ${ofHundred(score)}.${stay}`, undecided: true }
}

/** Who suits a course less and cannot be moved: by a lock of the coordinator, or because their work stands. */
function stayWords(instance: Instance, fixed: readonly number[], known: Known, at: Place): string {
  return fixed
    .map((applicant) => {
      const score = ofHundred(unitScore(instance, applicant, at.course, at.position))
      const why = known.locked?.({ ...at, applicant }) ? 'you locked them there' : 'their work stands already'
      return `${instance.applicants[applicant]!.id} suits it less (${score}) and stays: ${why}.`
    })
    .join(' ')
}
