import { createHash } from 'node:crypto'
import type { IsoDay } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { type CourseRowDiff, diffCourses, type ExistingCourse } from './import-diff'
import { type CourseField, type CourseValues, normaliseCourseCode } from './import-fields'
import type { CellRemark, ParsedCourses } from './import-format'
import { lateDeadlines, lateDeadlineText } from './late-deadlines'

/** What applying a preview would do to the courses of its term. Pure: rows in, plan out. */

export type PresentCourse = ExistingCourse & {
  archived: boolean
  /** Quarter hours of live allocations. */
  givenQuarters: number
}

type Parsed = Pick<ParsedCourses, 'rows' | 'columns'>

/**
 * The difference row by row, with two rules more than the cells themselves know: a budget cannot fall
 * below the hours given already, and the code of an archived course is taken. A new deadline after the term's end is
 * noted.
 */
export function planImport(
  present: readonly PresentCourse[],
  parsed: Parsed,
  endsOn: IsoDay,
): CourseRowDiff[] {
  const given = new Map(present.map((course) => [course.id, course]))
  const archived = new Map(
    present
      .filter((course) => course.archived)
      .map((course) => [normaliseCourseCode(course.code), course.code]),
  )
  return diffCourses(
    present.filter((course) => !course.archived),
    parsed,
  ).map((compared) => {
    const row = withWarnings(compared, parsed, endsOn)
    if (row.kind === 'new' && archived.has(row.code))
      return failed(
        row,
        parsed,
        'code',
        row.code,
        'The term has an archived course of this code: bring it back first.',
      )
    if (row.kind !== 'changed') return row
    const budget = row.changes.find((change) => change.field === 'availableQuarters')
    const used = given.get(row.courseId)?.givenQuarters ?? 0
    if (!budget || Number(budget.new) >= used || Number(budget.new) >= Number(budget.old)) return row
    return failed(
      row,
      parsed,
      'availableQuarters',
      budget.newText,
      `${formatHours(used)} are given to people in this course already: take hours away first, or give at least as many.`,
    )
  })
}

function failed(
  row: CourseRowDiff,
  parsed: Parsed,
  field: CourseField,
  value: string,
  reason: string,
): CourseRowDiff {
  const { code, name, notes } = row
  const errors = [remarkOn(row, parsed, field, value, reason)]
  return { kind: 'error', row: row.row, code, name, notes, errors }
}

function remarkOn(
  { row }: CourseRowDiff,
  parsed: Parsed,
  field: CourseField,
  value: string,
  reason: string,
): CellRemark {
  const place = parsed.columns.find((column) => column.field === field)
  return { row, letter: place?.letter ?? '', header: place?.header ?? '', field, value, reason }
}

/** Only of deadlines that the row would set: one that the course has already was warned of before. */
function withWarnings(row: CourseRowDiff, parsed: Parsed, endsOn: IsoDay): CourseRowDiff {
  const set: Partial<CourseValues> =
    row.kind === 'new'
      ? row.values
      : row.kind === 'changed'
        ? Object.fromEntries(row.changes.map((change) => [change.field, change.new]))
        : {}
  const warnings = lateDeadlines(set, endsOn).map((position): CellRemark => {
    const field = `${position}Deadline` as const
    return {
      ...remarkOn(row, parsed, field, set[field] ?? '', lateDeadlineText(endsOn)),
      warning: true,
    }
  })
  return warnings.length > 0 ? { ...row, notes: [...row.notes, ...warnings] } : row
}

/** Two plans with the same fingerprint do the same; a page that shows one can be held to it. */
export function fingerprintOf(plan: readonly CourseRowDiff[]): string {
  const facts = plan.map((row) => [
    row.row,
    row.kind,
    row.code,
    row.kind === 'new' ? row.values : null,
    row.kind === 'changed' ? row.changes.map(({ field, old, new: now }) => [field, old, now]) : null,
    row.kind === 'error' ? row.errors.map(({ letter, reason }) => [letter, reason]) : null,
  ])
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}

/** A new course of a file: what it gives, and the defaults for its blank cells. */
export function withDefaults(values: Partial<CourseValues> & { code: string; name: string }): CourseValues {
  return {
    availableQuarters: 0,
    estimatedStudents: null,
    currentStudents: null,
    needTutors: false,
    needMarkers: false,
    assignments: null,
    labsPerWeek: null,
    tutorialsPerWeek: null,
    tutorResponsibility: null,
    markerResponsibility: null,
    canPreAssign: false,
    markerDeadline: null,
    tutorDeadline: null,
    prerequisite: null,
    ...values,
  }
}
