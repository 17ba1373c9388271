import { refusalsOf } from '@/lib/assignment/eligibility'
import type { PositionIndex } from '@/lib/assignment/types'
import { isRoomLeft, type Unfilled } from '@/lib/assignment/unfilled'
import { formatHours } from '@/lib/hours'
import { upperFirst } from '@/lib/text'
import type { Analysis } from './analysis'
import { pairKey } from './base'
import type { CourseCard } from './board'

/** Why hours of a course stay open, and whether its need is what would have to change. */
export type WhyOpen = { words: string; need: boolean }

/** Why hours of a position of a course stay open, in the hours of the board; null where none do. */
export function whyOpen(
  analysis: Analysis,
  course: number,
  part: Pick<
    CourseCard['parts'][number],
    'position' | 'demandQuarters' | 'filledQuarters' | 'smallRest' | 'restWords'
  >,
): WhyOpen | null {
  const { position, demandQuarters, filledQuarters, smallRest } = part
  if (filledQuarters >= demandQuarters) return null
  const found = analysis.unfilled.get(`${course}:${position}`)
  const byHand = takenByHand(analysis, course, position)
  const need = !smallRest && (found?.reason === 'PEOPLE_LIMIT' || found?.reason === 'SHARED_BUDGET')
  const sentences = [
    `${formatHours(demandQuarters - filledQuarters)} of ${formatHours(demandQuarters)} stay open.`,
    ...byHand,
  ]
  // Less than a step is nobody's, whoever has room; it is told as on the board.
  const rest = smallRest
    ? byHand.length === 0 && part.restWords
    : reasonWords(analysis, found, byHand.length > 0)
  if (rest) sentences.push(`${upperFirst(rest)}.`)
  return { words: sentences.join(' '), need }
}

/** What else is the reason, beside what was taken by hand. */
function reasonWords(
  analysis: Analysis,
  found: Pick<Unfilled, 'reason' | 'words'> | undefined,
  byHand: boolean,
): string | null {
  if (!found) return null
  if (isRoomLeft(found.reason)) {
    // What the sliders make of it is no reason where it was taken by hand.
    if (byHand) return null
    if (found.reason === 'BETTER_WITH_IT' && analysis.row.edited)
      return 'the board was changed after it was solved, and people who may work in it have room'
  }
  if (byHand && found.reason === 'LIMITS_REACHED')
    return 'everybody else who may work in it has reached a limit'
  if (byHand && found.reason === 'FORBIDDEN') return null
  return found.words
}

/** Whom the coordinator keeps out or has taken out, with the hours that the solver gave them. */
function takenByHand(analysis: Analysis, course: number, position: PositionIndex): string[] {
  const { data, names, forbidden, instance, solved } = analysis
  const had = (person: number) => solved?.quarters.get(pairKey({ person, course, position })) ?? 0
  const told = (person: number, quarters: number) =>
    `${names[person]!.name}${quarters > 0 ? ` ${formatHours(quarters)}` : ''}`
  const kept = data.marks.forbids
    .filter(
      ([person, at]) =>
        at === course &&
        // Others could not work there in any case.
        refusalsOf(instance, person, course, position).every((code) => code === 'FORBIDDEN'),
    )
    .map(([person]) => told(person, had(person)))
    .sort((a, b) => a.localeCompare(b, 'en'))
  const now = new Map(
    (analysis.ofCourse.get(course) ?? [])
      .filter((pair) => pair.position === position)
      .map((pair) => [pair.person, pair.quarters]),
  )
  const out: string[] = []
  for (const { person, quarters: was, ...at } of solved?.ofCourse.get(course) ?? []) {
    if (at.position !== position || forbidden.has(`${person}:${course}`)) continue
    const is = now.get(person) ?? 0
    if (was > is) out.push(is > 0 ? `${told(person, was)}, now ${formatHours(is)}` : told(person, was))
  }
  return [
    kept.length > 0
      ? `${kept.length} ${kept.length === 1 ? 'person is' : 'people are'} kept out by you: ${kept.join(', ')}.`
      : '',
    out.length > 0 ? `You took hours out of it after it was solved: ${out.join('; ')}.` : '',
  ].filter(Boolean)
}
