import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSheet } from '@/lib/spreadsheet/read'
import { withoutSpreading } from '@/lib/spreadsheet/sheet-xml'
import type { Sheet, SheetRefusalCode } from '@/lib/spreadsheet/types'
import { readZip, writeZip } from '@/lib/zip'
import {
  encryptedXls,
  encryptedXlsx,
  linkedXls,
  type RawCell,
  wordDocument,
  workbook,
  xlsxOfXml,
} from './build'

const bytes = (text: string) => new TextEncoder().encode(text)

function read(file: Uint8Array, name = 'file.xlsx'): Sheet {
  const answer = readSheet(file, name)
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`)
  return answer
}

function refusal(file: Uint8Array, name = 'file.xlsx') {
  const answer = readSheet(file, name)
  if (answer.ok) throw new Error('the file was read')
  return answer
}

const texts = (sheet: Sheet) => sheet.rows.map((row) => row.cells.map((cell) => cell?.text ?? null))

describe('what a file is decides its content, not its name', () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
  const cases: [string, Uint8Array, SheetRefusalCode, RegExp][] = [
    ['a file of 0 bytes', new Uint8Array(), 'empty', /0 bytes/],
    ['a file of blank lines', bytes('\r\n\r\n , ,\r\n'), 'empty', /blank|no cell/],
    ['a renamed PNG', png, 'other-kind', /PNG image/],
    ['a renamed JPEG', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'other-kind', /JPEG image/],
    ['a renamed PDF', bytes('%PDF-1.7\n%âãÏÓ'), 'other-kind', /PDF/],
    [
      'a web page',
      bytes('<!DOCTYPE html><table><tr><td>courseNum</td></tr></table>'),
      'other-kind',
      /web page/,
    ],
    [
      'a table saved as HTML under the name of a workbook',
      bytes('\ufeff<html xmlns:x="urn:x"><table>'),
      'other-kind',
      /web page/,
    ],
    ['an XML spreadsheet of 2003', workbook({ S: [['a']] }, 'xlml'), 'other-kind', /XML/],
    ['an RTF document', bytes('{\\rtf1\\ansi hello}'), 'other-kind', /RTF/],
    ['a gzip archive', Uint8Array.from([0x1f, 0x8b, 8, 0, 0]), 'other-kind', /archive/],
    ['a ZIP of other things', writeZip([{ name: 'a.txt', data: bytes('a,b') }]), 'other-kind', /ZIP/],
    ['an OpenDocument spreadsheet', workbook({ S: [['a']] }, 'ods'), 'other-kind', /save as XLSX/],
    ['a binary workbook', workbook({ S: [['a']] }, 'xlsb'), 'other-kind', /XLSB/],
    ['a Word document of 2003', wordDocument(), 'other-kind', /not a spreadsheet/],
    ['bytes that are no text', Uint8Array.from([1, 2, 3, 0, 255, 17, 4]), 'other-kind', /not a spreadsheet/],
    ['a workbook without a cell', workbook({ A: [], B: [] }), 'empty', /no cell/],
    ['an encrypted XLSX', encryptedXlsx(), 'encrypted', /password/],
    ['an encrypted XLS', encryptedXls(), 'encrypted', /password/],
  ]
  test.each(cases)('%s is refused with a reason', (_, file, code, sentence) => {
    for (const name of ['courses.xlsx', 'courses.xls', 'courses.csv']) {
      const answer = refusal(file, name)
      expect(answer.code).toBe(code)
      expect(answer.message).toMatch(sentence)
    }
  })

  test('a Word document of today says what it is', () => {
    const docx = writeZip([
      {
        name: '[Content_Types].xml',
        data: bytes(
          '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        ),
      },
    ])
    expect(refusal(docx)).toMatchObject({ code: 'other-kind', message: expect.stringMatching(/Word/) })
  })

  test('a workbook is read under any name', () => {
    expect(read(workbook({ S: [['h'], ['v']] }), 'list.csv').kind).toBe('xlsx')
    expect(read(workbook({ S: [['h'], ['v']] }, 'biff8'), 'list.xlsx').kind).toBe('xls')
    const text = read(bytes('h\nv\n'), 'list.xls')
    expect(text.kind).toBe('csv')
    expect(text.notes).toEqual([expect.stringMatching(/named \.xls but holds plain text/)])
    expect(read(bytes('h\nv\n'), 'list.csv').notes).toEqual([])
  })
})

describe('size', () => {
  test('a file over 5 MB is refused before it is looked at', () => {
    expect(refusal(new Uint8Array(5 * 1024 * 1024 + 1))).toMatchObject({ code: 'too-large' })
    expect(refusal(new Uint8Array(5 * 1024 * 1024))).toMatchObject({ code: 'other-kind' })
  })

  test.each(['xlsx', 'biff8', 'csv'] as const)('5,000 rows are read and 5,001 refused (%s)', (kind) => {
    const file = (rows: number) => {
      const table: RawCell[][] = [['h'], ...Array.from({ length: rows }, (_, i) => [`v${i}`])]
      return kind === 'csv'
        ? bytes(table.map((row) => row.join(',')).join('\n'))
        : workbook({ S: table }, kind)
    }
    expect(read(file(5000)).rows).toHaveLength(5000)
    expect(refusal(file(5001))).toMatchObject({
      code: 'too-many-rows',
      message: expect.stringMatching(/5,001/),
    })
  })

  test('blank rows do not count, but content far below the table is not lost unseen', () => {
    const far = (row: number) =>
      xlsxOfXml(
        `<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>h</t></is></c></row>${Array.from({ length: 300 }, (_, i) => `<row r="${i + 2}" s="1"/>`).join('')}<row r="${row}"><c r="A${row}"><v>5</v></c></row></sheetData>`,
      )
    expect(read(far(19_999)).rows).toEqual([
      { row: 19_999, cells: [{ type: 'number', value: 5, text: '5' }] },
    ])
    expect(refusal(far(1_048_576))).toMatchObject({ code: 'too-many-rows' })
  })

  test('rows formatted down to the last one of the sheet cost nothing', () => {
    const sheet = xlsxOfXml(
      `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>h</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row></sheetData>`,
    )
    expect(read(sheet).rows).toHaveLength(1)
  })

  test('a declared range of the whole sheet is not believed', () => {
    const sheet = xlsxOfXml(
      '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>h</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>',
    )
    expect(read(sheet)).toMatchObject({ headers: [{ letter: 'A', text: 'h' }], rows: [{ row: 2 }] })
  })

  test('content in a column far to the right is refused', () => {
    expect(
      refusal(xlsxOfXml('<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>')),
    ).toMatchObject({
      code: 'too-many-columns',
    })
  })

  test('a link over a whole sheet makes no cells of it', () => {
    const cells =
      '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>h</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
    for (const link of [
      '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
      '<x:hyperlinks><x:hyperlink\nref="A1:XFD1048576" location="x"/></x:hyperlinks>',
    ])
      expect(read(xlsxOfXml(cells + link))).toMatchObject({ rows: [{ row: 2 }] })
    expect(refusal(linkedXls(50))).toMatchObject({ code: 'too-large' })
  })

  test('formulas of ranges are not written out for each of their cells', () => {
    const formula = '<c r="A2"><f t="shared" ref="A2:A3" si="0">LEN("x")</f><v>1</v></c>'
    const array = '<x:c r="B2"><x:f a="b" t="array" ref="B2:B9">{1}</x:f><x:v>1</x:v></x:c>'
    const neutral = withoutSpreading(formula + array)
    expect(neutral).not.toMatch(/shared|array/)
    expect(neutral).toContain('LEN("x")')
    // A text may say so.
    const text = '<t>t="array" &lt;hyperlink ref="A1"</t>'
    expect(withoutSpreading(text)).toBe(text)
    const sheet = read(
      xlsxOfXml(
        `<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2">${formula}</row><row r="3"><c r="A3"><f t="shared" si="0"/><v>7</v></c></row></sheetData>`,
      ),
    )
    expect(sheet.rows.map((row) => row.cells[0])).toEqual([
      { type: 'number', value: 1, text: '1' },
      { type: 'number', value: 7, text: '7' },
    ])
  })

  test('a sheet is bounded whatever its part is called and however it is encoded', () => {
    const named = (sheet: Uint8Array) =>
      writeZip(
        readZip(xlsxOfXml(''), { total: 1_000_000 }).map(({ name, data }) =>
          name === 'xl/worksheets/sheet1.xml'
            ? { name: 'xl/other/part.xml', data: sheet }
            : {
                name,
                data: bytes(new TextDecoder().decode(data).replaceAll('worksheets/sheet1', 'other/part')),
              },
        ),
      )
    const xml = (cells: string) =>
      `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">${cells}</row></sheetData></worksheet>`
    const utf16 = (text: string) => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'))
    for (const encoded of [bytes, utf16]) {
      expect(read(named(encoded(xml('<c r="A1"><v>1</v></c>')))).headers).toHaveLength(1)
      expect(refusal(named(encoded(xml('<c r="A1"/>'.repeat(500_001)))))).toMatchObject({ code: 'too-large' })
    }
  })

  test('an archive that unpacks to far more than it weighs is refused, whatever it declares', () => {
    const bomb = xlsxOfXml('', [{ name: 'xl/worksheets/sheet2.xml', data: new Uint8Array(64 * 1024 * 1024) }])
    expect(bomb.length).toBeLessThan(200_000)
    expect(refusal(bomb)).toMatchObject({ code: 'too-large' })

    // The same with a directory that claims 10 bytes for it.
    const lying = Uint8Array.from(bomb)
    const view = new DataView(lying.buffer)
    for (let i = 0; i + 4 < lying.length; i += 1) {
      if (view.getUint32(i, true) === 64 * 1024 * 1024) view.setUint32(i, 10, true)
    }
    expect(refusal(lying).ok).toBe(false)
  })

  test('pictures and other parts are never unpacked', () => {
    const sheet =
      '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>'
    const file = xlsxOfXml(sheet, [
      { name: 'xl/media/image1.png', data: new Uint8Array(64 * 1024 * 1024) },
      { name: 'xl/drawings/drawing1.xml', data: new Uint8Array(64 * 1024 * 1024) },
    ])
    expect(read(file).rows).toHaveLength(1)
  })
})

