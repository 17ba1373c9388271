import { db } from '@/db/client'
import { formatHours } from '@/lib/hours'
import { can, type Viewer } from '@/lib/permissions'
import { eligibilityOf } from '@/lib/review/eligibility'
import { personFacts } from '@/lib/users/scope'
import type { Position } from '@/lib/vocabulary'
import { type PersonFacts, personAnswers } from './facts'

type Answers = Pick<
  PersonFacts,
  'maxWeekQuarters' | 'citizenOrResident' | 'validVisa' | 'overseas' | 'returning'
>

/** What is known of a person's eligibility before they are given hours. */
export type KnownEligibility = {
  /** In words; null where the viewer may not read the person's profile. */
  words: string | null
  /** Questions without an answer: the rules about them cannot be checked. */
  unknown: string[]
}

/** The rules of SPEC 7 that ask for an answer which nobody has given. Pure. */
function unknownAnswers(said: Answers | undefined): string[] {
  const unknown: string[] = []
  if ((said?.citizenOrResident ?? null) === null) unknown.push('citizenship or residency')
  if ((said?.overseas ?? null) === null) unknown.push('whether they are overseas')
  if ((said?.maxWeekQuarters ?? null) === null) unknown.push('weekly maximum')
  return unknown
}

/** What was said, in words: "Eligible, at most 20 h a week"; what was not said is not made up. Pure. */
function eligibilityInWords(said: Answers | undefined): string {
  const nothing = (said?.citizenOrResident ?? null) === null && (said?.overseas ?? null) === null
  const max = said?.maxWeekQuarters ?? null
  // Half an answer can say what is against somebody, never that nothing is.
  const half = said && (said.citizenOrResident === null || said.overseas === null)
  const { label, tone } = said ? eligibilityOf(said) : { label: '', tone: 'ok' }
  const standing = nothing || !said ? 'Not known' : half && tone === 'ok' ? 'Not known in full' : label
  return max === null ? standing : `${standing}, at most ${formatHours(max)} a week`
}

/**
 * What is known of somebody who may be given hours in a term. That an answer is missing is told to everybody who
 * may add people, the answers only to who may read the profile. Four queries.
 */
export async function getKnownEligibility(
  viewer: Viewer,
  input: { termId: string; userId: string; position?: Position },
): Promise<KnownEligibility> {
  const [answers, facts] = await Promise.all([
    personAnswers(db, input.termId, [input.userId], input.position),
    personFacts(input.userId),
  ])
  const said = answers.get(input.userId)
  return {
    words: can(viewer, 'people.read', facts).allowed ? eligibilityInWords(said) : null,
    unknown: unknownAnswers(said),
  }
}
