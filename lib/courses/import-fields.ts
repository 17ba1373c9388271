import { formatDay, type IsoDay, parseDay } from '@/lib/dates'
import { formatHours, parseHours } from '@/lib/hours'
import { cellText, plainText, serialToDay, trimText } from '@/lib/spreadsheet/cells'
import type { SheetCell } from '@/lib/spreadsheet/types'
import { COURSE_LIMITS } from './limits'

/**
 * The columns of the course list that departments keep as a spreadsheet (SPEC 5, "Import"), and how a cell
 * of each is read. The order and spelling of the headers are those of the template in use.
 */

/** The fields of a course that a file can give. Null where a course has none. */
export type CourseValues = {
  code: string
  name: string
  availableQuarters: number
  estimatedStudents: number | null
  currentStudents: number | null
  needTutors: boolean
  needMarkers: boolean
  assignments: number | null
  labsPerWeek: number | null
  tutorialsPerWeek: number | null
  tutorResponsibility: string | null
  markerResponsibility: string | null
  canPreAssign: boolean
  markerDeadline: IsoDay | null
  tutorDeadline: IsoDay | null
  prerequisite: string | null
}

export type CourseField = keyof CourseValues
export type CourseFieldType = 'code' | 'text' | 'hours' | 'count' | 'bool' | 'day'

export type CourseColumn = {
  field: CourseField
  /** Header as the template spells it. */
  header: string
  /** What people call the field on screen. */
  label: string
  type: CourseFieldType
  required?: true
  /** Characters, quarter hours or number, by type. */
  most?: number
  /** How to fill it in, for the template's notes. */
  help: string
}

const HOW_BOOL = 'Y or N; also yes/no, true/false, 1/0. Blank means N for a new course.'
const HOW_DAY = 'A date; ends at the close of that day. Blank: the term’s own deadline.'

export const COURSE_COLUMNS: readonly CourseColumn[] = [
  {
    field: 'code',
    header: 'courseNum',
    label: 'Course code',
    type: 'code',
    required: true,
    most: COURSE_LIMITS.code,
    help: 'Required. Subject and number, such as COMPSCI 101; each code once.',
  },
  {
    field: 'name',
    header: 'courseName',
    label: 'Course name',
    type: 'text',
    required: true,
    most: COURSE_LIMITS.name,
    help: 'Required.',
  },
  {
    field: 'availableQuarters',
    header: 'totalAvailableHours',
    label: 'Available hours',
    type: 'hours',
    most: COURSE_LIMITS.quarters,
    help: 'Hours for the whole term, tutors and markers together, in quarter hours: 120 or 42.5.',
  },
  {
    field: 'estimatedStudents',
    header: 'estimatedNumOfStudents',
    label: 'Estimated students',
    type: 'count',
    most: COURSE_LIMITS.students,
    help: 'Whole number.',
  },
  {
    field: 'currentStudents',
    header: 'currentlyNumOfStudents',
    label: 'Current students',
    type: 'count',
    most: COURSE_LIMITS.students,
    help: 'Whole number.',
  },
  { field: 'needTutors', header: 'needTutors', label: 'Needs tutors', type: 'bool', help: HOW_BOOL },
  { field: 'needMarkers', header: 'needMarkers', label: 'Needs markers', type: 'bool', help: HOW_BOOL },
  {
    field: 'assignments',
    header: 'numOfAssignments',
    label: 'Assignments',
    type: 'count',
    most: COURSE_LIMITS.sessions,
    help: 'Whole number, over the whole term.',
  },
  {
    field: 'labsPerWeek',
    header: 'numOfLabsPerWeek',
    label: 'Labs a week',
    type: 'count',
    most: COURSE_LIMITS.sessions,
    help: 'Whole number.',
  },
  {
    field: 'tutorialsPerWeek',
    header: 'numOfTutorialsPerWeek',
    label: 'Tutorials a week',
    type: 'count',
    most: COURSE_LIMITS.sessions,
    help: 'Whole number.',
  },
  {
    field: 'tutorResponsibility',
    header: 'tutorResponsibility',
    label: 'Responsibilities of tutors',
    type: 'text',
    most: COURSE_LIMITS.responsibility,
    help: 'What tutors of this course do.',
  },
  {
    field: 'markerResponsibility',
    header: 'markerResponsibility',
    label: 'Responsibilities of markers',
    type: 'text',
    most: COURSE_LIMITS.responsibility,
    help: 'What markers of this course do.',
  },
  {
    field: 'canPreAssign',
    header: 'canPreAssign',
    label: 'Coordinators may pre-assign',
    type: 'bool',
    help: HOW_BOOL,
  },
  { field: 'markerDeadline', header: 'markerDeadLine', label: 'Marker deadline', type: 'day', help: HOW_DAY },
  { field: 'tutorDeadline', header: 'tutorDeadLine', label: 'Tutor deadline', type: 'day', help: HOW_DAY },
  {
    field: 'prerequisite',
    header: 'prerequisite',
    label: 'Prerequisite',
    type: 'text',
    most: COURSE_LIMITS.prerequisite,
    help: 'What applicants should have passed.',
  },
]

/** Headers are compared without case, spaces of any kind, hyphens and underscores. */
export function headerKey(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-\u200b-\u200d\u2060\ufeff]/g, '')
}

/** "compsci  101" → "COMPSCI 101": one space between words, upper case, plain forms of letters and digits. */
export function normaliseCourseCode(code: string): string {
  return code
    .normalize('NFKC')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toUpperCase()
}

