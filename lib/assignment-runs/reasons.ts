import { refusalsOf } from '@/lib/assignment/eligibility'
import { type Known, ledgerOf, whyNot } from '@/lib/assignment/explain'
import { scoreParts } from '@/lib/assignment/score'
import { type PositionIndex, positionOf } from '@/lib/assignment/types'
import { counted, firstOf } from '@/lib/assignment/words'
import { formatHours } from '@/lib/hours'
import { upperFirst } from '@/lib/text'
import type { Analysis } from './analysis'
import { pairKey } from './base'

/** One thing that keeps a person out of a course, in a line of its own. */
export type Reason = {
  words: string
  /** Who else has places or hours there, beyond those that are named. */
  more: string[]
  /** The course's need is what would have to change. */
  need: boolean
}

/** Why a pair was chosen: "2nd preference, grade A-, endorsed by the course coordinator." */
export const whyChosen = (
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): string => inSentence(scoreParts(analysis.instance, person, course, position))

function inSentence(parts: readonly string[]): string {
  return `${upperFirst(parts.join(', '))}.`
}

const knownOf = new WeakMap<Analysis['data'], Known>()

/** What is known of the pairs of a board: which were kept to stay close to another, and which came by hand. */
function knownBy({ data, solved, locked }: Pick<Analysis, 'data' | 'solved' | 'locked'>): Known {
  let known = knownOf.get(data)
  if (!known) {
    const key = (pair: { applicant: number; course: number; position: number }) =>
      pairKey({ ...pair, person: pair.applicant })
    const { close } = data.base
    const before = new Set(close?.pairs.map(pairKey))
    known = {
      ...(close ? { kept: { name: close.name, has: (pair) => before.has(key(pair)) } } : {}),
      ...(solved ? { byHand: (pair) => !solved.quarters.has(key(pair)) } : {}),
      locked: (pair) => locked.has(key(pair)),
    }
    knownOf.set(data, known)
  }
  return known
}

/**
 * Why a pair was not chosen: all that binds, what decides first; whether the rules would allow it, at least once
 * the course wants more people (then what it would change can be worked out); and whether only that says why.
 */
export function whyNotReasons(
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
  /** Where all who are in the course stand beside it anyway, they are not named again. */
  { brief = false } = {},
): { reasons: Reason[]; possible: boolean; undecided: boolean } {
  const { instance, modelPairs, solved, row } = analysis
  const at = [person, course, position] as const
  const answer = whyNot(instance, modelPairs, ...at, knownBy(analysis))
  if (answer.kind === 'chosen') return { reasons: [], possible: false, undecided: false }
  const codes = answer.obstacles.flatMap((one) => (one.kind === 'refused' ? [one.code] : []))
  const possible = codes.every((code) => code === 'ALREADY_FILLED_BY_PINS')
  const plain = (words: string): Reason => ({ words: withNames(analysis, words), more: [], need: false })
  const lines = answer.obstacles.map((one): Reason => {
    const given =
      one.kind === 'refused' && one.code === 'POSITION_NOT_NEEDED' && givenAway(analysis, course, position)
    if (given) return { ...given, need: true }
    if (brief && one.kind === 'full')
      return { ...plain([one.messageWithoutNames, one.suits].filter(Boolean).join(' ')), need: one.need }
    return {
      words: withNames(analysis, one.message),
      more: one.more.map((words) => withNames(analysis, words)),
      need: one.kind !== 'limit' && one.need,
    }
  })
  const taken = takenOut(analysis, ...at)
  if (taken)
    return {
      reasons: [plain(taken), ...lines.filter((_, i) => !isKeptOut(answer.obstacles[i]))],
      possible,
      undecided: false,
    }
  if (answer.kind !== 'possible') {
    const [first] = answer.obstacles
    const undecided = possible && first !== undefined && first.kind !== 'refused' && first.undecided
    return { reasons: lines, possible, undecided }
  }
  // What the solver had no room for has some after edits: then the reason is not the solver's.
  const freed =
    row.edited &&
    (solved === null || whyNot(instance, solved.modelPairs, ...at, knownBy(analysis)).kind !== 'possible')
  const words = freed
    ? `There is room for ${answer.hours} h since the board was changed after it was solved. Give them hours, or solve again.`
    : answer.message
  return { reasons: [plain(words)], possible, undecided: false }
}

