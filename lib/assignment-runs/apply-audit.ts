import type { applications } from '@/db/schema'
import type { AuditEntry } from '@/lib/audit'
import { formatHours } from '@/lib/hours'
import type { Viewer } from '@/lib/permissions'
import type { Proposal } from '@/lib/review/before'
import { applicationRecord, applicationScope, hoursByCourse } from '@/lib/review/commands'
import type { Base } from './base'
import type { ApplicationChange } from './change-plan'

type Hours = readonly { courseId: string; quarters: number }[]

/** Longest reason that the log takes. */
const LONGEST = 1000

const codeOf = ({ courses }: Pick<Base, 'courses'>, courseId: string) =>
  courses.find((course) => course.id === courseId)?.code ?? 'another course'

/** Hours by course code, as the record of an application tells them. */
export const hoursIn = (base: Pick<Base, 'courses'>, rows: Hours) =>
  hoursByCourse(
    rows
      .map(({ courseId, quarters }) => ({ code: codeOf(base, courseId), quarters }))
      .sort((a, b) => (a.code < b.code ? -1 : 1)),
  )

/**
 * What the audit log keeps of each application that a scenario was applied to: the decision and the hours before and
 * after, the scenario, and for hours that are fewer or gone why, in words that name nobody.
 */
export function applicationEntries(
  viewer: Viewer,
  { name, base }: { name: string; base: Pick<Base, 'courses'> },
  changes: readonly ApplicationChange[],
  stood: {
    locked: ReadonlyMap<string, typeof applications.$inferSelect>
    before: readonly Proposal[]
    after: readonly Proposal[]
    /** By application and course (`brieflyWhy`). */
    why: ReadonlyMap<string, string>
  },
): AuditEntry[] {
  const by = `Automatic assignment “${name}”`
  const [before, after] = [stood.before, stood.after].map((rows) =>
    Map.groupBy(rows, (one) => one.applicationId ?? ''),
  )
  return changes.map((change) => {
    const row = stood.locked.get(change.id)!
    const [was, is] = [before!.get(change.id) ?? [], after!.get(change.id) ?? []]
    const less = was.flatMap(({ courseId, quarters }) => {
      const now = is.find((one) => one.courseId === courseId)?.quarters ?? 0
      if (now >= quarters) return []
      const words = `${now > 0 ? formatHours(now) : 'nothing'} in ${codeOf(base, courseId)} instead of ${formatHours(quarters)}.`
      const why = stood.why.get(`${change.id}:${courseId}`)
      return [why ? `${words} ${why}` : words]
    })
    return {
      actor: viewer,
      action: `applications.${change.act}`,
      record: applicationRecord(row),
      scope: applicationScope(row),
      before: { decision: row.decision, hours: hoursIn(base, was) },
      after: {
        decision: change.act === 'accept' ? 'accepted' : null,
        hours: hoursIn(base, is),
        by,
      },
      reason: [by, ...less].join(': ').slice(0, LONGEST),
    }
  })
}
