import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { courseExportTable, templateWorkbook } from '@/lib/courses/export-format'
import { countKinds, diffCourses, type ExistingCourse } from '@/lib/courses/import-diff'
import { COURSE_COLUMNS, normaliseCourseCode } from '@/lib/courses/import-fields'
import { type ParsedCourses, parseCourseSheet } from '@/lib/courses/import-format'
import { COURSE_LIMITS } from '@/lib/courses/limits'
import { readSheet } from '@/lib/spreadsheet/read'
import { writeCsv, writeXlsx } from '@/lib/spreadsheet/write'
import { type RawCell, workbook } from '../spreadsheet/build'

function parseBytes(file: Uint8Array): ParsedCourses {
  const sheet = readSheet(file, 'courses')
  if (!sheet.ok) throw new Error(sheet.message)
  const parsed = parseCourseSheet(sheet)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed
}

function refusalOf(...rows: RawCell[][]) {
  const sheet = readSheet(workbook({ S: rows }), 'courses')
  if (!sheet.ok) throw new Error(sheet.message)
  const parsed = parseCourseSheet(sheet)
  if (parsed.ok) throw new Error('the sheet was parsed')
  return parsed
}

const parse = (...rows: RawCell[][]) => parseBytes(workbook({ S: rows }))
const day = (v: number): RawCell => ({ t: 'n', v, z: 'd/m/yyyy' })

/** One course with one more cell under the given header. */
function cell(header: string, value: RawCell) {
  const [row] = parse(['courseNum', 'courseName', header], ['COMPSCI 101', 'Programming', value]).rows
  if (!row) throw new Error('no row')
  return row
}

describe('headers', () => {
  test('any order, any case, with or without spaces, no-break spaces included', () => {
    const parsed = parse(
      [' PREREQUISITE ', 'course\u00a0name', 'Total Available HOURS', 'Course-Num', 'marker dead line'],
      ['none', 'Programming', 12.5, 'compsci\u00a0 101', day(46_430)],
    )
    expect(parsed.rows[0]).toMatchObject({
      code: 'COMPSCI 101',
      values: {
        code: 'COMPSCI 101',
        name: 'Programming',
        availableQuarters: 50,
        prerequisite: 'none',
        markerDeadline: '2027-02-12',
      },
      errors: [],
    })
    expect(parsed.columns.map((column) => column.letter)).toEqual(['A', 'B', 'C', 'D', 'E'])
  })

  test('unknown columns are listed as ignored, not wrong', () => {
    const parsed = parse(
      ['courseNum', 'courseName', 'room', null, 'blank'],
      ['COMPSCI 101', 'Programming', 'OGGB 3', 'stray'],
    )
    expect(parsed.ignored).toEqual([
      { letter: 'C', header: 'room' },
      { letter: 'D', header: '' },
    ])
    expect(parsed.rows[0]?.errors).toEqual([])
  })

  test('missing required columns, repeated columns and no rows refuse the sheet and say what to do', () => {
    expect(refusalOf(['courseName', 'x'], ['a', 'b'])).toMatchObject({
      code: 'missing-columns',
      message: expect.stringMatching(/courseNum is missing.*“courseName”, “x”/),
    })
    expect(refusalOf(['courseNum', 'courseName', 'Course Num'], ['a', 'b', 'c'])).toMatchObject({
      code: 'repeated-columns',
      message: expect.stringMatching(/columns A and C/),
    })
    expect(refusalOf(['courseNum', 'courseName'])).toMatchObject({ code: 'no-rows' })
  })
})

