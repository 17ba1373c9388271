import type { PlannedRow } from '@/lib/allocations/change-set'
import { upTo } from './since'

/** What applying does to the applications of a scenario that it is about; `unchanged` ones stand so already. */
export type ApplyTotals = { newly: number; changed: number; undone: number; unchanged: number }

/** "accept 5 applications, change 2, drop 1"; null where nothing changes. */
export function applyWords({ newly, changed, undone }: Omit<ApplyTotals, 'unchanged'>): string | null {
  const parts = (
    [
      ['accept', newly],
      ['change', changed],
      ['drop', undone],
    ] as const
  ).filter(([, n]) => n > 0)
  if (parts.length === 0) return null
  return parts
    .map(([act, n], i) => `${act} ${n}${i > 0 ? '' : n === 1 ? ' application' : ' applications'}`)
    .join(', ')
}

/** "Applied: 5 applications accepted, 2 changed, 1 undecided again, 118 left as they were." */
export function appliedWords({ newly, changed, undone, unchanged }: ApplyTotals): string {
  const parts = (
    [
      [newly, 'accepted'],
      [changed, 'changed'],
      [undone, 'undecided again'],
      [unchanged, unchanged === 1 ? 'left as it was' : 'left as they were'],
    ] as const
  ).filter(([n]) => n > 0)
  const said = parts.map(
    ([n, what], i) => `${n} ${i > 0 ? '' : n === 1 ? 'application ' : 'applications '}${what}`,
  )
  return `Applied: ${said.join(', ')}.`
}

/** What becomes of those who were accepted and are given nothing now, by name. */
export function droppedWords(names: readonly string[]): string {
  return names.length === 1
    ? `${names[0]} was accepted before, gets no hours here and becomes undecided again.`
    : `${upTo(names)} were accepted before, get no hours here and become undecided again.`
}

/** Changes of hours by person, then by course. */
export const byPerson = (rows: readonly PlannedRow[]): PlannedRow[] =>
  [...rows].sort(
    (a, b) =>
      (a.person?.name ?? '').localeCompare(b.person?.name ?? '', 'en') ||
      (a.course?.code ?? '').localeCompare(b.course?.code ?? '', 'en'),
  )
