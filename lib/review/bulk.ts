import { inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { courses } from '@/db/schema'
import { previewFacts, remainingQuarters } from '@/lib/allocations/facts'
import { type Change, planChanges } from '@/lib/allocations/plan'
import { BULK_LIMIT } from '@/lib/bulk'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { capacityOf } from './accept-courses'
import type { Given } from './commands'
import type { ReviewRow } from './list-rows'
import { suggestHours } from './prefill'
import { listApplicationsById, type ReviewScope } from './queries'
import { type Act, refusalOf } from './states'

export type BulkLine = {
  id: string
  version: number
  name: string
  decision: ReviewRow['decision']
  /** For an acceptance: what the person would get. */
  courses: (Given & { code: string; rank: number | null })[]
  /** Why this one is left out of the action; null when it takes part. */
  leftOut: string | null
}

export type BulkPreview = {
  lines: BulkLine[]
  /** Of the lines that take part. */
  totals: { people: number; quarters: number; courses: number; changed: number }
}

/**
 * What a bulk action will do, application by application, in the order of the table: for an acceptance
 * the course and hours of each, as the ones before leave room (SPEC 7). Nothing is written. Who cannot be
 * accepted without a reason is left out with that reason: overriding a rule is done one by one.
 */
export async function previewBulk(
  viewer: Viewer,
  scope: Omit<ReviewScope, 'tab'>,
  act: Act,
  ids: readonly string[],
): Promise<BulkPreview> {
  const rows = await listApplicationsById(viewer, scope, ids.slice(0, BULK_LIMIT))
  const lines: BulkLine[] = rows.map((row) => ({
    id: row.id,
    version: row.version,
    name: row.name,
    decision: row.decision,
    courses: [],
    leftOut: refusalOf(act, row),
  }))
  if (act === 'accept') await giveHours(scope, rows, lines)
  const taking = lines.filter((line) => line.leftOut === null)
  const given = taking.flatMap((line) => line.courses)
  return {
    lines,
    totals: {
      people: taking.length,
      quarters: given.reduce((sum, one) => sum + one.quarters, 0),
      courses: new Set(given.map((one) => one.courseId)).size,
      changed: taking.filter((line) => line.decision !== null).length,
    },
  }
}

async function giveHours(
  scope: Omit<ReviewScope, 'tab'>,
  rows: readonly ReviewRow[],
  lines: BulkLine[],
): Promise<void> {
  const { position, termId } = scope
  const settings = await getSettings()
  const visaCapQuarters = settings.visaCapHours * 4
  const rules = { visaCapQuarters, changesNeedAnswer: settings.offersNeedAnswer }
  const courseIds = [...new Set(rows.flatMap((row) => row.wishes.map((wish) => wish.courseId)))]
  const [facts, wantedRows] = await Promise.all([
    previewFacts({ termId, position, courseIds, userIds: rows.map((row) => row.studentId) }),
    courseIds.length > 0
      ? db
          .select({ id: courses.id, tutors: courses.wantedTutors, markers: courses.wantedMarkers })
          .from(courses)
          .where(inArray(courses.id, courseIds))
      : Promise.resolve([]),
  ])
  const wanted = new Map(wantedRows.map((row) => [row.id, position === 'tutor' ? row.tutors : row.markers]))
  const left = new Map(
    [...facts.courses.values()].map((course) => [course.id, remainingQuarters(course, position)]),
  )
  const changes: Change[] = []
  const lineOf: BulkLine[] = []
  for (const [i, row] of rows.entries()) {
    const line = lines[i]!
    if (line.leftOut) continue
    if (row.decision === 'accepted') {
      line.leftOut = 'Is accepted already; change its hours in the application.'
      continue
    }
    const person = facts.people.get(row.studentId)
    const suggestion = suggestHours(
      row.wishes.flatMap((wish) => {
        const course = facts.courses.get(wish.courseId)
        if (!course) return []
        const split = position === 'tutor' ? course.tutorQuarters : course.markerQuarters
        return [
          {
            courseId: course.id,
            needed: !course.archived && (position === 'tutor' ? course.needTutors : course.needMarkers),
            leftQuarters: left.get(course.id) ?? 0,
            budgetQuarters: split ?? course.availableQuarters,
            heldQuarters: person?.held.some(
              (held) => held.courseId === course.id && held.position === position,
            )
              ? 1
              : 0,
          },
        ]
      }),
      {
        wanted,
        usualQuarters: settings.minimumBlockHours * 4,
        stepQuarters: settings.blockStepHours * 4,
        capacityQuarters:
          capacityOf(row, { weeks: facts.weeks, visaCapQuarters }) -
          (person?.held.reduce((sum, held) => sum + held.quarters, 0) ?? 0),
      },
    )
    const [first] = suggestion
    if (!first) {
      line.leftOut = `None of the preferred courses has room for hours of a ${positionNames[position].toLowerCase()} within this person’s limits.`
      continue
    }
    const [courseId, quarters] = first
    const wish = row.wishes.find((one) => one.courseId === courseId)
    const change: Change = {
      kind: 'add',
      userId: row.studentId,
      courseId,
      position,
      quarters,
      source: 'application',
      applicationId: row.id,
      state: 'proposed',
    }
    const [planned] = planChanges(facts, [change], rules).rows
    if (planned?.problem || (planned && planned.breaches.length > 0)) {
      line.leftOut = planned.problem?.message ?? planned.breaches[0]!.message
      continue
    }
    line.courses = [{ courseId, quarters, code: wish?.code ?? '', rank: wish?.rank ?? null }]
    left.set(courseId, (left.get(courseId) ?? 0) - quarters)
    changes.push(change)
    lineOf.push(line)
  }
  // The courses are filled one after the other above; this is the same arithmetic that will judge the real thing.
  for (const [i, planned] of planChanges(facts, changes, rules).rows.entries()) {
    const breach = planned.problem ?? planned.breaches[0]
    const line = lineOf[i]
    if (!breach || !line) continue
    line.leftOut = breach.message
    line.courses = []
  }
}
