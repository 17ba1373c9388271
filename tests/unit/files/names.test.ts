import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeFileName } from '@/lib/files/file-name'
import { sniffKind } from '@/lib/files/kind'

describe('a safe file name', () => {
  test.each([
    ['cv.pdf', 'cv.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\CV final.pdf', 'CV final.pdf'],
    ['cv\u202efdp.exe', 'cvfdp.exe'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['  spaced \t out .pdf ', 'spaced out .pdf'],
    ['quoted"name?.pdf', 'quoted_name_.pdf'],
    ['Māori – 履歴書.pdf', 'Māori – 履歴書.pdf'],
    ['..', 'file'],
    ['/', 'file'],
    ['', 'file'],
    ['.pdf', 'pdf'],
  ])('of %j is %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe)
  })

  test('is cut to 120 characters and keeps its extension', () => {
    const name = safeFileName(`../${'transcript '.repeat(30)}.PDF`)
    expect(name).toHaveLength(120)
    expect(name).toMatch(/^transcript .*\.PDF$/)
  })

  test('is never empty, long, hidden, a path, or other than itself when made safe again', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.string({ unit: 'grapheme', maxLength: 200 }),
        ),
        (name) => {
          const safe = safeFileName(name)
          expect(safe.length).toBeGreaterThan(0)
          expect(safe.length).toBeLessThanOrEqual(120)
          expect(safe).not.toMatch(/[/\\\u202a-\u202e\p{Cc}]|^\./u)
          expect(safe.isWellFormed()).toBe(true)
          expect(safeFileName(safe)).toBe(safe)
        },
      ),
    )
  })
})

describe('the kind of a file', () => {
  const ascii = (text: string) => new TextEncoder().encode(text)
  test.each([
    ['png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])],
    ['jpeg', Uint8Array.from([0xff, 0xd8, 0xff, 0xe1])],
    ['gif', ascii('GIF89a')],
    ['gif', ascii('GIF87a')],
    ['webp', ascii('RIFF\u0001\u0000\u0000\u0000WEBPVP8 ')],
    ['pdf', ascii('\n\n%PDF-1.4')],
    ['zip', ascii('PK\u0003\u0004')],
    ['html', ascii(' <!DOCTYPE HTML>')],
    ['xml', ascii('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['empty', new Uint8Array()],
    ['unknown', ascii('RIFF\u0001\u0000\u0000\u0000WAVE')],
    ['unknown', ascii('courseNum,courseName')],
  ])('%s is told by its first bytes', (kind, bytes) => {
    expect(sniffKind(bytes)).toBe(kind)
  })
})
