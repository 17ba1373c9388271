import { orderWords } from './beside'
import { boundsOf, leastUnits, refusalOf } from './eligibility'
import { ledgerOf } from './explain'
import { objectiveParts, tierSum, unitScore } from './score'
import type { Instance, Pair } from './types'
import { ofHundred } from './words'

/** Why an exchange was not made, from the pairs as they are and as they would be: a sentence each, by ids. */
export type Weighing = {
  /** Who would have what, and why who loses hours cannot make room. */
  who: string
  /** What it costs the whole, and what it gains. */
  why: string
  /** The change of the objective and of each of its parts, in points. */
  points: string
}

/** People who make room, and courses, that a sentence names. */
const NAMED = 2

type Place = Omit<Pair, 'hours'>
type Moves = {
  instance: Instance
  before: readonly Pair[]
  after: readonly Pair[]
  force: Place
  /** Hours of a person in a course (in both positions) or in all, and of a course in all. */
  in: (pairs: readonly Pair[], applicant: number, course?: number) => number
  of: (pairs: readonly Pair[], course: number) => number
}

/**
 * What putting a person into a course would change and what weighs more, told from two answers alone: nothing is said
 * that is not their difference. `after` has the forced pair.
 */
export function weighingOf(
  instance: Instance,
  before: readonly Pair[],
  after: readonly Pair[],
  force: Place,
): Weighing {
  const sum = (pairs: readonly Pair[], of: (pair: Pair) => boolean) =>
    pairs.reduce((total, pair) => total + (of(pair) ? pair.hours : 0), 0)
  const moves: Moves = {
    instance,
    before,
    after,
    force,
    in: (pairs, applicant, course) =>
      sum(pairs, (pair) => pair.applicant === applicant && (course === undefined || pair.course === course)),
    of: (pairs, course) => sum(pairs, (pair) => pair.course === course),
  }
  return { who: whoWords(moves), why: whyWords(moves), points: pointsWords(instance, before, after) }
}

const idOf = ({ instance }: Moves, applicant: number) => instance.applicants[applicant]!.id
const codeOf = ({ instance }: Moves, course: number) => instance.courses[course]!.id

/** Courses in which a person, or everybody, has more hours (sign 1) or fewer (−1) afterwards, the largest change first. */
function coursesOf(
  { before, after, ...moves }: Moves,
  sign: 1 | -1,
  applicant?: number,
): { course: number; hours: number }[] {
  const hours = (pairs: readonly Pair[], course: number) =>
    applicant === undefined ? moves.of(pairs, course) : moves.in(pairs, applicant, course)
  return [...new Set([...before, ...after].map((pair) => pair.course))]
    .map((course) => ({ course, hours: sign * (hours(after, course) - hours(before, course)) }))
    .filter((one) => one.hours > 0)
    .sort((a, b) => b.hours - a.hours || a.course - b.course)
}

/** "20 h in COMPSCI 210 and 10 h in COMPSCI 320". */
function listWords(moves: Moves, list: readonly { course: number; hours: number }[], what = ''): string {
  const named = list
    .slice(0, NAMED)
    .map(({ course, hours }, i) => `${hours} h${i === 0 ? what : ''} in ${codeOf(moves, course)}`)
  const rest = list.slice(NAMED).reduce((sum, { hours }) => sum + hours, 0)
  return rest > 0 ? `${named.join(', ')} and ${rest} h in others` : named.join(' and ')
}

/** Who has fewer hours in the course then, who loses most first. */
function displaced({ before, after, force, ...moves }: Moves) {
  return [...new Set(before.filter((pair) => pair.course === force.course).map((pair) => pair.applicant))]
    .filter((applicant) => applicant !== force.applicant)
    .map((applicant) => ({
      applicant,
      was: moves.in(before, applicant, force.course),
      is: moves.in(after, applicant, force.course),
    }))
    .filter(({ was, is }) => is < was)
    .sort((a, b) => b.was - b.is - (a.was - a.is) || a.applicant - b.applicant)
}