describe('damage', () => {
  const whole = workbook({ S: [['h', 'i'], ...Array.from({ length: 200 }, (_, i) => [`value ${i}`, i])] })
  const wholeXls = workbook(
    { S: [['h', 'i'], ...Array.from({ length: 200 }, (_, i) => [`value ${i}`, i])] },
    'biff8',
  )

  test.each([
    ['an XLSX', whole],
    ['an XLS', wholeXls],
  ])('%s cut off anywhere is refused as damaged, or still holds the whole table: never a part', (_, file) => {
    for (const part of [0.3, 0.6, 0.9, 0.99]) {
      const cut = readSheet(file.slice(0, Math.floor(file.length * part)), 'x')
      if (cut.ok) expect(cut.rows).toEqual(read(file).rows)
      else expect(cut.code).toBe('corrupt')
    }
  })

  test('a flipped bit in a compressed part is found', () => {
    const file = Uint8Array.from(whole)
    // Somewhere within the first packed part.
    file[120] = (file[120] ?? 0) ^ 0x10
    expect(refusal(file)).toMatchObject({ code: 'corrupt' })
  })

  test('a sheet that refers to missing texts is refused', () => {
    expect(
      refusal(xlsxOfXml('<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>')),
    ).toMatchObject({
      code: 'corrupt',
    })
  })

  test('a quotation mark that is never closed is refused and its row named', () => {
    expect(refusal(bytes('a,b\n1,"2\n3,4\n'))).toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/row 2/),
    })
  })

  test('no bytes make the reader throw', () => {
    const starts = [whole, wholeXls, bytes('a;b\n"c";d\n')].map((file) => fc.constant(file))
    fc.assert(
      fc.property(
        fc.oneof(...starts),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
        fc.nat(),
        (file, edits, cut) => {
          const hurt = Uint8Array.from(file)
          for (const [at, byte] of edits) hurt[at % hurt.length] = byte
          const answer = readSheet(cut % 3 === 0 ? hurt.slice(0, cut % hurt.length) : hurt, 'x')
          if (!answer.ok) expect(answer.message.length).toBeGreaterThan(10)
        },
      ),
      { numRuns: 150 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (file) => {
        expect(typeof readSheet(file, 'x').ok).toBe('boolean')
      }),
    )
  })

  test('a deflated part of garbage is refused', () => {
    const packed = deflateRawSync(bytes('not xml at all'))
    expect(refusal(xlsxOfXml(String.fromCharCode(...packed)))).toMatchObject({ ok: false })
  })
})

