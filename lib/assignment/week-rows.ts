import type { Ledger } from './ledger'
import type { ModelEntry } from './model'

/** Σ coefficient · x ≤ room, in percent of units. */
type WeekRow = { coefficients: number[]; room: number }

/**
 * The weeks of a person that can bind: without those that all the hours possible could not fill, and without
 * those that another week implies.
 */
export function weekRows(ledger: Ledger, applicant: number, entries: readonly ModelEntry[]): WeekRow[] {
  const { instance } = ledger
  if (instance.policy.weekly === 'off') return []
  const rows: WeekRow[] = []
  for (let week = 0; week < instance.weeks; week += 1) {
    const room = ledger.weekLeft(applicant, week)
    const coefficients = entries.map(
      ({ pair }) => instance.courses[pair.course]!.d[pair.position]!.profile[week] ?? 0,
    )
    const most = entries.reduce((sum, entry, index) => sum + entry.up * coefficients[index]!, 0)
    if (most > room) rows.push({ coefficients, room })
  }
  return rows.filter(
    (row, index) =>
      !rows.some((other, at) => at !== index && implies(other, row) && (!implies(row, other) || at < index)),
  )
}

function implies(strict: WeekRow, row: WeekRow): boolean {
  return (
    strict.room <= row.room && row.coefficients.every((value, index) => value <= strict.coefficients[index]!)
  )
}
