import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as XLSX from 'xlsx'
import { plainText } from '@/lib/spreadsheet/cells'
import { readSheet } from '@/lib/spreadsheet/read'
import type { Sheet } from '@/lib/spreadsheet/types'
import { type Table, type TableColumn, writeCsv, writeXlsx } from '@/lib/spreadsheet/write'
import { readZip } from '@/lib/zip'

const ZONE = 'Pacific/Auckland'

function read(file: Uint8Array): Sheet {
  const answer = readSheet(file, 'x')
  if (!answer.ok) throw new Error(answer.message)
  return answer
}

const decode = (file: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(file)
const textTable = (...texts: string[]): Table => ({
  name: 'T',
  columns: [
    { key: 'n', label: 'Row', type: 'number' },
    { key: 't', label: 'Text', type: 'text' },
  ],
  rows: texts.map((t, n) => ({ n, t })),
})

const HARMFUL = [
  '=1+1',
  '+64 21 000',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '\u00a0=1',
  '＝1',
  "'=1",
  "''@x",
  '=HYPERLINK("http://example.org","x")',
]
const HARMLESS = ['012345678', "O'Brien", "'tis", 'a=b', '1-2', '–', 'COMPSCI 101', "'quoted'"]

describe('CSV', () => {
  test('begins with a byte order mark, ends lines with CRLF and quotes what needs it', () => {
    const file = writeCsv(
      {
        name: 'T',
        columns: [
          { key: 'a', label: 'Name, full', type: 'text' },
          { key: 'b', label: 'Hours', type: 'hours' },
          { key: 'c', label: 'Pay', type: 'money' },
          { key: 'd', label: 'Day', type: 'date' },
          { key: 'e', label: 'When', type: 'instant' },
          { key: 'f', label: 'Is', type: 'bool' },
        ],
        rows: [
          { a: 'Ann "A" Bo', b: 170, c: -5, d: '2027-02-12', e: new Date('2027-02-12T10:59:59Z'), f: true },
          { a: 'two\nlines', b: 4, c: 123456, d: null, e: undefined, f: false },
        ],
      },
      { zone: ZONE },
    )
    expect(decode(file)).toBe(
      '\ufeff"Name, full",Hours,Pay,Day,When,Is\r\n"Ann ""A"" Bo",42.5,-0.05,2027-02-12,2027-02-12 23:59,Y\r\n"two\nlines",1,1234.56,,,N\r\n',
    )
  })

  test.each(HARMFUL)('%j never begins a cell as a formula', (text) => {
    const cell = decode(writeCsv(textTable(text))).split(/^0,/m)[1] ?? ''
    expect(cell.replace(/^"/, '')).toMatch(/^'/)
    expect(read(writeCsv(textTable(text))).rows[0]?.cells[1]?.text).toBe(plainText(text))
  })

  test.each(HARMLESS)('%j is written as it is', (text) => {
    expect(decode(writeCsv(textTable(text)))).toContain(`0,${text}\r\n`)
  })
})

describe('XLSX', () => {
  test('text is a string cell without a formula, whatever it says', () => {
    const book = XLSX.read(writeXlsx([textTable(...HARMFUL, ...HARMLESS)]), {
      cellFormula: true,
      cellStyles: true,
    })
    const sheet = book.Sheets.T as XLSX.WorkSheet
    for (const [i, text] of [...HARMFUL, ...HARMLESS].entries()) {
      const cell = sheet[`B${i + 2}`] as XLSX.CellObject
      expect(cell).toMatchObject({ t: 's', v: plainText(text) })
      expect(cell.f).toBeUndefined()
    }
  })

  test('the row of headings is frozen and columns have widths', () => {
    const [sheet] = readZip(writeXlsx([textTable('a')]), { total: 1e6 }, (name) => name.includes('sheet1'))
    const xml = decode(sheet?.data ?? new Uint8Array())
    expect(xml).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>')
    expect(xml).toMatch(/<col min="2" max="2" width="\d+"/)
  })

  test('names of sheets are mended to what Excel allows and stay different', () => {
    const names = ['a/b', 'a?b', '', 'x'.repeat(40), 'x'.repeat(45), "'History'", 'Ā 2027']
    const book = XLSX.read(writeXlsx(names.map((name) => ({ ...textTable('v'), name }))))
    expect(book.SheetNames).toEqual([
      'a b',
      'a b 2',
      'Sheet 3',
      'x'.repeat(31),
      `${'x'.repeat(29)} 2`,
      'History 2',
      'Ā 2027',
    ])
  })

  test('text longer than a cell can hold is cut, not fatal', () => {
    const cell = read(writeXlsx([textTable('x'.repeat(40_000))])).rows[0]?.cells[1]
    expect(cell?.text).toHaveLength(32_767)
    expect(cell?.text.endsWith('…')).toBe(true)
  })

  test('numbers are numbers and days are days for a spreadsheet program', () => {
    const columns: TableColumn[] = [
      { key: 'h', label: 'Hours', type: 'hours' },
      { key: 'm', label: 'Pay', type: 'money' },
      { key: 'd', label: 'Day', type: 'date' },
      { key: 'i', label: 'When', type: 'instant' },
    ]
    const rows = [{ h: 171, m: 1999, d: '2027-02-12', i: new Date('2027-07-01T00:30:15Z') }]
    expect(read(writeXlsx([{ name: 'T', columns, rows }], { zone: ZONE })).rows[0]?.cells).toEqual([
      { type: 'number', value: 42.75, text: '42.75' },
      { type: 'number', value: 19.99, text: '19.99' },
      { type: 'date', day: '2027-02-12', time: null, text: '2027-02-12' },
      { type: 'date', day: '2027-07-01', time: '12:30', text: '2027-07-01 12:30' },
    ])
  })

  test('several tables are sheets of one workbook in their order', () => {
    const book = XLSX.read(
      writeXlsx([
        { ...textTable('a'), name: 'One' },
        { ...textTable('b'), name: 'Two' },
      ]),
    )
    expect(book.SheetNames).toEqual(['One', 'Two'])
    expect(book.Sheets.Two?.B2.v).toBe('b')
  })
})

describe('values that do not fit their column are a fault of the caller', () => {
  const one = (type: TableColumn['type'], value: Table['rows'][number][string]): Table => ({
    name: 'T',
    columns: [{ key: 'v', label: 'V', type }],
    rows: [{ v: value }],
  })
  test.each([
    one('hours', 1.5),
    one('money', 0.1),
    one('number', Number.NaN),
    one('number', '5'),
    one('date', '12/02/2027'),
    one('bool', 'Y'),
    one('instant', '2027-02-12'),
    one('instant', new Date(Number.NaN)),
  ])('$columns.0.type', (table) => {
    expect(() => writeCsv(table, { zone: ZONE })).toThrow(RangeError)
    expect(() => writeXlsx([table], { zone: ZONE })).toThrow(RangeError)
  })

  test('instants without a zone', () => {
    expect(() => writeCsv(one('instant', new Date(0)))).toThrow(RangeError)
  })
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.stringMatching(/^['=+\-@ \t\r\n"_x0-9A-F,;]{1,8}$/),
  fc.constantFrom(...HARMFUL, ...HARMLESS, '_x0041_', '_x005F_x000D_', '<a>&"</a>', ']]>'),
)
const anyRow = fc.record({
  text: fc.option(anyText),
  hours: fc.option(fc.integer({ min: -400_000, max: 400_000 })),
  money: fc.option(fc.integer({ min: -1e11, max: 1e11 })),
  number: fc.option(fc.oneof(fc.integer(), fc.constantFrom(0.5, 1e15, 0.25))),
  date: fc.option(
    fc
      .date({ min: new Date('1900-03-01'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10)),
  ),
  instant: fc.option(
    fc.date({ min: new Date('1950-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
  ),
  bool: fc.option(fc.boolean()),
})
const types = ['text', 'hours', 'money', 'number', 'date', 'instant', 'bool'] as const
const tableOf = (rows: Table['rows']): Table => ({
  name: 'All',
  columns: [
    { key: 'n', label: '#', type: 'number' as const },
    ...types.map((type) => ({ key: type, label: type, type })),
  ],
  rows: rows.map((row, n) => ({ ...row, n })),
})

describe('what is written can be read back', () => {
  test('as equal values, from XLSX and from CSV', () => {
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(ZONE, 'UTC', 'America/St_Johns'),
        (rows, zone) => {
          const fromXlsx = read(writeXlsx([tableOf(rows)], { zone }))
          const fromCsv = read(writeCsv(tableOf(rows), { zone }))
          expect(fromXlsx.rows).toHaveLength(rows.length)
          expect(fromCsv.rows).toHaveLength(rows.length)
          rows.forEach((row, r) => {
            const [, ...xlsx] = fromXlsx.rows[r]?.cells ?? []
            const [, ...csv] = fromCsv.rows[r]?.cells ?? []
            const text = row.text === null ? '' : plainText(row.text)
            expect(xlsx[0]?.text ?? '').toBe(text)
            expect(csv[0]?.text ?? '').toBe(text)
            const numbers = [
              row.hours === null ? null : row.hours / 4,
              row.money === null ? null : row.money / 100,
              row.number,
            ]
            numbers.forEach((value, i) => {
              const cell = xlsx[i + 1]
              expect(cell?.type === 'number' ? cell.value : null).toBe(value === null ? null : value + 0)
              expect(csv[i + 1] ? Number(csv[i + 1]?.text) + 0 : null).toBe(value === null ? null : value + 0)
            })
            const [day, instant] = [xlsx[4] ?? null, xlsx[5] ?? null]
            expect(day?.type === 'date' ? day.day : null).toBe(row.date)
            expect(csv[4]?.text ?? null).toBe(row.date)
            // The same minute by both ways.
            const minute = instant?.type === 'date' ? `${instant.day} ${instant.time ?? '00:00'}` : null
            expect(minute).toBe(csv[5]?.text ?? null)
            expect(minute === null).toBe(row.instant === null)
            expect(xlsx[6]?.text ?? null).toBe(row.bool === null ? null : row.bool ? 'Y' : 'N')
          })
        },
      ),
      { numRuns: 150 },
    )
  })

  test('the same table gives the same bytes', async () => {
    const table = tableOf([{ text: 'a', hours: 3, instant: new Date(0), date: '2027-02-12' }])
    const first = [writeXlsx([table], { zone: ZONE }), writeCsv(table, { zone: ZONE })]
    await new Promise((resolve) => setTimeout(resolve, 2100)) // ZIP times go by two seconds
    expect([writeXlsx([table], { zone: ZONE }), writeCsv(table, { zone: ZONE })]).toEqual(first)
    expect(readZip(first[0] as Uint8Array, { total: 1_000_000 })[0]?.name).toBe('[Content_Types].xml')
  })
})
