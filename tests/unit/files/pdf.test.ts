import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPdfInspector, inspectPdf, PDF_MAX_BYTES } from '@/lib/files/pdf'
import { bombPdf, circularPdf, encryptedPdf, scriptedPdf, wholePdf } from './pdfs'

const bytes = (text: string) => new TextEncoder().encode(text)

// A thread has to start and pdf.js to load, on a machine that may be busy.
const SLOW = 60_000

describe('a PDF that everybody can open', () => {
  test('is accepted with its number of pages, in either layout', { timeout: SLOW }, async () => {
    expect(await inspectPdf(await wholePdf(3))).toEqual({ ok: true, pages: 3 })
    expect(await inspectPdf(await wholePdf(1, false))).toEqual({ ok: true, pages: 1 })
  })

  test('keeps the caller’s bytes as they were', { timeout: SLOW }, async () => {
    const file = await wholePdf()
    const copy = Uint8Array.from(file)
    await inspectPdf(file)
    expect(file).toEqual(copy)
  })

  test('may have bytes before and a few after it', { timeout: SLOW }, async () => {
    const file = await wholePdf(2, false)
    const padded = new Uint8Array([...bytes('\r\n\r\n'), ...file, ...bytes('\r\n--boundary--\r\n')])
    expect(await inspectPdf(padded)).toEqual({ ok: true, pages: 2 })
  })

  test('many at once are all answered', { timeout: SLOW }, async () => {
    const files = await Promise.all(Array.from({ length: 30 }, (_, i) => wholePdf((i % 4) + 1)))
    const answers = await Promise.all(files.map((file) => inspectPdf(file)))
    expect(answers).toEqual(files.map((_, i) => ({ ok: true, pages: (i % 4) + 1 })))
  })

  test('may hold scripts: they are not run', { timeout: SLOW }, async () => {
    expect(await inspectPdf(scriptedPdf())).toEqual({ ok: true, pages: 1 })
  })
})

describe('is refused with a reason', () => {
  test.each([
    ['a file of 0 bytes', new Uint8Array(), 'empty', /0 bytes/],
    ['11 MB', new Uint8Array(11 * 1024 * 1024), 'too-large', /11\.0 MB/],
    ['one byte over 10 MB', new Uint8Array(PDF_MAX_BYTES + 1), 'too-large', /10 MB/],
    ['a renamed PNG', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'not-pdf', /PNG/],
    ['a renamed JPEG', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]), 'not-pdf', /JPEG/],
    ['a renamed Word document', Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]), 'not-pdf', /Word/],
    ['a text', bytes('My transcript'), 'not-pdf', /not a PDF/],
    ['a web page', bytes('<!doctype html><p>%PDF-'), 'not-pdf', /web page/],
    ['a header and nothing else', bytes('%PDF-1.7\n'), 'damaged', /damaged/],
    [
      'garbage between header and end',
      bytes(`%PDF-1.7\n${'x'.repeat(500)}\nstartxref\n12\n%%EOF\n`),
      'damaged',
      /damaged/,
    ],
  ] as const)('%s', { timeout: SLOW }, async (_, file, code, sentence) => {
    expect(await inspectPdf(file)).toEqual({ ok: false, code, message: expect.stringMatching(sentence) })
  })

  test('one with a password, and one that is encrypted though it opens', { timeout: SLOW }, async () => {
    expect(await inspectPdf(encryptedPdf('secret'))).toMatchObject({
      code: 'encrypted',
      message: expect.stringMatching(/password/),
    })
    expect(await inspectPdf(encryptedPdf(''))).toMatchObject({
      code: 'encrypted',
      message: expect.stringMatching(/restricted/),
    })
  })

  test('one cut off anywhere', { timeout: SLOW }, async () => {
    for (const file of [await wholePdf(), await wholePdf(2, false)]) {
      for (const part of [0.1, 0.5, 0.9, 0.99]) {
        expect(await inspectPdf(file.slice(0, Math.floor(file.length * part)))).toMatchObject({
          code: 'damaged',
        })
      }
    }
  })

  test('one whose pages lead in a circle', { timeout: SLOW }, async () => {
    expect(await inspectPdf(circularPdf())).toMatchObject({ ok: false, code: 'damaged' })
  })
})

describe('hostile bytes', () => {
  test('never make it throw, and it goes on working', { timeout: SLOW }, async () => {
    const whole = await wholePdf(2, false)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 20,
        }),
        async (edits) => {
          const hurt = Uint8Array.from(whole)
          for (const [at, byte] of edits) hurt[at] = byte
          const answer = await inspectPdf(hurt)
          if (!answer.ok) expect(answer.message.length).toBeGreaterThan(10)
        },
      ),
      { numRuns: 60 },
    )
    expect(await inspectPdf(whole)).toEqual({ ok: true, pages: 2 })
  })

  test('a file that unpacks to more memory than allowed is stopped, and those behind it are answered', {
    timeout: SLOW,
  }, async () => {
    const inspect = createPdfInspector({ memoryMb: 60, timeMs: 50_000 })
    const bomb = bombPdf(200)
    expect(bomb.length).toBeLessThan(1024 * 1024)
    const [first, second] = await Promise.all([inspect(bomb), inspect(await wholePdf())])
    expect(first).toMatchObject({ code: 'damaged', message: expect.stringMatching(/memory/) })
    expect(second).toEqual({ ok: true, pages: 2 })
  })

  test('a file that takes longer than allowed is stopped', { timeout: SLOW }, async () => {
    const inspect = createPdfInspector({ memoryMb: 2000, timeMs: 50 })
    expect(await inspect(bombPdf(100))).toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(/time/),
    })
  })
})