describe('sheets', () => {
  test('of several the first with content is read, and that is said', () => {
    const sheet = read(workbook({ Cover: [], 'Courses 2027': [['h'], ['v']], Old: [['h'], ['w']] }))
    expect(sheet.sheetName).toBe('Courses 2027')
    expect(texts(sheet)).toEqual([['v']])
    expect(sheet.notes).toEqual([expect.stringMatching(/3 sheets.*“Courses 2027”/)])
  })

  test('a workbook of one sheet needs no note', () => {
    expect(read(workbook({ S: [['h'], ['v']] })).notes).toEqual([])
  })

  test('rows keep the numbers that the spreadsheet program shows', () => {
    const sheet = read(workbook({ S: [[], ['h'], ['a'], [], [' \u00a0'], ['b']] }))
    expect(sheet.headerRow).toBe(2)
    expect(sheet.rows.map((row) => [row.row, row.cells[0]?.text])).toEqual([
      [3, 'a'],
      [6, 'b'],
    ])
  })

  test('headers named like parts of objects are only text', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    for (const file of [
      workbook({ S: [names, names] }),
      workbook({ S: [names, names] }, 'biff8'),
      bytes(`${names}\n${names}`),
    ]) {
      const sheet = read(file)
      expect(sheet.headers.map((header) => header.text)).toEqual(names)
      expect(texts(sheet)).toEqual([names])
    }
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('cells', () => {
  test.each(['xlsx', 'biff8'] as const)(
    'numbers, text, yes/no, errors and zeros keep what they are (%s)',
    (kind) => {
      const sheet = read(
        workbook(
          {
            S: [
              ['h', 'i', 'j', 'k', 'l', 'm'],
              ['012', 0.1 + 0.2, true, { t: 'e', v: 42 }, { t: 'n', v: 7, z: '000000000' }, ' a\nb '],
            ],
          },
          kind,
        ),
      )
      expect(sheet.rows[0]?.cells).toEqual([
        { type: 'text', text: '012' },
        { type: 'number', value: 0.3, text: '0.3' },
        { type: 'bool', value: true, text: 'TRUE' },
        { type: 'error', text: '#N/A' },
        { type: 'number', value: 7, text: '000000007' },
        { type: 'text', text: ' a\nb ' },
      ])
    },
  )

  test('a formula counts by its stored result, and one never computed is no 0', () => {
    const sheet = read(
      xlsxOfXml(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>A2*2</f></c><c r="C2"><f>A2*3</f><v></v></c><c r="D2" t="str"><f>""</f><v></v></c></row></sheetData>',
      ),
    )
    expect(sheet.rows[0]?.cells).toEqual([
      { type: 'number', value: 2, text: '2' },
      { type: 'error', text: '=A2*2' },
      { type: 'error', text: '=A2*3' },
    ])
  })

  test('a workbook of more cells than any course list has is refused before it is parsed', () => {
    const row = `<row r="1">${'<c r="A1"/>'.repeat(500_001)}</row>`
    expect(refusal(xlsxOfXml(`<sheetData>${row}</sheetData>`))).toMatchObject({ code: 'too-large' })
  })

  const DAY = 46_430 // 12 February 2027
  const dayCell = (v: number, z = 'm/d/yy'): RawCell => ({ t: 'n', v, z })

  test.each(['xlsx', 'biff8'] as const)('a date cell is the day it shows (%s)', (kind) => {
    const sheet = read(
      workbook(
        {
          S: [
            ['a', 'b', 'c', 'd', 'e'],
            [
              dayCell(DAY),
              dayCell(DAY + 17 / 24, 'd/m/yy h:mm'),
              dayCell(DAY, 'mmm\\-yy'),
              dayCell(1.75, '[h]:mm'),
              DAY,
            ],
          ],
        },
        kind,
      ),
    )
    expect(sheet.rows[0]?.cells).toEqual([
      { type: 'date', day: '2027-02-12', time: null, text: '2027-02-12' },
      { type: 'date', day: '2027-02-12', time: '17:00', text: '2027-02-12 17:00' },
      { type: 'date', day: '2027-02-12', time: null, text: '2027-02-12' },
      { type: 'number', value: 1.75, text: '1.75' },
      { type: 'number', value: DAY, text: String(DAY) },
    ])
  })

  test.each(['xlsx', 'biff8'] as const)(
    'workbooks that count days from 1904 show the same days (%s)',
    (kind) => {
      const sheet = read(workbook({ S: [['a'], [dayCell(DAY - 1462)]] }, kind, { date1904: true }))
      expect(sheet.rows[0]?.cells[0]).toMatchObject({ type: 'date', day: '2027-02-12' })
    },
  )

  test('the machine’s time zone never moves a day', () => {
    const files = [
      workbook({ S: [['a'], [dayCell(DAY)]] }),
      workbook({ S: [['a'], [dayCell(DAY)]] }, 'biff8'),
    ]
    const before = process.env.TZ
    try {
      for (const zone of ['UTC', 'Pacific/Auckland', 'Pacific/Apia', 'America/Los_Angeles', 'Asia/Kolkata']) {
        process.env.TZ = zone
        for (const file of files) expect(texts(read(file))).toEqual([['2027-02-12']])
      }
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})

describe('CSV', () => {
  const table = [
    ['courseNum', 'name'],
    ['COMPSCI 101', 'Māori, “naïve” € – 中'],
    ['0042', 'two\nlines; "quoted"\ttab'],
  ]
  const join = (separator: string, end: string) =>
    table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator)).join(end)
  const utf16 = (text: string, little: boolean, mark: boolean) => {
    const out = new Uint8Array(text.length * 2 + (mark ? 2 : 0))
    const view = new DataView(out.buffer)
    if (mark) view.setUint16(0, 0xfeff, little)
    for (let i = 0; i < text.length; i += 1)
      view.setUint16(i * 2 + (mark ? 2 : 0), text.charCodeAt(i), little)
    return out
  }

  test.each([',', ';', '\t'])(
    'separator %j, every line ending and encoding give the same cells',
    (separator) => {
      for (const end of ['\n', '\r\n', '\r']) {
        const text = join(separator, end)
        const files = [
          bytes(text),
          bytes(`\ufeff${text}`),
          utf16(text, true, true),
          utf16(text, false, true),
          utf16(text, true, false),
        ]
        for (const file of files) {
          const sheet = read(file, 'x.csv')
          expect(sheet.headers.map((header) => header.text)).toEqual(table[0])
          expect(texts(sheet)).toEqual(table.slice(1))
          expect(sheet.rows.map((row) => row.row)).toEqual([2, 3])
        }
      }
    },
  )

  test('Windows-1252 is recognised', () => {
    const file = Uint8Array.from([...bytes('name\n'), 0x80, 0x20, 0x93, 0x63, 0x61, 0x66, 0xe9, 0x94, 0x0a])
    expect(texts(read(file))).toEqual([['€ “café”']])
  })

  test('the separator line of Excel is obeyed and counts as a row', () => {
    const sheet = read(bytes('sep=;\r\na;b,c\r\n1;2,5\r\n'))
    expect(sheet.headerRow).toBe(2)
    expect(texts(sheet)).toEqual([['1', '2,5']])
  })

  test('text stays text: no dates, numbers or formulas are made of it', () => {
    const cells = ['012345678', '1/2', '1e5', 'TRUE', '3-4', "O'Brien"]
    expect(read(bytes(`a,b,c,d,e,f\n${cells}\n`)).rows[0]?.cells).toEqual(
      cells.map((text) => ({ type: 'text', text })),
    )
  })

  test('records of different lengths are filled up with blanks', () => {
    expect(texts(read(bytes('a,b,c\n1\n1,2,3\n,,x')))).toEqual([
      ['1', null, null],
      ['1', '2', '3'],
      [null, null, 'x'],
    ])
  })
})
