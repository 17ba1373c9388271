import { eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import { courses, importPreviews } from '@/db/schema'
import { insertMany, lockRows, newId } from '@/db/sql'
import { type AuditEntry, audit } from '@/lib/audit'
import { invalid, stateError } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { lockTerm, requireNotArchived } from '@/lib/terms/commands'
import { courseRecord } from './commands'
import type { CourseRowDiff } from './import-diff'
import { fingerprintOf, planImport, withDefaults } from './import-plan'
import { type ImportResult, lockPreview, presentCourses, withGiven } from './import-previews'
import { courseSearchText } from './search-text'

export type ImportChoice = {
  previewId: string
  /** Fingerprint of the plan that the page showed. */
  fingerprint: string
  mode: 'add' | 'update'
  /** The person agreed that rows with errors are left out. */
  leaveOutErrors: boolean
}

/**
 * Applies a preview: all its rows in one transaction. The plan is made again from the courses as they
 * are now; when it is not the one that was shown, nothing is written and the answer is `changed`.
 * Throws `not_found` for another's preview, `state` when it was applied or its term archived, `invalid`
 * when there is nothing to apply or errors were not agreed to.
 */
export async function applyImport(viewer: Viewer, choice: ImportChoice): Promise<'applied' | 'changed'> {
  requireCan(viewer, 'courses.import')
  try {
    return await write((tx) => applyIn(tx, viewer, choice))
  } catch (error) {
    // Somebody renamed a course to a code of the file between our look and our write.
    if (violates(error, 'courses_code', 'courses.term_id')) return 'changed'
    throw error
  }
}

async function applyIn(tx: Tx, viewer: Viewer, choice: ImportChoice): Promise<'applied' | 'changed'> {
  const preview = await lockPreview(tx, viewer, choice.previewId)
  const { payload } = preview
  if (payload.state === 'applied') throw stateError('This import has been applied already.')
  // New courses wait for the term's lock, changes of present ones and acceptances for the courses'.
  const term = await lockTerm(tx, preview.termId)
  requireNotArchived(term)
  const seen = await presentCourses(tx, preview.termId)
  const locked = await lockRows(
    tx,
    courses,
    seen.map((course) => course.id),
  )
  const plan = planImport(await withGiven(tx, preview.termId, locked), payload.parsed, term.endsOn)
  if (fingerprintOf(plan) !== choice.fingerprint) return 'changed'

  const added = plan.filter((row) => row.kind === 'new')
  const changed = plan.filter((row) => row.kind === 'changed')
  const errors = plan.filter((row) => row.kind === 'error')
  const updated = choice.mode === 'update' ? changed : []
  if (added.length + updated.length === 0)
    throw invalid(
      {
        mode:
          changed.length > 0
            ? 'There are no new courses: choose to update the changed ones.'
            : 'There is nothing to apply.',
      },
      'Nothing was applied.',
    )
  if (errors.length > 0 && !choice.leaveOutErrors)
    throw invalid({
      leaveOutErrors: `${errors.length === 1 ? 'One row has' : `${errors.length} rows have`} errors: correct the file and choose it again, or tick that they are left out.`,
    })

  const now = new Date()
  const reason = `Import of ${preview.fileName}`
  const log: AuditEntry[] = [
    ...(await insertCourses(tx, viewer, preview.termId, added, now)),
    ...(await updateCourses(tx, viewer, locked, updated, now)),
  ]
  const result: ImportResult = {
    added: added.map((row) => row.code),
    updated: updated.map((row) => ({ code: row.code, fields: row.changes.map((change) => change.label) })),
    unchanged: plan.filter((row) => row.kind === 'unchanged').length,
    passedOver: choice.mode === 'add' ? changed.map((row) => row.code) : [],
    errors: errors.flatMap((row) => row.errors),
    errorRows: errors.length,
  }
  await tx
    .update(importPreviews)
    .set({ payload: { state: 'applied', result }, appliedAt: now })
    .where(eq(importPreviews.id, preview.id))
  await audit(tx, ...log.map((entry) => ({ ...entry, reason })), {
    actor: viewer,
    action: 'courses.import',
    record: { type: 'import', id: preview.id, name: preview.fileName },
    scope: { termId: preview.termId },
    after: {
      added: result.added.length,
      updated: result.updated.length,
      unchanged: result.unchanged,
      passedOver: result.passedOver.length,
      rowsWithErrors: result.errorRows,
    },
  })
  return 'applied'
}

async function insertCourses(
  tx: Tx,
  viewer: Viewer,
  termId: string,
  rows: Extract<CourseRowDiff, { kind: 'new' }>[],
  now: Date,
): Promise<AuditEntry[]> {
  const made = rows.map((row) => {
    const values = withDefaults({ ...row.values, code: row.code, name: row.name })
    return { id: newId(), values }
  })
  await insertMany(
    tx,
    courses,
    made.map(({ id, values }) => ({
      id,
      termId,
      ...values,
      searchText: courseSearchText(values),
      createdAt: now,
      updatedAt: now,
    })),
  )
  return made.map(({ id, values }) => ({
    actor: viewer,
    action: 'courses.create',
    record: courseRecord({ id, ...values }),
    scope: { termId, courseId: id },
    after: values,
  }))
}

async function updateCourses(
  tx: Tx,
  viewer: Viewer,
  present: (typeof courses.$inferSelect)[],
  rows: Extract<CourseRowDiff, { kind: 'changed' }>[],
  now: Date,
): Promise<AuditEntry[]> {
  const byId = new Map(present.map((course) => [course.id, course]))
  const log: AuditEntry[] = []
  for (const row of rows) {
    const course = byId.get(row.courseId)
    if (!course) continue
    const values = Object.fromEntries(row.changes.map(({ field, new: value }) => [field, value]))
    const after = { ...course, ...values }
    await tx
      .update(courses)
      .set({ ...values, searchText: courseSearchText(after), version: course.version + 1, updatedAt: now })
      .where(eq(courses.id, course.id))
    log.push({
      actor: viewer,
      action: 'courses.update',
      record: courseRecord(after),
      scope: { termId: course.termId, courseId: course.id },
      before: Object.fromEntries(row.changes.map(({ field, old }) => [field, old])),
      after: values,
    })
  }
  return log
}
