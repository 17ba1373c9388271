import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { PDFDocument, StandardFonts } from 'pdf-lib'

/** PDFs for tests, whole and harmful. */

export async function wholePdf(pages = 2, objectStreams = true): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Helvetica)
  for (let i = 0; i < pages; i += 1) document.addPage().drawText(`Page ${i + 1}`, { font, x: 20, y: 100 })
  return document.save({ useObjectStreams: objectStreams })
}

/** A PDF of the given objects ("<< … >>" by number from 1), with a right table and trailer. */
function handMade(objects: (string | Buffer)[], trailer: string): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const length = () => parts.reduce((sum, part) => sum + part.length, 0)
  const offsets = objects.map((body, i) => {
    const offset = length()
    parts.push(
      Buffer.from(`${i + 1} 0 obj\n`),
      Buffer.from(body as string, 'latin1'),
      Buffer.from('\nendobj\n'),
    )
    return offset
  })
  const table = length()
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${table}\n%%EOF\n`,
    ),
  )
  return new Uint8Array(Buffer.concat(parts))
}

const PAGES = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>',
]

const PADDING = Buffer.from('28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A', 'hex')

function rc4(key: Uint8Array, data: Uint8Array): Buffer {
  const state = Array.from({ length: 256 }, (_, i) => i)
  const swap = (i: number, j: number) => {
    const kept = state[i] as number
    state[i] = state[j] as number
    state[j] = kept
  }
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + (state[i] as number) + (key[i % key.length] as number)) & 255
    swap(i, j)
  }
  let i = 0
  let j = 0
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255
      j = (j + (state[i] as number)) & 255
      swap(i, j)
      return byte ^ (state[((state[i] as number) + (state[j] as number)) & 255] as number)
    }),
  )
}

/** Encrypted by the standard handler, revision 2 (ISO 32000-1, 7.6.3); '' opens without being asked. */
export function encryptedPdf(password: string): Uint8Array {
  const padded = Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32)
  const md5 = (data: Buffer) => createHash('md5').update(data).digest()
  const owner = rc4(md5(padded).subarray(0, 5), padded)
  const id = Buffer.from('0123456789abcdef0123456789abcdef', 'hex')
  const key = md5(Buffer.concat([padded, owner, Buffer.from([0xfc, 0xff, 0xff, 0xff]), id])).subarray(0, 5)
  const user = rc4(key, PADDING)
  const hex = (data: Buffer) => `<${data.toString('hex')}>`
  return handMade(
    [...PAGES, `<< /Filter /Standard /V 1 /R 2 /P -4 /O ${hex(owner)} /U ${hex(user)} >>`],
    `/Encrypt 4 0 R /ID [${hex(id)} ${hex(id)}]`,
  )
}

/** A few hundred kilobytes whose object stream unpacks to so many megabytes. */
export function bombPdf(megabytes: number): Uint8Array {
  const packed = deflateSync(
    Buffer.concat([
      Buffer.from('5 0 << /Type /Pages /Kids [] /Count 1 >> '),
      Buffer.alloc(megabytes * 1024 * 1024, 0x20),
    ]),
  )
  const parts: Buffer[] = []
  const push = (part: string | Buffer) => parts.push(Buffer.from(part as string))
  const length = () => parts.reduce((sum, part) => sum + part.length, 0)
  push('%PDF-1.7\n')
  const catalog = length()
  push('1 0 obj\n<< /Type /Catalog /Pages 5 0 R >>\nendobj\n')
  const stream = length()
  push(`3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`)
  push(packed)
  push('\nendstream\nendobj\n')
  const table = length()
  const rows: [number, number, number][] = [
    [0, 0, 255],
    [1, catalog, 0],
    [0, 0, 0],
    [1, stream, 0],
    [0, 0, 0],
    [2, 3, 0],
  ]
  const data = Buffer.alloc(rows.length * 6)
  rows.forEach(([type, offset, generation], i) => {
    data.writeUInt8(type, i * 6)
    data.writeUInt32BE(offset, i * 6 + 1)
    data.writeUInt8(generation, i * 6 + 5)
  })
  push(`4 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length ${data.length} >>\nstream\n`)
  push(data)
  push(`\nendstream\nendobj\nstartxref\n${table}\n%%EOF\n`)
  return new Uint8Array(Buffer.concat(parts))
}

/** Opens, but its pages refer to each other in a circle. */
export function circularPdf(): Uint8Array {
  return handMade(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 5 >>',
      '<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 5 >>',
    ],
    '',
  )
}

/** Runs a script when opened, and another when its page is. */
export function scriptedPdf(): Uint8Array {
  const script = '<< /S /JavaScript /JS (app.alert\\("hello"\\)) >>'
  return handMade(
    [
      `<< /Type /Catalog /Pages 2 0 R /OpenAction ${script} >>`,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /AA << /O ${script} >> >>`,
    ],
    '',
  )
}
