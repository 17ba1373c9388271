import { formatHours, quartersToDecimal } from '@/lib/hours'
import {
  COURSE_COLUMNS,
  type CourseField,
  type CourseValues,
  courseValueText,
  normaliseCourseCode,
  tidyCourseText,
} from './import-fields'
import type { CellRemark, ParsedCourseRow, ParsedCourses } from './import-format'

/** What a file would do to the courses of a term, row by row; nothing here writes. */

/** A stored course, as far as an import can touch it or must respect it. */
export type ExistingCourse = CourseValues & {
  id: string
  /** Split of the budget, which stays as it is: the hours of a file may not fall below its sum. */
  tutorQuarters: number | null
  markerQuarters: number | null
}

export type FieldChange = {
  field: CourseField
  /** What people call the field. */
  label: string
  old: CourseValues[CourseField]
  new: CourseValues[CourseField]
  /** Both as people read them. */
  oldText: string
  newText: string
}

type RowBase = { row: number; code: string | null; name: string | null; notes: CellRemark[] }

export type CourseRowDiff =
  | (RowBase & { kind: 'new'; code: string; name: string; values: Partial<CourseValues> })
  | (RowBase & { kind: 'changed'; code: string; courseId: string; changes: FieldChange[] })
  | (RowBase & { kind: 'unchanged'; code: string; courseId: string })
  | (RowBase & { kind: 'error'; errors: CellRemark[] })

/**
 * Compares parsed rows with the courses of the term (the archived ones not included), by normalised code.
 * A field that the row does not give is never a change.
 */
export function diffCourses(
  existing: readonly ExistingCourse[],
  parsed: Pick<ParsedCourses, 'rows' | 'columns'>,
): CourseRowDiff[] {
  const byCode = new Map(existing.map((course) => [normaliseCourseCode(course.code), course]))
  return parsed.rows.map((row): CourseRowDiff => {
    const base = { row: row.row, code: row.code, name: row.name, notes: row.notes }
    const { code, name } = row
    if (row.errors.length > 0 || code === null || name === null) {
      return { ...base, kind: 'error', errors: row.errors }
    }
    const course = byCode.get(code)
    if (!course) return { ...base, kind: 'new', code, name, values: row.values }
    const overSplit = belowSplit(course, row, parsed.columns)
    if (overSplit) return { ...base, kind: 'error', errors: [overSplit] }
    const changes = changedFields(course, row)
    if (changes.length === 0) return { ...base, kind: 'unchanged', code, courseId: course.id }
    return { ...base, kind: 'changed', code, courseId: course.id, changes }
  })
}

/** How many rows of each kind. */
export function countKinds(rows: readonly CourseRowDiff[]): Record<CourseRowDiff['kind'], number> {
  const counts = { new: 0, changed: 0, unchanged: 0, error: 0 }
  for (const row of rows) counts[row.kind] += 1
  return counts
}

function changedFields(course: ExistingCourse, row: ParsedCourseRow): FieldChange[] {
  const changes: FieldChange[] = []
  for (const { field, label } of COURSE_COLUMNS) {
    const next = row.values[field]
    if (next === undefined) continue
    const stored = course[field]
    if (comparable(field, stored) === comparable(field, next)) continue
    changes.push({
      field,
      label,
      old: stored,
      new: next,
      oldText: courseValueText(field, stored),
      newText: courseValueText(field, next),
    })
  }
  return changes
}

/** Spaces around a text and the way its lines end are no difference: a file cannot carry them faithfully. */
function comparable(field: CourseField, value: CourseValues[CourseField]): CourseValues[CourseField] {
  if (field === 'code') return normaliseCourseCode(String(value))
  return typeof value === 'string' ? tidyCourseText(field, value) : value
}

/** SPEC 5: tutorHours + markerHours ≤ availableHours, and an import changes only the total. */
function belowSplit(
  course: ExistingCourse,
  row: ParsedCourseRow,
  columns: ParsedCourses['columns'],
): CellRemark | null {
  const next = row.values.availableQuarters
  const split = (course.tutorQuarters ?? 0) + (course.markerQuarters ?? 0)
  if (next === undefined || next >= split || next === course.availableQuarters) return null
  const place = columns.find((column) => column.field === 'availableQuarters')
  return {
    row: row.row,
    letter: place?.letter ?? '',
    header: place?.header ?? '',
    field: 'availableQuarters',
    value: quartersToDecimal(next),
    reason: `Below the ${formatHours(split)} that this course splits between tutors and markers: change the split first.`,
  }
}
