import * as XLSX from 'xlsx'
import { writeZip } from '@/lib/zip'

/** Files for the reader's tests, made by SheetJS or by hand and never by our own writer. */

export type RawCell = XLSX.CellObject | string | number | boolean | null

/** A workbook of one or more sheets, cells given as values or as SheetJS cells. */
export function workbook(
  sheets: Record<string, RawCell[][]>,
  bookType: 'xlsx' | 'biff8' | 'xlsb' | 'ods' | 'xlml' = 'xlsx',
  props: XLSX.WorkbookProperties = {},
): Uint8Array {
  const book = XLSX.utils.book_new()
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet: XLSX.WorkSheet = {}
    let width = 1
    rows.forEach((row, r) => {
      row.forEach((cell, c) => {
        if (cell === null) return
        width = Math.max(width, c + 1)
        sheet[XLSX.utils.encode_cell({ r, c })] = typeof cell === 'object' ? cell : plain(cell)
      })
    })
    sheet['!ref'] = XLSX.utils.encode_range({
      s: { r: 0, c: 0 },
      e: { r: Math.max(0, rows.length - 1), c: width - 1 },
    })
    XLSX.utils.book_append_sheet(book, sheet, name)
  }
  book.Workbook = { ...book.Workbook, WBProps: props }
  return new Uint8Array(XLSX.write(book, { type: 'array', bookType, compression: true }))
}

function plain(value: string | number | boolean): XLSX.CellObject {
  return { t: typeof value === 'string' ? 's' : typeof value === 'number' ? 'n' : 'b', v: value }
}

/** An XLSX package whose only sheet is the given XML. */
export function xlsxOfXml(sheetXml: string, extra: { name: string; data: Uint8Array }[] = []): Uint8Array {
  const text = (name: string, xml: string) => ({ name, data: new TextEncoder().encode(xml) })
  return writeZip([
    text(
      '[Content_Types].xml',
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    ),
    text(
      '_rels/.rels',
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    ),
    text(
      'xl/workbook.xml',
      '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    text(
      'xl/_rels/workbook.xml.rels',
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    text(
      'xl/worksheets/sheet1.xml',
      `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${sheetXml}</worksheet>`,
    ),
    ...extra,
  ])
}

/** An XLS workbook with the record that marks it encrypted, right after the first BOF. */
export function encryptedXls(): Uint8Array {
  const cfb = XLSX.CFB.read(workbook({ S: [['a'], ['b']] }, 'biff8'), { type: 'array' })
  const entry = cfb.FileIndex.find((file: { name: string }) => file.name === 'Workbook')
  const content = Uint8Array.from(entry.content)
  const after = 4 + new DataView(content.buffer).getUint16(2, true)
  // FILEPASS, RC4 with 40 bits: type 1, version 1.1, then salt and verifiers.
  const filePass = new Uint8Array(4 + 54)
  filePass.set([0x2f, 0x00, 54, 0x00, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00])
  entry.content = new Uint8Array([...content.subarray(0, after), ...filePass, ...content.subarray(after)])
  entry.size = entry.content.length
  return new Uint8Array(XLSX.CFB.write(cfb, { type: 'array' }))
}

/** An XLS workbook whose one link reaches over a whole sheet, as often as given. */
export function linkedXls(times: number): Uint8Array {
  const cell = { t: 's' as const, v: 'courseNum', l: { Target: 'https://example.test/' } }
  const cfb = XLSX.CFB.read(workbook({ S: [[cell], ['COMPSCI 101']] }, 'biff8'), { type: 'array' })
  const entry = cfb.FileIndex.find((file: { name: string }) => file.name === 'Workbook')
  const content = Uint8Array.from(entry.content)
  const view = new DataView(content.buffer)
  let at = 0
  while (view.getUint16(at, true) !== 0x01b8) at += 4 + view.getUint16(at + 2, true)
  const end = at + 4 + view.getUint16(at + 2, true)
  const [row, column] = [at + 6, at + 10]
  view.setUint16(row, 0xffff, true)
  view.setUint16(column, 0xff, true)
  const link = content.subarray(at, end)
  entry.content = new Uint8Array([
    ...content.subarray(0, at),
    ...Array.from({ length: times }, () => [...link]).flat(),
    ...content.subarray(end),
  ])
  entry.size = entry.content.length
  return new Uint8Array(XLSX.CFB.write(cfb, { type: 'array' }))
}

/** What Excel writes for an XLSX with a password: an OLE file around the encrypted package. */
export function encryptedXlsx(): Uint8Array {
  const cfb = XLSX.CFB.utils.cfb_new()
  XLSX.CFB.utils.cfb_add(cfb, '/EncryptionInfo', new Uint8Array(300).fill(4))
  XLSX.CFB.utils.cfb_add(cfb, '/EncryptedPackage', new Uint8Array(5000).fill(7))
  return new Uint8Array(XLSX.CFB.write(cfb, { type: 'array' }))
}

/** An OLE file that is a Word document. */
export function wordDocument(): Uint8Array {
  const cfb = XLSX.CFB.utils.cfb_new()
  XLSX.CFB.utils.cfb_add(cfb, '/WordDocument', new Uint8Array(5000).fill(1))
  return new Uint8Array(XLSX.CFB.write(cfb, { type: 'array' }))
}