/** Why a pair was not chosen in a few words that name nobody: for what others than coordinators may come to read. */
export function whyNotBriefly(
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): string {
  const had = analysis.solved?.quarters.get(pairKey({ person, course, position })) ?? 0
  if (had > 0) return 'Taken out by hand.'
  const answer = whyNot(analysis.instance, analysis.modelPairs, person, course, position)
  const [first] = answer.obstacles
  switch (first?.kind) {
    case undefined:
      return ''
    case 'full':
      return first.messageWithoutNames
    case 'limit':
      return `${first.message.split(':', 1)[0]}.`
    case 'refused':
      return first.code === 'FORBIDDEN'
        ? 'Kept out of it by hand.'
        : first.code === 'ALREADY_FILLED_BY_PINS'
          ? 'People who stay there fill it.'
          : first.message
  }
}

const isKeptOut = (one: { kind: string; code?: string } | undefined) => one?.code === 'FORBIDDEN'

/** What the coordinator took from a person whom the solver had given the course, and whether there is room for it; null where nothing. */
function takenOut(
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): string | null {
  const had = analysis.solved?.quarters.get(pairKey({ person, course, position })) ?? 0
  if (had === 0) return null
  const { instance, modelPairs } = analysis
  const { unit, minChunk } = instance.policy
  const ledger = ledgerOf(instance, modelPairs)
  const room = ledger.room(person, course, position).units * unit * 4
  const lead = analysis.forbidden.has(`${person}:${course}`)
    ? 'You have kept this person out of this course since it was solved'
    : 'You took this person out of the course after it was solved'
  if (room >= had) return `${lead}; there is room for ${formatHours(had)}.`
  const rest = room >= minChunk * 4 ? `; there is room for ${formatHours(room)}` : ''
  return `${lead}, where they had ${formatHours(had)}${rest}.`
}

/** People who take no part and are named. */
const NAMED = 3

/** Who works in a course and takes no part, with their hours: three by name, and the others. */
export function othersThere(
  { data, others }: Pick<Analysis, 'data' | 'others'>,
  course: number,
  position: PositionIndex,
): { named: string; more: string[] } {
  const who = [...(data.base.courses[course]!.d[position]?.takenBy ?? [])]
    .sort((a, b) => b[1] - a[1])
    .map(([id, quarters]) => `${others.get(id) ?? 'somebody'} ${formatHours(quarters)}`)
  return firstOf(who, NAMED)
}

/** A position that the model has no hours for because others have them; null where the course needs nobody there. */
function givenAway(
  { data, others }: Analysis,
  course: number,
  position: PositionIndex,
): Pick<Reason, 'words' | 'more'> | null {
  const { d, sharedQuarters } = data.base.courses[course]!
  const demand = d[position]
  if (!demand) return null
  const { named, more } = othersThere({ data, others }, course, position)
  const who = named ? ` (${named})` : ''
  const role = positionOf(position)
  if (demand.takenPeople === 0)
    return {
      words:
        sharedQuarters === null
          ? `The course has no hours left for ${role}s.`
          : 'Its budget for both positions is used.',
      more: [],
    }
  return {
    words: `${counted(demand.takenPeople, role)} ${demand.takenPeople === 1 ? 'has' : 'have'} all its ${formatHours(demand.quarters)} already${who}.`,
    more,
  }
}

/** A sentence of the model with people's names and courses' codes in place of their ids; for coordinators only. */
export function withNames(
  {
    personAt,
    names,
    courseAt,
    data,
    others,
  }: Pick<Analysis, 'personAt' | 'names' | 'courseAt' | 'data' | 'others'>,
  sentence: string,
): string {
  return sentence.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    const person = personAt.get(id)
    if (person !== undefined) return names[person]!.name
    const course = courseAt.get(id)
    return course === undefined ? (others.get(id) ?? 'somebody') : data.base.courses[course]!.code
  })
}

/** Whether the rules allow the person in the course, once its need names enough. */
export const mayWork = (
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): boolean =>
  refusalsOf(analysis.instance, person, course, position).every((code) => code === 'ALREADY_FILLED_BY_PINS')
