import { factsOf } from './facts'
import { unitScore } from './score'
import { type Instance, type Pair, positionOf } from './types'

/** Facts about two people of one course that stand beside the model's choice. */

type Place = Omit<Pair, 'hours'>

/** People that a sentence names. */
const NAMED = 2

/** Who is fixed in the course in the position and suits it less, the least suited first; two at most. */
export function weakerFixed(instance: Instance, pairs: readonly Pair[], at: Place): number[] {
  const facts = factsOf(instance)
  const own = unitScore(instance, at.applicant, at.course, at.position)
  return pairs
    .filter(
      (pair) =>
        pair.course === at.course &&
        pair.position === at.position &&
        pair.applicant !== at.applicant &&
        facts.pinned(pair.applicant, pair.course, pair.position) !== undefined,
    )
    .map(({ applicant }) => ({ applicant, score: unitScore(instance, applicant, at.course, at.position) }))
    .filter(({ score }) => score < own)
    .sort((a, b) => a.score - b.score || a.applicant - b.applicant)
    .slice(0, NAMED)
    .map(({ applicant }) => applicant)
}

/** Where two people stand in the order of a course's coordinator, which is nothing that the model counts. */
export function orderWords(instance: Instance, at: Place, other: number | undefined): string {
  if (other === undefined) return ''
  const [own, theirs] = [at.applicant, other].map((applicant) =>
    factsOf(instance).places(applicant, at.course, at.position),
  )
  if (!own && !theirs) return ''
  const one = (applicant: number, place: string | undefined) =>
    `${instance.applicants[applicant]!.id} ${place ?? 'not at all'}`
  return `In the course coordinator’s order of ${positionOf(at.position)}s ${one(at.applicant, own)}, ${one(other, theirs)}: no slider counts that order.`
}
