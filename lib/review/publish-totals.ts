import type { Decision } from '@/lib/vocabulary'

/** What publishing tells: students by decision, and the hours of the accepted over their courses. */
export type Totals = {
  students: number
  accepted: number
  rejected: number
  reserve: number
  courses: number
  quarters: number
}

export type Counted = { decision: Decision; courses: readonly { courseId: string; quarters: number }[] }

/** The sums of the results chosen, for the page and, as boxes are ticked, for the browser. */
export function totalsOf(rows: readonly Counted[]): Totals {
  const count = (decision: Decision) => rows.filter((row) => row.decision === decision).length
  const told = rows.flatMap((row) => (row.decision === 'accepted' ? row.courses : []))
  return {
    students: rows.length,
    accepted: count('accepted'),
    rejected: count('rejected'),
    reserve: count('reserve'),
    courses: new Set(told.map((one) => one.courseId)).size,
    quarters: told.reduce((sum, one) => sum + one.quarters, 0),
  }
}
