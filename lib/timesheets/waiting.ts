import { formatDay, formatInstant, relative } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { mayEver, type Viewer } from '@/lib/permissions'
import { countWaiting } from './inbox'
import { getOwnHours, needsPerson } from './sheets'

export type WaitingLine = { label: string; detail?: string; count?: number; href: string }

/** What of their own hours waits for a student: returned ones, those due now, those of an earlier period. */
export async function ownHoursWaiting(viewer: Viewer, now: Date = new Date()): Promise<WaitingLine[]> {
  const own = await getOwnHours(viewer, undefined, now)
  if (!own.term) return []
  const views = own.work.flatMap((work) => work.sheets).filter((view) => view.editable && needsPerson(view))
  const returned = views.filter((view) => view.sheet?.state === 'returned')
  const open = views.filter((view) => view.sheet?.state !== 'returned')
  const due = open.filter((view) => view.period.paydayId === own.current?.paydayId && view.days.length > 0)
  const drafts = open.filter((view) => view.pastCutoff && !due.includes(view) && view.sheet !== null)
  const lines: WaitingLine[] = returned.map((view) => ({
    label: `Hours in ${view.courseCode} were returned to you`,
    detail: view.sheet?.returnReason ?? undefined,
    href: `/hours/record/${view.allocationId}/${view.period.paydayId}`,
  }))
  const first = due[0]
  if (first) {
    const away = relative(first.period.cutoffAt, now, own.zone)
    const past = first.pastCutoff ? 'were due' : 'due by'
    lines.push({
      label: `Hours for ${due.map((view) => view.courseCode).join(', ')} ${past} ${formatInstant(first.period.cutoffAt, own.zone)}${away ? ` (${away})` : ''}`,
      detail: `Paid ${formatDay(first.period.paidOn)}`,
      href: `/hours?term=${own.term.id}`,
    })
  }
  for (const view of drafts)
    lines.push({
      label: `Draft hours in ${view.courseCode} are not submitted`,
      detail: `${formatHours(view.sheet?.quarters ?? 0)}, due ${formatInstant(view.period.cutoffAt, own.zone)}`,
      href: `/hours/record/${view.allocationId}/${view.period.paydayId}`,
    })
  return lines
}

/** How many timesheets of a term wait for an approver. One query. */
export async function approvalsWaiting(viewer: Viewer, termId: string): Promise<WaitingLine[]> {
  if (!mayEver(viewer, 'hours.approve')) return []
  const { waiting, late } = await countWaiting(viewer, termId)
  if (waiting === 0) return []
  return [
    {
      count: waiting,
      label: waiting === 1 ? 'timesheet to approve' : 'timesheets to approve',
      detail: late > 0 ? `${late} submitted late` : undefined,
      href: `/hours/approve?term=${termId}`,
    },
  ]
}
