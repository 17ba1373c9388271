import { and, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications } from '@/db/schema'
import { checkSolution } from '@/lib/assignment/check'
import { type Figures, figuresOf } from '@/lib/assignment/figures'
import type { Instance, Pair } from '@/lib/assignment/types'
import { type Unfilled, unfilledOf } from '@/lib/assignment/unfilled'
import type { Viewer } from '@/lib/permissions'
import { type HeldPair, pairKey, toModel } from './base'
import { policyOf } from './settings'
import { getRunRow, loadData, modelOf, type Run, type RunRow, settingsOf } from './store'

/** A broken rule of the model, in words; person and course where it is about one. */
export type Breach = { message: string; person?: number; course?: number; position?: 0 | 1 }

/** Everything that a board shows of a scenario, worked out once for each version of it. */
export type Analysis = Run & {
  instance: Instance
  pinned: HeldPair[]
  modelPairs: Pair[]
  names: { name: string; sortName: string }[]
  /** Pairs by person and by course. */
  ofPerson: Map<number, HeldPair[]>
  ofCourse: Map<number, HeldPair[]>
  fixed: Map<string, 'published' | 'pre_assigned' | 'accepted'>
  locked: Set<string>
  /** `person:course` */
  forbidden: Set<string>
  breaches: Breach[]
  /** What stays unfilled and why, by `course:position`. */
  unfilled: Map<string, Unfilled>
  figures: Figures
}

// A board of a large term takes a second to work out and is looked at many times between two edits.
const kept = new Map<string, { version: number; at: number; analysis: Promise<Analysis> }>()
const KEEP = 5
const KEEP_MS = 300_000

/** A scenario with all that its board shows. Not found unless its positions are the viewer's. At most three queries. */
export async function getAnalysis(viewer: Viewer, id: string): Promise<Analysis> {
  const row = await getRunRow(viewer, id)
  const known = kept.get(id)
  if (known && known.version === row.version && Date.now() - known.at < KEEP_MS)
    return { ...(await known.analysis), row }
  const analysis = analyse(row)
  kept.delete(id)
  kept.set(id, { version: row.version, at: Date.now(), analysis })
  for (const key of [...kept.keys()].slice(0, Math.max(0, kept.size - KEEP))) kept.delete(key)
  analysis.catch(() => kept.delete(id))
  return analysis
}

async function analyse(row: RunRow): Promise<Analysis> {
  const run: Run = { row, settings: settingsOf(row), data: await loadData(db, row.id) }
  const { base, pairs, marks } = run.data
  const { instance, pinned } = modelOf(run)
  const modelPairs = toModel(pairs, pinned, policyOf(run.settings))
  const names = await namesOf(run)
  const nameOf = new Map(base.people.map((person, index) => [person.userId, names[index]!.name]))
  const solved = row.state !== 'queued' && row.state !== 'solving'
  return {
    ...run,
    instance,
    pinned,
    modelPairs,
    names,
    ofPerson: Map.groupBy(pairs, (pair) => pair.person),
    ofCourse: Map.groupBy(pairs, (pair) => pair.course),
    fixed: new Map(base.fixed.map((pair) => [pairKey(pair), pair.why])),
    locked: new Set(marks.locks.map(([person, course, position]) => pairKey({ person, course, position }))),
    forbidden: new Set(marks.forbids.map(([person, course]) => `${person}:${course}`)),
    breaches: solved ? breachesOf(instance, modelPairs, nameOf) : [],
    unfilled: new Map(
      solved ? unfilledOf(instance, modelPairs).map((one) => [`${one.course}:${one.position}`, one]) : [],
    ),
    figures: figuresOf(instance, modelPairs),
  }
}

/** Names as written in the applications that take part. One query. */
async function namesOf(run: Run): Promise<{ name: string; sortName: string }[]> {
  const { base } = run.data
  const rows = await db
    .select({ id: applications.id, name: applications.name, sortName: applications.sortName })
    .from(applications)
    .where(
      and(
        eq(applications.termId, run.row.termId),
        inArray(applications.position, run.row.scope === 'both' ? ['tutor', 'marker'] : [run.row.scope]),
      ),
    )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return base.people.map((person) => {
    const found = byId.get(person.applications[0] ?? person.applications[1] ?? '')
    return { name: found?.name ?? 'Unnamed', sortName: found?.sortName ?? '' }
  })
}

const ruleWords: Record<string, string> = {
  unit: 'Not a whole step',
  eligible: 'Not eligible',
  block: 'Below the useful block',
  demand: 'More hours than the course has',
  people: 'More people than wanted',
  shared: 'More than the budget of both positions',
  term: 'More than the person can work in the term',
  week: 'Over the weekly limit',
  courses: 'Too many courses',
  pair: 'Not possible',
  pin: 'A fixed allocation has other hours',
}

function breachesOf(instance: Instance, pairs: readonly Pair[], nameOf: Map<string, string>): Breach[] {
  const seenWeek = new Set<number>()
  // The checker walks the endorsements for each pair: only those of chosen pairs can matter to it.
  const chosen = new Set(pairs.map((pair) => `${pair.applicant}:${pair.course}`))
  const narrowed = {
    ...instance,
    endorse: instance.endorse.filter(([applicant, course]) => chosen.has(`${applicant}:${course}`)),
  }
  return checkSolution(narrowed, pairs).flatMap(({ rule, message, applicant, course, position }) => {
    if (rule === 'week' && applicant !== undefined) {
      // The first week that is over says it; the others would only repeat it.
      if (seenWeek.has(applicant)) return []
      seenWeek.add(applicant)
    }
    const id = applicant === undefined ? undefined : instance.applicants[applicant]?.id
    const words = id === undefined ? message : message.replace(id, nameOf.get(id) ?? 'Somebody')
    return [{ message: `${ruleWords[rule] ?? 'Rule broken'}: ${words}`, person: applicant, course, position }]
  })
}
