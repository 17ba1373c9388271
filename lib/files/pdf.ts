import { sniffKind } from './kind'
import { type Opened, PdfThread, type PdfThreadLimits, THREAD_LIMITS } from './pdf-thread'

/** The largest document that is accepted (SPEC 6, step 4). */
export const PDF_MAX_BYTES = 10 * 1024 * 1024

export type PdfRefusalCode = 'empty' | 'too-large' | 'not-pdf' | 'encrypted' | 'damaged'

/** Why a file is not accepted: `message` says what is wrong and how to mend it. */
export type PdfRefusal = { ok: false; code: PdfRefusalCode; message: string }
export type PdfInspection = { ok: true; pages: number } | PdfRefusal

const REFUSALS: Record<Exclude<Opened['result'], 'ok'>, PdfRefusal> = {
  damaged: {
    ok: false,
    code: 'damaged',
    message:
      'This PDF is damaged and cannot be opened whole. Export or scan it again and choose the new file.',
  },
  costly: {
    ok: false,
    code: 'damaged',
    message:
      'This PDF could not be opened with reasonable time and memory. Print it to a new PDF and choose that file.',
  },
  password: {
    ok: false,
    code: 'encrypted',
    message: 'This PDF is protected with a password. Save it without the password and choose that file.',
  },
  restricted: {
    ok: false,
    code: 'encrypted',
    message:
      'This PDF is encrypted: it opens without a password, but its use is restricted. Print it to a new PDF and choose that file.',
  },
}

const OTHER_KINDS = {
  png: 'This is a PNG image, not a PDF.',
  jpeg: 'This is a JPEG image, not a PDF.',
  gif: 'This is a GIF image, not a PDF.',
  webp: 'This is a WebP image, not a PDF.',
  zip: 'This is a Word document or another archive, not a PDF.',
  ole: 'This is an Office document, not a PDF.',
  html: 'This is a web page, not a PDF.',
} as const

/**
 * Is this a PDF that everybody can open? Decided by the content: kind, size, encryption, and whether a PDF
 * reader finds its pages. Runs nothing that the file holds and reaches no network.
 * @throws Error only when the server cannot start the thread that opens it
 */
export const inspectPdf = createPdfInspector()

/** An `inspectPdf` with a thread and limits of its own. */
export function createPdfInspector(
  limits: Partial<PdfThreadLimits> = {},
): (bytes: Uint8Array) => Promise<PdfInspection> {
  const thread = new PdfThread({ ...THREAD_LIMITS, ...limits })
  return async (bytes) => refuseUnseen(bytes) ?? answer(await thread.inspect(bytes))
}

function answer(opened: Opened): PdfInspection {
  return opened.result === 'ok' ? { ok: true, pages: opened.pages } : REFUSALS[opened.result]
}

/** What can be told without opening the file. */
function refuseUnseen(bytes: Uint8Array): PdfRefusal | null {
  if (bytes.length === 0) {
    return { ok: false, code: 'empty', message: 'This file is empty (0 bytes). Choose a PDF with content.' }
  }
  if (bytes.length > PDF_MAX_BYTES) {
    const size = (bytes.length / 1024 / 1024).toFixed(1)
    return {
      ok: false,
      code: 'too-large',
      message: `This file has ${size} MB; up to 10 MB are accepted. Export it with smaller images and choose that file.`,
    }
  }
  const kind = sniffKind(bytes)
  if (kind !== 'pdf') {
    const what =
      OTHER_KINDS[kind as keyof typeof OTHER_KINDS] ?? 'This file is not a PDF, whatever its name says.'
    return { ok: false, code: 'not-pdf', message: `${what} Save or export it as PDF and choose that file.` }
  }
  return isCutOff(bytes) ? REFUSALS.damaged : null
}

/** Where the end of a whole file is looked for; mail gateways sometimes add some bytes after it. */
const TAIL = 4096

/**
 * A PDF ends with the place of its table of contents and an end mark. Readers repair a file without them and
 * show the pages they find: a transcript that breaks off would pass for a whole one.
 */
function isCutOff(bytes: Uint8Array): boolean {
  const tail = String.fromCharCode(...bytes.subarray(-TAIL))
  return !/startxref\s+\d+\s+%%EOF/.test(tail)
}