describe('cells', () => {
  test('a blank cell gives nothing', () => {
    for (const blank of [null, '', ' \u00a0 ']) {
      expect(Object.keys(cell('totalAvailableHours', blank).values)).toEqual(['code', 'name'])
    }
  })

  test.each([
    ['420', 1680],
    [42.5, 170],
    ['42.75 h', 171],
    ['1250', 5000],
    ['7,5', 30],
    [0, 0],
    ['100000', 400_000],
  ])('hours %j are quarter hours', (value, quarters) => {
    expect(cell('totalAvailableHours', value).values.availableQuarters).toBe(quarters)
  })

  test.each<[string, RawCell, RegExp]>([
    ['totalAvailableHours', 'many', /number/],
    ['totalAvailableHours', -10, /below 0/],
    ['totalAvailableHours', 300.1, /quarters/],
    ['totalAvailableHours', '1,250', /two ways/],
    ['estimatedNumOfStudents', '4,5', /number/],
    ['totalAvailableHours', 1_000_000_000, /100,000 h/],
    ['totalAvailableHours', '99999999999999999999', /100,000 h/],
    ['totalAvailableHours', day(46_430), /date/],
    ['estimatedNumOfStudents', 4.5, /whole/],
    ['estimatedNumOfStudents', -1, /below 0/],
    ['estimatedNumOfStudents', 'about 5', /number/],
    ['estimatedNumOfStudents', 1e20, /100,000/],
    ['needTutors', 'maybe', /Y or N/],
    ['needTutors', 2, /Y or N/],
    ['markerDeadLine', '31/02/2027', /February 2027 has 28 days/],
    ['markerDeadLine', '29/02/2027', /28 days/],
    ['markerDeadLine', '02/13/2027', /day comes first/],
    ['markerDeadLine', '12/02/27', /two digits/],
    ['markerDeadLine', '12 Feb 2027', /2027-02-12 or 12\/02\/2027/],
    ['markerDeadLine', '2027-13-01', /month 13/],
    ['markerDeadLine', '1999-01-01', /between 2000 and 2099/],
    ['markerDeadLine', 5, /Not a date/],
    ['prerequisite', 'x'.repeat(501), /501 characters; up to 500/],
    ['prerequisite', { t: 'e', v: 23 }, /error/],
    ['prerequisite', day(46_430), /date/],
  ])('%s %j is an error that names row, column, value and reason', (header, value, reason) => {
    const row = cell(header, value)
    expect(row.errors).toEqual([
      {
        row: 2,
        letter: 'C',
        header,
        field: expect.any(String),
        value: expect.any(String),
        reason: expect.stringMatching(reason),
      },
    ])
    expect(row.values).toEqual({ code: 'COMPSCI 101', name: 'Programming' })
  })

  test.each<[RawCell, boolean]>([
    ['Y', true],
    ['yes', true],
    ['TRUE', true],
    [true, true],
    [1, true],
    [' y ', true],
    ['n', false],
    ['No', false],
    ['false', false],
    [false, false],
    [0, false],
    ['0', false],
  ])('%j is a yes or no', (value, expected) => {
    expect(cell('canPreAssign', value).values.canPreAssign).toBe(expected)
  })

  test.each<[RawCell, string]>([
    [day(46_430), '2027-02-12'],
    ['2027-02-12', '2027-02-12'],
    ['12/02/2027', '2027-02-12'],
    ['5/2/2027', '2027-02-05'],
    ['29/02/2028', '2028-02-29'],
  ])('%j is a day', (value, expected) => {
    expect(cell('tutorDeadLine', value).values.tutorDeadline).toBe(expected)
    expect(cell('tutorDeadLine', value).notes).toEqual([])
  })

  test('a day number without a date format, and a date with a time, are read with a note', () => {
    expect(cell('tutorDeadLine', 46_430)).toMatchObject({
      values: { tutorDeadline: '2027-02-12' },
      notes: [{ value: '46430', reason: expect.stringMatching(/Fri 12 Feb 2027/) }],
    })
    expect(cell('tutorDeadLine', { t: 'n', v: 46_430.5, z: 'd/m/yy h:mm' })).toMatchObject({
      values: { tutorDeadline: '2027-02-12' },
      notes: [{ reason: expect.stringMatching(/12:00/) }],
    })
  })

  test('text that looks like a formula or a tag is text', () => {
    const text = '=HYPERLINK("http://example.org","x") <script>alert(1)</script>'
    expect(cell('prerequisite', text).values.prerequisite).toBe(text)
  })

  test('course codes are made alike', () => {
    for (const code of [
      'compsci 101',
      ' COMPSCI  101 ',
      'COMPSCI\u00a0101',
      'ＣＯＭＰＳＣＩ 101',
      'COMPSCI\u200b 101',
    ]) {
      expect(normaliseCourseCode(code)).toBe('COMPSCI 101')
    }
  })
})

