import { payrollPositions } from '@/lib/payroll/queries'
import { requireCan, type Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'

/** The position that a payroll page shows, and all that the viewer runs. Refuses one that is not theirs. */
export function positionOf(
  viewer: Viewer,
  asked: Position | undefined,
): { position: Position; positions: Position[] } {
  const positions = payrollPositions(viewer)
  const position = asked ?? positions[0] ?? 'tutor'
  requireCan(viewer, 'payroll.export', { position })
  return { position, positions }
}

/** "1 timesheet", "12 timesheets". */
export const countOf = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-NZ')} ${n === 1 ? one : many}`