const LONG_TEXTS: CourseField[] = ['tutorResponsibility', 'markerResponsibility']

/** Text as it is stored and compared: printable, trimmed, on one line unless the field is a long text. */
export function tidyCourseText(field: CourseField, text: string): string {
  const plain = trimText(plainText(text))
  return LONG_TEXTS.includes(field) ? plain : plain.replace(/\s*\n\s*/g, ' ')
}

export type CellAnswer =
  | { ok: true; value: string | number | boolean; note?: string }
  | { ok: false; reason: string }

/** Reads one cell with content as a value of its column. */
export function parseCourseCell(column: CourseColumn, cell: SheetCell): CellAnswer {
  if (cell.type === 'error') {
    return {
      ok: false,
      reason: cell.text.startsWith('=')
        ? 'A formula without a stored result: open the file in your spreadsheet program, let it compute, and save it.'
        : 'The spreadsheet program shows an error in this cell: correct its formula or type the value.',
    }
  }
  switch (column.type) {
    case 'code':
      return parseText(column, cell, normaliseCourseCode)
    case 'text':
      return parseText(column, cell, (text) => text)
    case 'hours':
      return parseHoursCell(column, cell)
    case 'count':
      return parseCount(column, cell)
    case 'bool':
      return parseBool(cell)
    case 'day':
      return parseDayCell(cell)
  }
}

function parseText(column: CourseColumn, cell: SheetCell, tidy: (text: string) => string): CellAnswer {
  if (cell.type === 'date') {
    return { ok: false, reason: 'This cell holds a date: format it as text and type it again.' }
  }
  const text = tidy(cellText(cell))
  const value = tidyCourseText(column.field, text)
  // A cell of nothing but control characters.
  if (value === '') return { ok: false, reason: 'No readable text: type it again, or leave the cell blank.' }
  if (column.most !== undefined && value.length > column.most) {
    return {
      ok: false,
      reason: `Too long: ${value.length.toLocaleString('en')} characters; up to ${column.most.toLocaleString('en')} fit.`,
    }
  }
  return { ok: true, value }
}

const NOT_DATE = 'This cell holds a date: format it as a number and type the number again.'

function parseHoursCell(column: CourseColumn, cell: SheetCell): CellAnswer {
  if (cell.type === 'date') return { ok: false, reason: NOT_DATE }
  const most = column.most ?? COURSE_LIMITS.quarters
  if (cell.type === 'number' && cell.value * 4 > most) {
    return { ok: false, reason: `Too many: up to ${formatHours(most)} can be given.` }
  }
  const answer = parseHours(cellText(cell), { most })
  return answer.ok ? { ok: true, value: answer.quarters } : answer
}

function parseCount(column: CourseColumn, cell: SheetCell): CellAnswer {
  if (cell.type === 'date') return { ok: false, reason: NOT_DATE }
  const text = cellText(cell).replace('−', '-')
  const match = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/.exec(text)
  const large = cell.type === 'number' && cell.value >= 1e15
  if (!match && !large) return { ok: false, reason: 'Not a number: write a whole number such as 120.' }
  const [, sign, digits = '', fraction = ''] = match ?? []
  if (/[1-9]/.test(fraction)) return { ok: false, reason: 'Not a whole number.' }
  const value = large ? Number.POSITIVE_INFINITY : Number(digits.replaceAll(',', ''))
  if (sign === '-' && value > 0) return { ok: false, reason: 'It cannot be below 0.' }
  const most = column.most ?? Number.MAX_SAFE_INTEGER
  if (value > most) return { ok: false, reason: `Too many: up to ${most.toLocaleString('en')} can be given.` }
  return { ok: true, value }
}

const YES = new Set(['y', 'yes', 'true', '1'])
const NO = new Set(['n', 'no', 'false', '0'])

function parseBool(cell: SheetCell): CellAnswer {
  const text = cellText(cell).toLowerCase()
  if (YES.has(text)) return { ok: true, value: true }
  if (NO.has(text)) return { ok: true, value: false }
  return { ok: false, reason: 'Neither yes nor no: write Y or N.' }
}

/** A cell that holds a date but shows its day number, because its format was lost: 2000 to 2099. */
const FIRST_SERIAL = 36_526
const LAST_SERIAL = 73_050

function parseDayCell(cell: SheetCell): CellAnswer {
  if (cell.type === 'date') {
    const answer = parseDay(cell.day)
    if (!answer.ok) return answer
    if (cell.time === null) return { ok: true, value: answer.day }
    return { ok: true, value: answer.day, note: `The time ${cell.time} is left out: a deadline is a day.` }
  }
  if (cell.type === 'number' && Number.isInteger(cell.value)) {
    const day =
      cell.value >= FIRST_SERIAL && cell.value <= LAST_SERIAL ? serialToDay(cell.value, false) : null
    if (day) {
      return {
        ok: true,
        value: day.day,
        note: `The cell has no date format; its number was read as the spreadsheet day ${formatDay(day.day)}.`,
      }
    }
  }
  const answer = parseDay(cellText(cell))
  return answer.ok ? { ok: true, value: answer.day } : answer
}

/** A value as people read it in the preview; "–" where there is none. */
export function courseValueText(field: CourseField, value: CourseValues[CourseField]): string {
  if (value === null || value === '') return '–'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  const type = COURSE_COLUMNS.find((column) => column.field === field)?.type
  if (type === 'hours') return formatHours(Number(value))
  if (type === 'day') return formatDay(String(value))
  return typeof value === 'number' ? value.toLocaleString('en') : value
}
