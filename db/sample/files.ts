import { createHash, randomUUID } from 'node:crypto'
import { storage } from '@/lib/storage'
import type { Sample } from './make'

/** Beyond this many files the sample shares one stored object per kind, which is enough to measure with. */
const ownObjects = 1000

/** Stores a small PDF for each file row and fills in where it is. */
export async function storeSampleFiles(sample: Sample): Promise<void> {
  const nameOf = new Map(sample.users.map((user) => [user.id, user.username]))
  const shared = new Map<string, { key: string; bytes: Uint8Array }>()
  for (const [index, file] of sample.files.entries()) {
    const title = file.kind === 'cv' ? 'Curriculum vitae' : 'Academic transcript'
    let stored = index >= ownObjects ? shared.get(file.kind) : undefined
    if (!stored) {
      const bytes = smallPdf([`${title} of ${nameOf.get(file.ownerId)}`, 'Made up for the sample term.'])
      stored = { key: `documents/${randomUUID()}`, bytes }
      await storage().put(stored.key, bytes)
      shared.set(file.kind, stored)
    }
    file.storageKey = stored.key
    file.size = stored.bytes.byteLength
    file.sha256 = createHash('sha256').update(stored.bytes).digest('hex')
  }
}

/** A one-page PDF 1.4 with lines of plain ASCII text. */
export function smallPdf(lines: readonly string[]): Uint8Array {
  const escaped = lines.map((line) => line.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, (c) => `\\${c}`))
  const content = `BT /F1 14 Tf 72 760 Td 22 TL ${escaped.map((line) => `(${line}) Tj T*`).join(' ')} ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const offsets: number[] = []
  for (const [index, object] of objects.entries()) {
    offsets.push(body.length)
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
  }
  const table = body.length
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return new TextEncoder().encode(body)
}
