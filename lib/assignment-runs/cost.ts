import type { RunFigures } from '@/db/schema/assignment'
import { unitScore } from '@/lib/assignment/score'
import type { Instance } from '@/lib/assignment/types'
import { formatHours } from '@/lib/hours'
import type { HeldPair } from './base'
import { brokenIn } from './broken'
import { figuresOfPairs } from './figures'
import { modelOf, type Run, type RunRow } from './store'

/** Average suitability of the hours given, in points of 100; 0 without hours. */
export function meanSuitability(instance: Instance, pairs: readonly HeldPair[]): number {
  let points = 0
  let quarters = 0
  for (const pair of pairs) {
    points += pair.quarters * unitScore(instance, pair.person, pair.course, pair.position)
    quarters += pair.quarters
  }
  return quarters > 0 ? points / quarters / 10 : 0
}

/** What edits made of the solver's answer, in plain units; undefined where that answer is gone. */
export function costOf({ settings, data }: Pick<Run, 'settings' | 'data'>): RunFigures['cost'] {
  const { base, pairs, solved } = data
  if (!solved) return undefined
  const { instance } = modelOf({ settings, data })
  return editCost(instance, { base, pairs, solved }, brokenIn({ settings, data }).length)
}

export function editCost(
  instance: Instance,
  { base, pairs, solved }: Pick<Run['data'], 'base' | 'pairs'> & { solved: HeldPair[] },
  broken: number,
): NonNullable<RunFigures['cost']> {
  const tenths = (list: readonly HeldPair[]) => Math.round(meanSuitability(instance, list) * 10)
  return {
    quarters: figuresOfPairs(base, pairs).filledQuarters - figuresOfPairs(base, solved).filledQuarters,
    suitability: tenths(pairs) - tenths(solved),
    broken,
  }
}

const signed = (n: number, text: string) => (n === 0 ? '±0' : `${n > 0 ? '+' : '−'}${text}`)

/** Hours covered more or less: "−140 h". */
export const costHours = ({ quarters }: NonNullable<RunFigures['cost']>): string =>
  // The figure and its unit stay on one line.
  `${signed(quarters, formatHours(Math.abs(quarters)))}${quarters === 0 ? ' h' : ''}`.replace(' ', '\u00a0')

/** What edits cost beside hours: "average suitability −1.2; 2 rules broken". */
export const costRest = ({ suitability, broken }: NonNullable<RunFigures['cost']>): string =>
  `average suitability ${signed(suitability, (Math.abs(suitability) / 10).toFixed(1))}; ${
    broken === 0 ? 'no rule' : broken === 1 ? '1 rule' : `${broken} rules`
  } broken`

/** How far from the best possible a proposal may be, in percent; nothing is known of it once it is edited. */
export const gapWords = (gap: number): string => `Within ${(Math.ceil(gap * 10_000) / 100).toFixed(2)} %`

/**
 * How good a scenario is, in a line: only what the solver gave and nobody edited has a distance from the best
 * possible. Blank where there is no answer.
 */
export function qualityWords({
  edited,
  figures,
  progress,
}: Pick<RunRow, 'edited' | 'figures' | 'progress'>): string {
  if (!figures) return ''
  if (edited)
    return figures.cost
      ? `Edited since it was solved: ${costHours(figures.cost)} covered; ${costRest(figures.cost)}`
      : 'Edited since it was solved'
  if (progress.gap === null) return ''
  return progress.gap === 0 ? 'Best possible' : `${gapWords(progress.gap)} of the best possible`
}