function whoWords(moves: Moves): string {
  const { before, after, force } = moves
  const own = idOf(moves, force.applicant)
  const gone = displaced(moves)
  const taken = othersWords(moves, gone)
  const parts = gone.slice(0, NAMED).map(({ applicant, was, is }, i, named) => {
    const lost = is > 0 ? `have ${is} h here instead of ${was} h` : `lose ${was} h here`
    const to = i === named.length - 1 ? taken : ''
    return `${idOf(moves, applicant)}${suitsWords(moves, applicant)} would ${lost}${to}${fateWords(moves, applicant)}`
  })
  const others = gone.slice(NAMED)
  if (others.length > 0)
    parts.push(
      `${others.length} more would lose ${others.reduce((sum, { was, is }) => sum + was - is, 0)} h here`,
    )
  const left = coursesOf(moves, -1, force.applicant)
  if (left.length > 0) parts.push(`${own} would give up ${listWords(moves, left)}`)
  const [loser] = [...new Set(before.map((pair) => pair.applicant))]
    .filter((applicant) => applicant !== force.applicant && gone.every((one) => one.applicant !== applicant))
    .map((applicant) => ({
      applicant,
      hours: moves.in(before, applicant) - moves.in(after, applicant),
    }))
    .filter(({ hours }) => hours > 0)
    .sort((a, b) => b.hours - a.hours || a.applicant - b.applicant)
  if (loser)
    parts.push(
      `${idOf(moves, loser.applicant)} would lose ${listWords(moves, coursesOf(moves, -1, loser.applicant))}`,
    )
  const given = after.find(
    (pair) =>
      pair.applicant === force.applicant && pair.course === force.course && pair.position === force.position,
  )
  const lead = `For ${own} to have ${given?.hours ?? 0} h here`
  const most = mostWords(moves, given?.hours ?? 0)
  const who = parts.length > 0 ? `${lead}, ${parts.join('; ')}.` : `${lead}, nobody would lose hours.`
  return [who, most].filter(Boolean).join(' ')
}

/** That of the hours that are lost here some go to others than who asks. */
function othersWords(moves: Moves, gone: readonly { applicant: number }[]): string {
  const { before, after, force } = moves
  const more = [
    ...new Set(after.filter((pair) => pair.course === force.course).map((pair) => pair.applicant)),
  ]
    .filter((applicant) => applicant !== force.applicant && gone.every((one) => one.applicant !== applicant))
    .map((applicant) => ({
      applicant,
      hours: moves.in(after, applicant, force.course) - moves.in(before, applicant, force.course),
    }))
    .filter(({ hours }) => hours > 0)
    .sort((a, b) => b.hours - a.hours || a.applicant - b.applicant)
  const [first] = more
  if (!first) return ''
  const hours = more.reduce((sum, one) => sum + one.hours, 0)
  return more.length === 1
    ? ` (${hours} h of them to ${idOf(moves, first.applicant)})`
    : ` (${hours} h of them to others)`
}

/** " (suits it 59.4 of 100, against 67.5)": who makes room beside who asks. */
function suitsWords({ instance, before, force }: Moves, applicant: number): string {
  const there = before.find((pair) => pair.course === force.course && pair.applicant === applicant)!
  const score = ofHundred(unitScore(instance, applicant, force.course, there.position))
  const own = ofHundred(unitScore(instance, force.applicant, force.course, force.position))
  return ` (suits it ${score} of 100, against ${own})`
}

/** What somebody who makes room has instead, or why nothing. */
function fateWords(moves: Moves, applicant: number): string {
  const { instance, before, after, force } = moves
  const gained = coursesOf(moves, 1, applicant)
  const net = moves.in(before, applicant) - moves.in(after, applicant)
  if (gained.length > 0) return ` and have ${listWords(moves, gained, ' more')}`
  if (net <= 0) return ''
  const elsewhere = instance.applicants[applicant]!.prefs.flatMap(([course]) =>
    ([0, 1] as const)
      .filter((position) => course !== force.course && !refusalOf(instance, applicant, course, position))
      .map((position) => ({ course, position, lo: leastUnits(instance, course, position) })),
  )
  if (elsewhere.length === 0) return ' and may work in no other course'
  const ledger = ledgerOf(instance, after)
  const open = elsewhere.filter(({ course, position, lo }) => {
    const holds = ledger.unitsOf(applicant, course, position) > 0
    return ledger.courseRoom(applicant, course, position).units >= (holds ? 1 : lo)
  })
  if (open.length === 0) {
    const list = [...new Set(elsewhere.map(({ course }) => course))]
    return list.length === 1
      ? `, and the only other course that they may work in, ${codeOf(moves, list[0]!)}, has no more room`
      : `, and the ${list.length} other courses that they may work in have no more room`
  }
  return ' and have nothing else instead'
}

/** That the person can do no more here, where hours of the course stay open by it. */
function mostWords(moves: Moves, given: number): string {
  const { instance, before, after, force } = moves
  const { applicant, course, position } = force
  if (moves.of(after, course) >= moves.of(before, course)) return ''
  const { up, tightest } = boundsOf(instance, applicant, course, position)
  if (tightest === 'demand' || given < up * instance.policy.unit) return ''
  return `More than ${given} h are not possible for ${idOf(moves, applicant)} here, by the limit of the ${tightest}.`
}

function whyWords(moves: Moves): string {
  const order = orderWords(moves.instance, moves.force, displaced(moves)[0]?.applicant)
  return [weighWords(moves), order].filter(Boolean).join(' ')
}

