import { upperFirst } from '../text'
import { orderWords } from './beside'
import { whoWords } from './making-room'
import { codeOf, coursesOf, displaced, idOf, listWords, type Moves, movesBetween, type Place } from './moves'
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
  const moves = movesBetween(instance, before, after, force)
  return { who: whoWords(moves), why: whyWords(moves), points: pointsWords(instance, before, after) }
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
  const lead = `${upperFirst(words)}.`
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
