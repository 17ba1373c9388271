import { boundsOf, leastUnits, refusalOf } from './eligibility'
import { ledgerOf } from './explain'
import { codeOf, coursesOf, displaced, idOf, listWords, type Moves, NAMED } from './moves'
import { unitScore } from './score'
import { ofHundred } from './words'

/** Who makes room for a forced pair, in words. */

/** "For X to have 20 h here, Y (suits it 59.4 of 100, against 67.5) would lose 20 h here and may work in no other course." */
export function whoWords(moves: Moves): string {
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
