import { eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { assignmentData } from '@/db/schema'
import { isAppError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import type { Viewer } from '@/lib/permissions'
import type { Analysis } from './analysis'
import { type Base, type HeldPair, noMarks } from './base'
import { carryOver } from './carry'
import { type ComparedLine, differenceOf } from './compare'
import { Kept } from './kept'
import { getRunRow, type RunRow } from './store'

/** Changes that are named one by one; the comparison has them all. */
const NAMED = 3

/** What changed against the scenario that one was made from: the lead is the link to their comparison, where there is one. */
export type Since = { parentId: string | null; lead: string; rest: string }

const kept = new Kept<Pick<Since, 'lead' | 'rest'> | null>(200, 600_000)

/**
 * What a scenario has otherwise than the proposal that it was to stay close to: what solving changed, and apart from it
 * what was changed by hand, here and before it was solved again. Of one that was made anew, what was changed by hand.
 * Null where there is nothing to say. At most two queries; one while neither scenario has changed.
 */
export async function changesSince(
  viewer: Viewer,
  analysis: Pick<Analysis, 'row' | 'data' | 'names'>,
): Promise<Since | null> {
  const { row } = analysis
  const parent = row.basedOnId ? await rowIfThere(viewer, row.basedOnId) : null
  const stamp = `${row.version} ${parent?.version} ${parent?.name}`
  const words = await kept.get(row.id, stamp, () => look(analysis, parent))
  return words && { parentId: parent?.id ?? null, ...words }
}

async function rowIfThere(viewer: Viewer, id: string): Promise<RunRow | null> {
  try {
    return await getRunRow(viewer, id)
  } catch (error) {
    if (isAppError(error, 'not_found')) return null
    throw error
  }
}

async function look(
  analysis: Pick<Analysis, 'row' | 'data' | 'names'>,
  parent: RunRow | null,
): Promise<Pick<Since, 'lead' | 'rest'> | null> {
  const { base, pairs, solved } = analysis.data
  const lines = (before: readonly HeldPair[], after: readonly HeldPair[]) =>
    differenceOf(analysis, before, after).lines
  const both = analysis.row.scope === 'both'
  const byHand = solved ? lines(solved, pairs) : []
  if (!parent) return byHand.length > 0 ? handWords(byHand, both) : null
  const [first] = await db
    .select({ base: assignmentData.base, pairs: assignmentData.pairs, solved: assignmentData.solved })
    .from(assignmentData)
    .where(eq(assignmentData.runId, parent.id))
  if (!first) return null
  const carried = (list: unknown) =>
    carryOver({ base: first.base as Base, pairs: list as HeldPair[], marks: noMarks }, base).pairs
  // One that was not to stay close to anything stands against what the first one has now.
  const start = base.close?.pairs ?? carried(first.pairs)
  return sinceWords({
    name: parent.name,
    both,
    // The answer is gone where the term's data was taken in anew: all that differs is told as one.
    bySolving: solved ? lines(start, solved) : null,
    byHand: solved ? byHand : lines(start, pairs),
    before: first.solved ? lines(carried(first.solved), start) : [],
  })
}

/** The sentence of a scenario that was solved again. Pure. */
export function sinceWords({
  name,
  both,
  bySolving,
  byHand,
  before,
}: {
  name: string
  both: boolean
  /** Null where it is not known any more what solving changed: then `byHand` has all that differs. */
  bySolving: readonly ComparedLine[] | null
  byHand: readonly ComparedLine[]
  /** By hand in the first scenario, before it was solved again. */
  before: readonly ComparedLine[]
}): { lead: string; rest: string } {
  const rest = (told: Told, more: string) => (told.names === '' ? '' : `${more}: ${told.names}`)
  if (!bySolving) {
    const all = told(byHand, both)
    return { lead: `${all.count} changed since ${name}`, rest: rest(all, '') }
  }
  const solving = told(bySolving, both)
  const hand = told(byHand, both)
  const earlier = told(before, both)
  return {
    lead: `${solving.count} changed by solving since ${name}`,
    rest: [
      rest(solving, ''),
      rest(hand, `; ${hand.count} changed by hand since it was solved`),
      rest(earlier, `; ${earlier.count} changed by hand in ${name} before`),
    ].join(''),
  }
}

/** What was changed by hand in a scenario that stands by itself. Pure. */
export function handWords(lines: readonly ComparedLine[], both: boolean): { lead: string; rest: string } {
  const { count, names } = told(lines, both)
  return { lead: '', rest: `${count} changed by hand since it was solved: ${names}` }
}

type Told = { count: string; names: string }

/**
 * Pairs that differ: how many, and the first of them by name. A course that somebody lost and one that they got in the
 * same position are one change; pairs of which only the hours changed are counted after the others.
 */
function told(lines: readonly ComparedLine[], both: boolean): Told {
  const who = (line: ComparedLine) =>
    both ? `${line.name} as ${line.position === 0 ? 'tutor' : 'marker'}` : line.name
  const moved: string[] = []
  for (const own of Map.groupBy(lines, (line) => `${line.userId}:${line.position}`).values()) {
    const from = own.filter((line) => line.after === 0)
    const to = own.filter((line) => line.before === 0)
    for (let i = 0; i < Math.max(from.length, to.length); i++) {
      const [was, is] = [from[i], to[i]]
      if (was && is) moved.push(`${who(was)} from ${was.code} to ${is.code}`)
      else if (is) moved.push(`${who(is)} into ${is.code}`)
      else if (was) moved.push(`${who(was)} out of ${was.code}`)
    }
  }
  const hours = lines
    .filter((line) => line.before > 0 && line.after > 0)
    .map(
      (line) => `${who(line)} in ${line.code} from ${formatHours(line.before)} to ${formatHours(line.after)}`,
    )
  const all = [...moved, ...hours]
  return { count: `${all.length} ${all.length === 1 ? 'pair' : 'pairs'}`, names: upTo(all) }
}

/** "a", "a, b and c", "a, b, c and 5 more". */
export function upTo(names: readonly string[], most = NAMED): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : [...names]
  const last = shown.pop() ?? ''
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last
}
