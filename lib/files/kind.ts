import { looksLikeZip } from '@/lib/zip'

/** What a file is by its first bytes; its name and declared type are never asked. */
export type ContentKind =
  | 'empty'
  | 'pdf'
  | 'png'
  | 'jpeg'
  | 'gif'
  | 'webp'
  | 'zip'
  | 'ole'
  | 'gzip'
  | 'rtf'
  | 'html'
  | 'xml'
  | 'unknown'

const SIGNATURES: [ContentKind, number[]][] = [
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38, 0x37, 0x61]],
  ['gif', [0x47, 0x49, 0x46, 0x38, 0x39, 0x61]],
  // Office files before 2007, and encrypted ones since.
  ['ole', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['rtf', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
]

/** Readers accept a PDF whose header stands anywhere in the first kilobyte (ISO 32000-1, annex H.3.4.1). */
const PDF_HEADER_WITHIN = 1024

/** The kind of a file by its content. */
export function sniffKind(bytes: Uint8Array): ContentKind {
  if (bytes.length === 0) return 'empty'
  for (const [kind, signature] of SIGNATURES) {
    if (signature.every((byte, i) => bytes[i] === byte)) return kind
  }
  if (looksLikeZip(bytes)) return 'zip'
  const head = String.fromCharCode(...bytes.subarray(0, PDF_HEADER_WITHIN))
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp'
  if (/%PDF-\d/.test(head)) return 'pdf'
  // A byte order mark in UTF-8 or UTF-16 may stand before the first tag.
  const start = head.replaceAll('\0', '').replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?\s*/, '')
  if (/^<(?:!doctype html|html|head|body|table|meta|script)\b/i.test(start)) return 'html'
  if (/^<(?:\?xml|!--|[a-z][\w:-]*[\s>])/i.test(start)) return /<html\b/i.test(start) ? 'html' : 'xml'
  return 'unknown'
}