describe('rows', () => {
  const messy = () =>
    parse(
      [
        'Course Num',
        'COURSENAME',
        'total available hours',
        'needTutors',
        'numOfAssignments',
        'markerDeadLine',
        'room',
      ],
      ['COMPSCI 101', 'Principles of Programming', 420, 'yes', 5, day(46_430), 'OGGB 3'],
      ['COMPSCI 120', 'Mathematics for Computer Science', 'many', 'Y', 4],
      ['compsci  101', 'Principles of Programming (again)', 100, 'Y', 5],
      [null, 'A course without a number', 50, 'Y', 2],
      ['COMPSCI 210', '\u00a0', 50, 'Y', 2],
      ['COMPSCI 220', 'Algorithms', 300.1, 'maybe', 4.5, '31/02/2027'],
      [],
      [null, null, null, null, null, null, 'only a room'],
      ['COMPSCI 732', 'Software Tools and Techniques', 60, 'N', 2, '12/02/2027'],
    )

  test('each bad cell is named and nothing else is lost', () => {
    const parsed = messy()
    expect(
      parsed.rows.flatMap((row) => row.errors.map((error) => `${error.letter}${error.row} ${error.value}`)),
    ).toEqual(['C3 many', 'A4 COMPSCI 101', 'A5 ', 'B6 ', 'C7 300.1', 'D7 maybe', 'E7 4.5', 'F7 31/02/2027'])
    expect(parsed.rows.map((row) => row.row)).toEqual([2, 3, 4, 5, 6, 7, 10])
    expect(countKinds(diffCourses([], parsed))).toEqual({ new: 2, changed: 0, unchanged: 0, error: 5 })
  })

  test('the later of two rows with the same code names the earlier one', () => {
    expect(messy().rows[2]?.errors).toMatchObject([
      { row: 4, field: 'code', reason: expect.stringMatching(/Row 2/) },
    ])
  })

  test('XLSX, XLS and CSV of the same table give the same rows', () => {
    const courses = [
      sample({ code: 'COMPSCI 101' }),
      sample({ code: 'COMPSCI 111G', prerequisite: 'Māori – “ok”, €5' }),
    ]
    const table = courseExportTable(courses)
    const cells = [
      table.columns.map((column) => column.label),
      ...courses.map((course) =>
        COURSE_COLUMNS.map(({ field, type }) => {
          const value = course[field]
          return value === null
            ? null
            : type === 'hours'
              ? Number(value) / 4
              : type === 'bool'
                ? value
                  ? 'Y'
                  : 'N'
                : value
        }),
      ),
    ]
    const rows = parseBytes(writeXlsx([table])).rows
    expect(rows.map((row) => row.values)).toEqual(
      courses.map(({ id, tutorQuarters, markerQuarters, ...given }) => given),
    )
    expect(parseBytes(writeCsv(table)).rows).toEqual(rows)
    expect(parseBytes(workbook({ S: cells }, 'biff8')).rows).toEqual(rows)
    expect(parseBytes(workbook({ S: cells }, 'xlsx')).rows).toEqual(rows)
  })
})

function sample(change: Partial<ExistingCourse> = {}): ExistingCourse {
  return {
    id: 'c1',
    code: 'COMPSCI 101',
    name: 'Principles of Programming',
    availableQuarters: 1680,
    tutorQuarters: null,
    markerQuarters: null,
    estimatedStudents: 900,
    currentStudents: 800,
    needTutors: true,
    needMarkers: false,
    assignments: 5,
    labsPerWeek: 3,
    tutorialsPerWeek: 0,
    tutorResponsibility: 'Run the labs.\nPrepare.',
    markerResponsibility: '=mark within ten days',
    canPreAssign: false,
    markerDeadline: '2027-02-12',
    tutorDeadline: '2027-02-05',
    prerequisite: 'A pass in a stage 1 course',
    ...change,
  }
}

describe('difference', () => {
  const diff = (existing: ExistingCourse[], ...rows: RawCell[][]) => diffCourses(existing, parse(...rows))
  const HEAD = ['courseNum', 'courseName', 'totalAvailableHours', 'needMarkers', 'tutorDeadLine']

  test('new, changed with old and new, unchanged', () => {
    const rows = diff(
      [sample(), sample({ id: 'c2', code: 'COMPSCI 110', name: 'Systems' })],
      HEAD,
      ['compsci 101', 'Principles of Programming', 425.5, 'Y', '06/02/2027'],
      ['COMPSCI 110', 'Systems', 420, null, '05/02/2027'],
      ['COMPSCI 120', 'Mathematics', 12],
    )
    expect(rows).toMatchObject([
      {
        kind: 'changed',
        courseId: 'c1',
        changes: [
          {
            field: 'availableQuarters',
            label: 'Available hours',
            old: 1680,
            new: 1702,
            oldText: '420 h',
            newText: '425.5 h',
          },
          { field: 'needMarkers', oldText: 'No', newText: 'Yes' },
          { field: 'tutorDeadline', oldText: 'Fri 5 Feb 2027', newText: 'Sat 6 Feb 2027' },
        ],
      },
      { kind: 'unchanged', courseId: 'c2' },
      { kind: 'new', code: 'COMPSCI 120', name: 'Mathematics', values: { availableQuarters: 48 } },
    ])
    expect(rows[0]?.kind === 'changed' && rows[0].changes).toHaveLength(3)
  })

  test('a row in error changes nothing, also when its course is stored', () => {
    expect(diff([sample()], HEAD, ['COMPSCI 101', 'New name', 'many'])).toMatchObject([
      { kind: 'error', code: 'COMPSCI 101', errors: [{ letter: 'C', row: 2 }] },
    ])
  })

  test('hours below the stored split are an error; a value that was already there is none', () => {
    const split = sample({ tutorQuarters: 1000, markerQuarters: 600 })
    expect(diff([split], HEAD, ['COMPSCI 101', split.name, 399])).toMatchObject([
      {
        kind: 'error',
        errors: [
          {
            letter: 'C',
            header: 'totalAvailableHours',
            value: '399',
            reason: expect.stringMatching(/400 h/),
          },
        ],
      },
    ])
    expect(diff([split], HEAD, ['COMPSCI 101', split.name, 400])).toMatchObject([{ kind: 'changed' }])
    expect(
      diff([sample({ ...split, availableQuarters: 1200 })], HEAD, ['COMPSCI 101', split.name, 300]),
    ).toMatchObject([{ kind: 'unchanged' }])
  })
})

