import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { type Db, db, type Tx, write } from '@/db/client'
import { allocations, courses, importPreviews, terms } from '@/db/schema'
import { lockRows, newId, whole } from '@/db/sql'
import { countedQuarters, live } from '@/lib/allocations/counted'
import { invalid, notFound } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { readSheet } from '@/lib/spreadsheet/read'
import { lockTerm, requireNotArchived } from '@/lib/terms/commands'
import type { Term } from '@/lib/terms/queries'
import type { CourseRowDiff } from './import-diff'
import { type CellRemark, type ParsedCourses, parseCourseSheet } from './import-format'
import { fingerprintOf, type PresentCourse, planImport } from './import-plan'

/** What an applied import did. */
export type ImportResult = {
  added: string[]
  updated: { code: string; fields: string[] }[]
  unchanged: number
  /** Changed rows that were not to be updated. */
  passedOver: string[]
  /** Rows with errors, left out. */
  errors: CellRemark[]
  errorRows: number
}

export type PreviewPayload =
  | { state: 'preview'; parsed: ParsedCourses }
  | { state: 'applied'; result: ImportResult }

export type ImportPreview = {
  id: string
  fileName: string
  term: Term
  createdAt: Date
} & (
  | { state: 'preview'; parsed: ParsedCourses; plan: CourseRowDiff[]; fingerprint: string }
  | { state: 'applied'; result: ImportResult; appliedAt: Date }
)

/** Characters of a kept preview: below what one packet to MySQL holds. */
const MOST_TEXT = 6_000_000
const KEPT_DAYS = 7

/**
 * Reads a file and keeps what it says as a preview of the viewer's own; courses are not touched. Gives
 * the preview's id. Throws `invalid` on the field `file` with what is wrong with it, `state` when the
 * term is archived.
 */
export async function createImportPreview(
  viewer: Viewer,
  input: { termId: string; fileName: string; bytes: Uint8Array },
): Promise<string> {
  requireCan(viewer, 'courses.import')
  const sheet = readSheet(input.bytes, input.fileName)
  if (!sheet.ok) throw invalid({ file: sheet.message }, 'This file cannot be read.')
  const parsed = parseCourseSheet(sheet)
  if (!parsed.ok) throw invalid({ file: parsed.message }, 'This file cannot be read as a list of courses.')
  const payload: PreviewPayload = { state: 'preview', parsed }
  if (JSON.stringify(payload).length > MOST_TEXT)
    throw invalid(
      { file: 'This file holds more text than can be imported at once. Split it into several files.' },
      'This file is too long.',
    )
  return write(async (tx) => {
    requireNotArchived(await lockTerm(tx, input.termId))
    const now = new Date()
    const old = new Date(now.getTime() - KEPT_DAYS * 86_400_000)
    await tx
      .delete(importPreviews)
      .where(and(eq(importPreviews.userId, viewer.id), lt(importPreviews.createdAt, old)))
    const id = newId()
    await tx.insert(importPreviews).values({
      id,
      userId: viewer.id,
      termId: input.termId,
      fileName: input.fileName.slice(0, 200).toWellFormed() || 'Unnamed file',
      payload,
      createdAt: now,
    })
    return id
  })
}

/**
 * A preview of the viewer's own, compared with the courses as they are now, or what was done when it has
 * been applied. Null for another's. Three queries.
 */
export async function getImportPreview(viewer: Viewer, id: string): Promise<ImportPreview | null> {
  requireCan(viewer, 'courses.import')
  const [row] = await db
    .select({ preview: importPreviews, term: terms })
    .from(importPreviews)
    .innerJoin(terms, eq(terms.id, importPreviews.termId))
    .where(and(eq(importPreviews.id, id), eq(importPreviews.userId, viewer.id)))
  if (!row) return null
  const payload = row.preview.payload as PreviewPayload
  const base = { id, fileName: row.preview.fileName, term: row.term, createdAt: row.preview.createdAt }
  if (payload.state === 'applied')
    return { ...base, ...payload, appliedAt: row.preview.appliedAt ?? row.preview.createdAt }
  const plan = planImport(await presentCourses(db, row.term.id), payload.parsed, row.term.endsOn)
  return { ...base, ...payload, plan, fingerprint: fingerprintOf(plan) }
}

export type PreviewLine = {
  id: string
  fileName: string
  termName: string
  createdAt: Date
  applied: boolean
}

/** The viewer's last previews, newest first, so that one can be found again. One query. */
export async function listImportPreviews(viewer: Viewer): Promise<PreviewLine[]> {
  requireCan(viewer, 'courses.import')
  const rows = await db
    .select({
      id: importPreviews.id,
      fileName: importPreviews.fileName,
      termName: terms.name,
      createdAt: importPreviews.createdAt,
      appliedAt: importPreviews.appliedAt,
    })
    .from(importPreviews)
    .innerJoin(terms, eq(terms.id, importPreviews.termId))
    .where(eq(importPreviews.userId, viewer.id))
    .orderBy(desc(importPreviews.createdAt), desc(importPreviews.id))
    .limit(5)
  return rows.map(({ appliedAt, ...row }) => ({ ...row, applied: appliedAt !== null }))
}

/** Every course of a term, archived ones too, with the hours given in it. Two queries. */
export async function presentCourses(from: Db | Tx, termId: string): Promise<PresentCourse[]> {
  const rows = await from.select().from(courses).where(eq(courses.termId, termId))
  return withGiven(from, termId, rows)
}

/** Adds the hours given to courses of a term. One query. */
export async function withGiven(
  from: Db | Tx,
  termId: string,
  rows: (typeof courses.$inferSelect)[],
): Promise<PresentCourse[]> {
  const sums = await from
    .select({ courseId: allocations.courseId, quarters: whole(sql`sum(${countedQuarters})`) })
    .from(allocations)
    .where(and(eq(allocations.termId, termId), live))
    .groupBy(allocations.courseId)
  const given = new Map(sums.map((row) => [row.courseId, row.quarters]))
  return rows.map((course) => ({
    ...course,
    archived: course.archivedAt !== null,
    givenQuarters: given.get(course.id) ?? 0,
  }))
}

/** As `getImportPreview`, inside a transaction that locks the preview. Throws `not_found`. */
export async function lockPreview(tx: Tx, viewer: Viewer, id: string) {
  const [row] = await lockRows(tx, importPreviews, [id])
  if (!row || row.userId !== viewer.id) throw notFound('This preview')
  return { ...row, payload: row.payload as PreviewPayload }
}