function weighWords(moves: Moves): string {
  const { instance, before, after } = moves
  const [now, then] = [objectiveParts(instance, before), objectiveParts(instance, after)]
  if (then.total > now.total) return 'The proposal would be better with it.'
  if (then.total === now.total) return 'The proposal would be just as good.'
  const suits = suitedWords(moves)
  const parts = [
    {
      gain: then.suitability - now.suitability,
      against: suits && `the hours that change hands would suit people less (${suits})`,
      favour: suits && `the better suitability (${suits})`,
    },
    {
      gain: now.uncovered - then.uncovered,
      against: openWords(moves, -1),
      favour: openWords(moves, 1),
    },
    {
      gain: now.unevenness - then.unevenness,
      against: `hours would be spread less evenly${spreadWords(moves)}`,
      favour: 'the more even spread of hours',
    },
  ]
  const against = parts
    .filter(({ gain }) => gain < 0)
    .sort((a, b) => a.gain - b.gain)
    .map((one) => one.against)
    .filter((words) => words !== '')
  const favour = parts
    .filter(({ gain }) => gain > 0)
    .map((one) => one.favour)
    .filter((words) => words !== '')
  if (against.length === 0) return 'In all it would be worse.'
  const words = against.join('; ')
  const lead = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
  return favour.length === 0 ? lead : `${lead} That counts more than ${favour.join(' and ')}.`
}

/** "61.2 of 100 on average, now 66.8"; empty where hours are lost too, or where the average goes the other way. */
function suitedWords({ instance, before, after }: Moves): string {
  const key = (pair: Pair) => (pair.applicant * instance.courses.length + pair.course) * 2 + pair.position
  const held = new Map(before.map((pair) => [key(pair), pair.hours]))
  const there = new Map(after.map((pair) => [key(pair), pair.hours]))
  const mean = (pairs: readonly Pair[], other: ReadonlyMap<number, number>) => {
    let [points, hours] = [0, 0]
    for (const pair of pairs) {
      const more = Math.max(0, pair.hours - (other.get(key(pair)) ?? 0))
      points += more * unitScore(instance, pair.applicant, pair.course, pair.position)
      hours += more
    }
    return { hours, mean: hours > 0 ? points / hours : 0 }
  }
  const [was, is] = [mean(before, there), mean(after, held)]
  return was.hours === is.hours ? `${ofHundred(is.mean)} of 100 on average, now ${ofHundred(was.mean)}` : ''
}

/** Hours that would be open, or covered, beyond those of now, with the courses. */
function openWords(moves: Moves, sign: 1 | -1): string {
  const list = coursesOf(moves, sign)
  const other = coursesOf(moves, sign === 1 ? -1 : 1).reduce((sum, { hours }) => sum + hours, 0)
  const hours = list.reduce((sum, one) => sum + one.hours, 0) - other
  if (hours <= 0) return ''
  const where =
    other > 0
      ? ''
      : list.length === 1
        ? ` in ${codeOf(moves, list[0]!.course)}`
        : ` (${listWords(moves, list)})`
  return sign === -1
    ? `${hours} h more would stay open${where}`
    : `the ${hours} h more that would be covered${where}`
}

/** Whose rise counts most against an even spread, and who of those that had less than they would have then loses most. */
function spreadWords(moves: Moves): string {
  const { instance, before, after } = moves
  const { unit } = instance.policy
  const people = [...new Set([...before, ...after].map((pair) => pair.applicant))].map((applicant) => {
    const [was, is] = [moves.in(before, applicant), moves.in(after, applicant)]
    return { applicant, was, is, tiers: tierSum(instance, is / unit) - tierSum(instance, was / unit) }
  })
  const [rises] = people
    .filter(({ tiers }) => tiers > 0)
    .sort((a, b) => b.tiers - a.tiers || a.applicant - b.applicant)
  if (!rises) return ''
  const [loses] = people
    .filter(({ was, is }) => is < was && was < rises.is)
    .sort((a, b) => a.is - b.is || b.was - a.was || a.applicant - b.applicant)
  const words = [rises, loses]
    .filter((one) => one !== undefined)
    .map(
      ({ applicant, was, is }) =>
        `${idOf(moves, applicant)} ${is > 0 ? `${is} h` : 'none'} in all, now ${was} h`,
    )
  return ` (${words.join('; ')})`
}

/** "−394 points: suitability +16, open hours −400, spread −10". */
function pointsWords(instance: Instance, before: readonly Pair[], after: readonly Pair[]): string {
  const [now, then] = [objectiveParts(instance, before), objectiveParts(instance, after)]
  const signed = (n: number) =>
    n === 0 ? '±0' : `${n > 0 ? '+' : '−'}${Math.abs(n).toLocaleString('en-NZ')}`
  return `By the sliders ${signed(then.total - now.total)} points: suitability ${signed(then.suitability - now.suitability)}, open hours ${signed(now.uncovered - then.uncovered)}, spread ${signed(now.unevenness - then.unevenness)}.`
}
