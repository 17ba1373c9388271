import { db } from '@/db/client'
import { type Shortage, shortagesOf } from '@/lib/assignment/before'
import { leastOpen } from '@/lib/assignment/least-open'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import type { AssignmentScope } from '@/lib/vocabulary'
import { type Base, noMarks, pinnedOf, toInstance } from './base'
import { buildBase } from './build'
import { figuresOfPairs } from './figures'
import { breathe, Kept } from './kept'
import { markOf } from './mark'
import { policyOf, type RunSettings } from './settings'
import { loadSource, type Source } from './source'
import { requireRunScope } from './store'

export type LookBefore = {
  people: number
  applications: number
  courses: number
  /** What the budgets leave for the positions beside others, given already or not; and of it what nobody has yet. */
  demandQuarters: number
  leftQuarters: number
  /** What home and reports call needed: planned for the positions, whatever others hold of it. */
  plannedQuarters: number
  fixed: { pairs: number; quarters: number }
  taken: { people: number; quarters: number }
  remarks: string[]
  leftOut: Base['leftOut']
  shortages: Shortage[]
}

// To look at a large term takes a second, and nobody sees anything new in it until its data changes.
const kept = new Kept<LookBefore>(20, 600_000)

/**
 * What would go into a scenario made now, and which courses could not be filled whatever the solver does
 * (SPEC 10, "infeasibility check before solving"). Nothing is written. Six queries of one row each while nothing of the
 * term has changed since the last look with these rules; seven of many rows on top when something has.
 */
export async function lookBefore(
  viewer: Viewer,
  termId: string,
  scope: AssignmentScope,
  settings: RunSettings,
): Promise<LookBefore> {
  requireRunScope(viewer, scope)
  const institution = await getSettings()
  const mark = await markOf(db, termId, scope, institution)
  const key = JSON.stringify([termId, scope, rulesOf(settings)])
  return kept.get(key, mark, () => look(termId, scope, settings, institution))
}

/** What of the settings the look depends on: all but the sliders and the search. */
const rulesOf = (settings: RunSettings) => [
  settings.minChunk,
  settings.unit,
  settings.maxCourses,
  settings.minGradeTutor,
  settings.minGradeMarker,
  settings.weekly,
  settings.withAccepted,
  settings.withReserve,
  settings.withRejected,
]

async function look(
  termId: string,
  scope: AssignmentScope,
  settings: RunSettings,
  institution: Settings,
): Promise<LookBefore> {
  const source = await loadSource(db, termId, scope, institution)
  await breathe()
  const base = buildBase(source, settings)
  await breathe()
  const instance = toInstance(base, policyOf(settings), pinnedOf(base, noMarks, []), noMarks)
  const demands = base.courses.flatMap((course) => course.d.filter((d) => d !== null))
  const sum = (of: readonly { quarters: number }[]) => of.reduce((total, one) => total + one.quarters, 0)
  return {
    people: base.people.length,
    applications: base.people.reduce((n, person) => n + person.applications.filter(Boolean).length, 0),
    courses: base.courses.filter((course) => course.d.some(Boolean)).length,
    demandQuarters: figuresOfPairs(base, []).demandQuarters,
    leftQuarters: leftOf(base),
    plannedQuarters: plannedOf(source),
    fixed: { pairs: base.fixed.length, quarters: sum(base.fixed) },
    taken: {
      people: demands.reduce((total, d) => total + d.takenPeople, 0),
      quarters: demands.reduce((total, d) => total + d.takenQuarters, 0),
    },
    remarks: base.remarks,
    leftOut: base.leftOut,
    shortages: leastOpen(instance, shortagesOf(instance)),
  }
}

/** As `neededQuarters` of the reports: the split, or what the other's split leaves of the budget. */
function plannedOf({ courses, positions }: Source): number {
  return courses.reduce((total, course) => {
    if (course.archivedAt !== null) return total
    if (positions.length > 1) return total + course.availableQuarters
    const [need, split, other] =
      positions[0] === 'tutor'
        ? [course.needTutors, course.tutorQuarters, course.markerQuarters]
        : [course.needMarkers, course.markerQuarters, course.tutorQuarters]
    return need ? total + (split ?? course.availableQuarters - (other ?? 0)) : total
  }, 0)
}

/** Hours that nobody has yet; a course that has given too many has none left, whatever others have. */
function leftOf(base: Base): number {
  const fixedOf = Map.groupBy(base.fixed, (pair) => pair.course)
  return base.courses.reduce((total, { d, sharedQuarters }, course) => {
    const fixed = fixedOf.get(course) ?? []
    let held = 0
    let left = 0
    for (const position of [0, 1] as const) {
      const mine = fixed.filter((pair) => pair.position === position)
      const given = mine.reduce((sum, pair) => sum + pair.quarters, d[position]?.takenQuarters ?? 0)
      held += given
      left += Math.max(0, (d[position]?.quarters ?? 0) - given)
    }
    return total + (sharedQuarters === null ? left : Math.min(left, Math.max(0, sharedQuarters - held)))
  }, 0)
}