describe('export and template', () => {
  test('the template has the columns of the import, no course, and notes on each column', () => {
    const sheet = readSheet(templateWorkbook(), 'template.xlsx')
    if (!sheet.ok) throw new Error(sheet.message)
    expect(sheet.sheetName).toBe('Courses')
    expect(sheet.rows).toEqual([])
    expect(sheet.headers.map((header) => header.text)).toEqual([
      'courseNum',
      'courseName',
      'totalAvailableHours',
      'estimatedNumOfStudents',
      'currentlyNumOfStudents',
      'needTutors',
      'needMarkers',
      'numOfAssignments',
      'numOfLabsPerWeek',
      'numOfTutorialsPerWeek',
      'tutorResponsibility',
      'markerResponsibility',
      'canPreAssign',
      'markerDeadLine',
      'tutorDeadLine',
      'prerequisite',
    ])
  })

  const text = (most: number) =>
    fc.option(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom(
          '=1+1',
          "'=x",
          ' spaced ',
          'a\r\nb',
          '\u00a0',
          '0012',
          '12/02/2027',
          'TRUE',
          '_x0041_',
          'a,b;c\t"d"',
        ),
        fc.constant('é'.repeat(most)),
      ),
    )
  const count = (most: number) => fc.option(fc.integer({ min: 0, max: most }))
  const isoDay = fc.option(
    fc
      .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  )
  const course = fc.record<ExistingCourse>({
    id: fc.uuid(),
    code: fc.stringMatching(/^[A-Z]{3,8} [1-9]\d{2}[A-Z]?$/),
    name: fc
      .oneof(fc.string({ minLength: 1, maxLength: 60 }), fc.constant('=SUM(A1)'))
      .map((name) => `N${name}`),
    availableQuarters: fc.integer({ min: 0, max: COURSE_LIMITS.quarters }),
    tutorQuarters: count(COURSE_LIMITS.quarters),
    markerQuarters: count(COURSE_LIMITS.quarters),
    estimatedStudents: count(COURSE_LIMITS.students),
    currentStudents: count(COURSE_LIMITS.students),
    needTutors: fc.boolean(),
    needMarkers: fc.boolean(),
    assignments: count(COURSE_LIMITS.sessions),
    labsPerWeek: count(COURSE_LIMITS.sessions),
    tutorialsPerWeek: count(COURSE_LIMITS.sessions),
    tutorResponsibility: text(COURSE_LIMITS.responsibility),
    markerResponsibility: text(COURSE_LIMITS.responsibility),
    canPreAssign: fc.boolean(),
    markerDeadline: isoDay,
    tutorDeadline: isoDay,
    prerequisite: text(COURSE_LIMITS.prerequisite),
  })

  test('what is exported is imported again unchanged, as XLSX and as CSV', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(course, { minLength: 1, maxLength: 6, selector: (one) => one.code }),
        (courses) => {
          const table = courseExportTable(courses, '2027 Semester One')
          for (const file of [writeXlsx([table]), writeCsv(table)]) {
            const rows = diffCourses(courses, parseBytes(file))
            expect(rows.map((row) => [row.kind, row.code])).toEqual(
              courses.map((one) => ['unchanged', one.code]),
            )
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  test('any table of texts is parsed or refused, never thrown at', () => {
    const header = fc.constantFrom(...COURSE_COLUMNS.map((column) => column.header), 'x', '__proto__', '')
    fc.assert(
      fc.property(
        fc.array(header, { maxLength: 6 }),
        fc.array(fc.array(fc.string(), { maxLength: 8 }), { maxLength: 6 }),
        (head, body) => {
          const sheet = readSheet(workbook({ S: [['courseNum', 'courseName', ...head], ...body] }), 'x')
          if (!sheet.ok) return
          const parsed = parseCourseSheet(sheet)
          if (parsed.ok) expect(diffCourses([], parsed)).toHaveLength(parsed.rows.length)
        },
      ),
      { numRuns: 100 },
    )
  })
})
