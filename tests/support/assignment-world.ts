import { write } from '@/db/client'
import { assignmentData, assignmentRuns } from '@/db/schema'
import { newId } from '@/db/sql'
import { type Base, noMarks } from '@/lib/assignment-runs/base'
import { startRun } from '@/lib/assignment-runs/commands'
import { profileOf } from '@/lib/assignment-runs/profile'
import { type RunSettings, runSettings } from '@/lib/assignment-runs/settings'
import type { Stamps } from '@/lib/assignment-runs/stamps'
import { solveRun } from '@/lib/assignment-runs/work'
import type { AssignmentScope } from '@/lib/vocabulary'
import { viewer } from './world'

/**
 * Scenarios of tutors, of markers and of both by this user, about one person and one course, as if the solver had
 * given nobody anything; written in one go, for tests that make many worlds. Gives their ids.
 */
export async function makeRuns(
  createdBy: string,
  about: { termId: string; userId: string; courseId: string; applicationId: string },
) {
  const ids = { tutorRun: newId(), markerRun: newId(), bothRun: newId() }
  const demand = {
    quarters: 400,
    takenQuarters: 0,
    takenPeople: 0,
    wanted: null,
    profile: profileOf(null, 12),
  }
  const base: Base = {
    weeks: 12,
    positions: [0, 1],
    courses: [
      { id: about.courseId, code: 'A 1', dept: 0, level: 100, d: [demand, demand], sharedQuarters: null },
    ],
    people: [
      {
        userId: about.userId,
        applications: [about.applicationId, null],
        degree: 'PG',
        gpa: 7,
        maxWeekQuarters: 80,
        visaWeekQuarters: 160,
        elsewhereQuarters: 0,
        prefs: [[0, 1, 0, 0]],
        prefRoles: null,
      },
    ],
    endorse: [],
    fixed: [],
    remarks: [],
    leftOut: {},
  }
  const stamps: Stamps = {
    weeks: 12,
    visaCapQuarters: 100,
    applications: {},
    courses: {},
    allocations: {},
    endorsements: {},
  }
  const now = new Date()
  await write(async (tx) => {
    for (const [scope, id] of [
      ['tutor', ids.tutorRun],
      ['marker', ids.markerRun],
      ['both', ids.bothRun],
    ] as const) {
      await tx.insert(assignmentRuns).values({
        id,
        termId: about.termId,
        scope,
        name: `Scenario ${scope}`,
        state: 'done',
        settings: runSettings.parse({}),
        progress: { seconds: 0, objective: 0, bound: 0, gap: 0, status: 'optimal' },
        createdBy,
        createdAt: now,
        updatedAt: now,
      })
      await tx
        .insert(assignmentData)
        .values({ runId: id, base, stamps, solved: [], pairs: [], marks: noMarks })
    }
  })
  return ids
}

/** A scenario by this user, solved here and now. Gives its id. */
export async function makeSolvedRun(
  userId: string,
  termId: string,
  scope: AssignmentScope,
  settings: Partial<RunSettings> = {},
): Promise<string> {
  const id = await startRun(await viewer(userId), {
    termId,
    scope,
    name: `Scenario ${scope}`,
    settings: runSettings.parse({ timeLimit: 30, ...settings }),
  })
  const state = await solveRun(id)
  if (state !== 'done') throw new Error(`the scenario is ${state}`)
  return id
}
