import { and, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications } from '@/db/schema'
import { positionOf } from '@/lib/assignment/types'
import type { Viewer } from '@/lib/permissions'
import { type Table, writeCsv, writeXlsx } from '@/lib/spreadsheet/write'
import { positionNames } from '@/lib/vocabulary'
import { type Analysis, getAnalysis } from './analysis'
import { pairKey } from './base'
import { chipOf, courseCard } from './board'
import { whyChosen } from './reasons'
import { positionsOf } from './source'
import { whyOpen } from './why-open'

/** UPI and student ID by application. One query. */
export async function identitiesOf(analysis: Pick<Analysis, 'row'>) {
  const rows = await db
    .select({ id: applications.id, upi: applications.upi, auid: applications.auid, name: applications.name })
    .from(applications)
    .where(
      and(
        eq(applications.termId, analysis.row.termId),
        inArray(applications.position, positionsOf(analysis.row.scope)),
        inArray(applications.state, ['submitted', 'published']),
      ),
    )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Headings of an export, which an import reads again; the first five say what a row is. */
export const exportColumns = {
  studentId: 'Student ID',
  upi: 'UPI',
  name: 'Name',
  position: 'Position',
  course: 'Course',
  hours: 'Hours',
  locked: 'Locked',
  stands: 'Stands already',
  rank: 'Preference',
  why: 'Why',
} as const

/**
 * The pairs of a scenario as a file that can be edited and imported again: one row per person, course and
 * position; a second sheet with the courses' demand in the workbook.
 */
export async function exportRun(
  viewer: Viewer,
  id: string,
  format: 'xlsx' | 'csv',
): Promise<{ bytes: Uint8Array<ArrayBuffer>; name: string }> {
  const analysis = await getAnalysis(viewer, id)
  const { base, pairs } = analysis.data
  const identities = await identitiesOf(analysis)
  const table: Table = {
    name: 'Pairs',
    columns: [
      { key: 'studentId', label: exportColumns.studentId, type: 'text' },
      { key: 'upi', label: exportColumns.upi, type: 'text' },
      { key: 'name', label: exportColumns.name, type: 'text' },
      { key: 'position', label: exportColumns.position, type: 'text' },
      { key: 'course', label: exportColumns.course, type: 'text' },
      { key: 'hours', label: exportColumns.hours, type: 'hours' },
      { key: 'locked', label: exportColumns.locked, type: 'bool' },
      { key: 'stands', label: exportColumns.stands, type: 'bool' },
      { key: 'rank', label: exportColumns.rank, type: 'number' },
      { key: 'why', label: exportColumns.why, type: 'text' },
    ],
    rows: pairs.map((pair) => {
      const chip = chipOf(analysis, pair)
      const person = base.people[pair.person]!
      const identity = identities.get(
        person.applications[pair.position] ?? person.applications.find(Boolean) ?? '',
      )
      return {
        studentId: identity?.auid,
        upi: identity?.upi,
        name: chip.name,
        position: positionNames[positionOf(pair.position)],
        course: chip.code,
        hours: pair.quarters,
        locked: chip.locked,
        stands: analysis.fixed.has(pairKey(pair)),
        rank: chip.rank,
        why: whyChosen(analysis, pair.person, pair.course, pair.position),
      }
    }),
  }
  const courses: Table = {
    name: 'Courses',
    columns: [
      { key: 'course', label: 'Course', type: 'text' },
      { key: 'position', label: 'Position', type: 'text' },
      { key: 'demand', label: 'Hours needed', type: 'hours' },
      { key: 'filled', label: 'Hours given', type: 'hours' },
      { key: 'gap', label: 'Open', type: 'hours' },
      { key: 'reason', label: 'Why it stays open', type: 'text' },
    ],
    rows: base.courses.flatMap((course, index) =>
      courseCard(analysis, index, 0).parts.map((part) => ({
        course: course.code,
        position: positionNames[positionOf(part.position)],
        demand: part.demandQuarters,
        filled: part.filledQuarters,
        gap: Math.max(0, part.demandQuarters - part.filledQuarters),
        reason: whyOpen(analysis, index, part)?.words ?? null,
      })),
    ),
  }
  const safe = analysis.row.name.replace(/[^\p{L}\p{N}-]+/gu, '-').replace(/^-|-$/g, '') || 'scenario'
  return {
    bytes: format === 'csv' ? writeCsv(table) : writeXlsx([table, courses]),
    name: `assignment-${safe}.${format}`,
  }
}
