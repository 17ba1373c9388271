import { eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { assignmentData } from '@/db/schema'
import type { RunFigures } from '@/db/schema/assignment'
import type { Violation } from '@/lib/assignment/check'
import { type Figures, figuresOf } from '@/lib/assignment/figures'
import { leastOpenOf } from '@/lib/assignment/least-open'
import type { Instance, Pair } from '@/lib/assignment/types'
import { type Unfilled, unfilledOf } from '@/lib/assignment/unfilled'
import { notFound } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { type Base, type HeldPair, type Marks, pairKey, toModel } from './base'
import { brokenIn } from './broken'
import { editCost } from './cost'
import { type Ground, groundOf } from './ground'
import { breathe, Kept } from './kept'
import { bySuitability } from './order'
import { policyOf, type RunSettings } from './settings'
import { getRunRow, modelOf, type RunData, type RunRow, settingsOf } from './store'
import { canComeBack } from './was'

/** A broken rule of the model, in words; person and course where it is about one. */
export type Breach = { message: string; person?: number; course?: number; position?: 0 | 1 }

/** Everything that a board shows of a scenario, worked out once for each version of it. */
export type Analysis = Omit<Ground, 'base'> & {
  row: RunRow
  settings: RunSettings
  data: Pick<RunData, 'base' | 'pairs' | 'marks' | 'solved'>
  instance: Instance
  pinned: HeldPair[]
  modelPairs: Pair[]
  /** The solver's answer: hours by pair, and as pairs of the model. Null where the board has no other, or knows none. */
  solved: { quarters: Map<string, number>; modelPairs: Pair[]; ofCourse: Map<number, HeldPair[]> } | null
  /** Pairs by person, and by course in the order of `bySuitability`. */
  ofPerson: Map<number, HeldPair[]>
  ofCourse: Map<number, HeldPair[]>
  fixed: Map<string, 'published' | 'pre_assigned' | 'accepted'>
  locked: Set<string>
  /** `person:course` */
  forbidden: Set<string>
  /** Hours that the coordinator took from people and that can be given back, in quarters, by `person:course`. */
  was: Map<string, number>
  /** Whom the course coordinator advised against, as `person:course`. */
  advised: Set<string>
  breaches: Breach[]
  /** What stays unfilled and why, by `course:position`. */
  unfilled: Map<string, Unfilled>
  /** Hours that stay open whatever else is chosen. */
  neverHours: number
  figures: Figures
  /** What the edits made of the solver's answer; null where that is gone. */
  cost: RunFigures['cost'] | null
}

/** People of all analyses that are kept. */
const MOST_PEOPLE = 40_000
const KEEP_MS = 300_000
const kept = new Kept<Analysis>(MOST_PEOPLE, KEEP_MS, ({ data }) => Math.max(1000, data.base.people.length))

/**
 * A scenario with all that its board shows. Not found unless its positions are the viewer's. One query, and at
 * most four more when this version has not been looked at before.
 */
export async function getAnalysis(viewer: Viewer, id: string): Promise<Analysis> {
  const row = await getRunRow(viewer, id)
  return { ...(await kept.get(id, String(row.version), () => analyse(row))), row }
}

async function analyse(row: RunRow): Promise<Analysis> {
  const { base, ...ground } = await groundOf(row)
  const [stored] = await db
    .select({
      pairs: assignmentData.pairs,
      marks: assignmentData.marks,
      solved: assignmentData.solved,
    })
    .from(assignmentData)
    .where(eq(assignmentData.runId, row.id))
  if (!stored) throw notFound('This scenario')
  const pairs = stored.pairs as HeldPair[]
  const marks = stored.marks as Marks
  const solution = stored.solved as HeldPair[] | null
  const data = { base, pairs, marks, solved: solution }
  const settings = settingsOf(row)
  await breathe()
  const { instance, pinned } = modelOf({ settings, data })
  const modelPairs = toModel(pairs, pinned, policyOf(settings))
  const answer = row.edited ? solution : null
  const solved = row.state !== 'queued' && row.state !== 'solving'
  await breathe()
  const broken = solved ? brokenIn({ settings, data }) : []
  await breathe()
  const unfilled = solved ? unfilledOf(instance, modelPairs) : []
  await breathe()
  return {
    ...ground,
    row,
    settings,
    data,
    instance,
    pinned,
    modelPairs,
    solved: answer && {
      quarters: new Map(answer.map((pair) => [pairKey(pair), pair.quarters])),
      modelPairs: toModel(answer, pinned, policyOf(settings)),
      ofCourse: Map.groupBy(answer, (pair) => pair.course),
    },
    ofPerson: Map.groupBy(pairs, (pair) => pair.person),
    ofCourse: Map.groupBy(bySuitability(instance, ground, pairs), (pair) => pair.course),
    fixed: new Map(base.fixed.map((pair) => [pairKey(pair), pair.why])),
    locked: new Set(marks.locks.map(([person, course, position]) => pairKey({ person, course, position }))),
    forbidden: new Set(marks.forbids.map(([person, course]) => `${person}:${course}`)),
    was: hoursBack(base, data),
    advised: new Set(
      base.endorse.flatMap(([person, course, sign]) => (sign < 0 ? [`${person}:${course}`] : [])),
    ),
    breaches: breachesOf(broken, instance, ground),
    unfilled: new Map(unfilled.map((one) => [`${one.course}:${one.position}`, one])),
    neverHours: neverOf(instance, unfilled),
    figures: figuresOf(instance, modelPairs),
    cost: solution && editCost(instance, { base, pairs, solved: solution }, broken.length),
  }
}

function neverOf(instance: Instance, unfilled: readonly Unfilled[]): number {
  let hours = 0
  for (const [course, open] of Map.groupBy(unfilled, (one) => one.course)) {
    const of = (position: number) => open.find((one) => one.position === position)?.never ?? 0
    hours += leastOpenOf(instance, course, [of(0), of(1)])
  }
  return hours
}

function hoursBack(base: Base, board: Pick<RunData, 'pairs' | 'marks'>): Map<string, number> {
  const hours = new Map<string, number>()
  for (const [person, course, , quarters] of canComeBack(base, board)) {
    const key = `${person}:${course}`
    hours.set(key, (hours.get(key) ?? 0) + quarters)
  }
  return hours
}

const ruleWords: Record<string, string> = {
  unit: 'Not a whole step',
  eligible: 'Not eligible',
  block: 'Fewer hours than a person is given at least',
  demand: 'More hours than the course has',
  people: 'More people than wanted',
  shared: 'More than the budget of both positions',
  term: 'More than the person can work in the term',
  week: 'Over the weekly limit',
  courses: 'Too many courses',
  pair: 'Not possible',
  pin: 'A fixed allocation has other hours',
}

function breachesOf(
  broken: readonly Violation[],
  instance: Instance,
  { names }: Pick<Ground, 'names'>,
): Breach[] {
  return broken.map(({ rule, message, applicant, course, position }) => {
    const id = applicant === undefined ? undefined : instance.applicants[applicant]?.id
    const words = id === undefined ? message : message.replace(id, names[applicant!]?.name ?? 'Somebody')
    return { message: `${ruleWords[rule] ?? 'Rule broken'}: ${words}`, person: applicant, course, position }
  })
}
