import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readZip, writeZip, ZipError } from '@/lib/zip'

const entry = fc.record({
  name: fc.stringMatching(/^[a-zā-ž0-9/ ._-]{0,20}[a-z]$/),
  data: fc.uint8Array({ maxLength: 200 }),
})

describe('an archive', () => {
  test('gives back what was put in, compressed or not, and is the same bytes each time', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), fc.boolean(), (entries, store) => {
        const file = writeZip(entries, { store })
        const read = readZip(file, { total: 10_000 })
        expect(read.map(({ name, data }) => [name, [...data]])).toEqual(
          entries.map(({ name, data }) => [name, [...data]]),
        )
        expect(writeZip(entries, { store })).toEqual(file)
      }),
    )
  })

  test('unpacks only what is wanted, and never more than allowed', () => {
    const file = writeZip([
      { name: 'a', data: new Uint8Array(600) },
      { name: 'b', data: new Uint8Array(600) },
    ])
    expect(readZip(file, { total: 1000 }, (name) => name === 'b')).toHaveLength(1)
    expect(() => readZip(file, { total: 1000 })).toThrow(expect.objectContaining({ reason: 'too-large' }))
  })

  test('with any changed or missing byte is read as it was or refused, never wrong', () => {
    const data = new TextEncoder().encode('the same words again and again, the same words again')
    const file = writeZip([{ name: 'a', data }])
    fc.assert(
      fc.property(
        fc.nat({ max: file.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, change, cut) => {
          const hurt = cut ? file.slice(0, at) : Uint8Array.from(file)
          if (!cut) hurt[at] = (hurt[at] as number) ^ change
          try {
            for (const read of readZip(hurt, { total: 1000 })) expect([...read.data]).toEqual([...data])
          } catch (error) {
            expect(error).toBeInstanceOf(ZipError)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
