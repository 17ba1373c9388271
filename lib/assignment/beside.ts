import { factsOf } from './facts'
import { componentNames, componentsOf, unitScore } from './score'
import type { Instance, Pair } from './types'

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

/** That a course's coordinator puts who asks before another one who is in, which is nothing that the model counts. */
export function orderWords(instance: Instance, at: Place, other: number | undefined): string {
  if (other === undefined) return ''
  const { places } = factsOf(instance)
  const [own, theirs] = [at.applicant, other].map((applicant) => places(applicant, at.course, at.position))
  if (!own || (theirs && !before(own, theirs))) return ''
  const id = instance.applicants[other]!.id
  return `The course coordinator’s order has ${instance.applicants[at.applicant]!.id} ${own} and ${id} ${theirs ?? 'not at all'}, but no slider counts it.`
}

/** Whether the best of these places ("2nd and 4th") comes before the best of those. */
const before = (own: string, theirs: string): boolean =>
  Number.parseInt(own, 10) < Number.parseInt(theirs, 10)

/** What counts most for one person above another in a course: "the endorsement of the course coordinator, who has them 1st". */
export function mostFor(instance: Instance, at: Place, other: number): string {
  const [own, theirs] = [at.applicant, other].map((applicant) =>
    componentsOf(instance, applicant, at.course, at.position),
  )
  const { weights } = instance.policy
  const [most] = componentNames
    .map((name) => ({ name, more: weights[name] * (theirs![name] - own![name]) }))
    .filter(({ more }) => more > 0)
    .sort((a, b) => b.more - a.more)
  switch (most?.name) {
    case undefined:
      return ''
    case 'preference':
      return 'their own ranking of the course'
    case 'grade':
      return 'the grade'
    case 'experience':
      return 'what they worked before'
    case 'academic':
      return 'their studies'
    case 'endorsement': {
      const place = factsOf(instance).places(other, at.course, at.position)
      return `what the course coordinator says of them${place ? `, who has them ${place}` : ''}`
    }
  }
}
