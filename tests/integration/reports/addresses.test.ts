import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NextRequest } from 'next/server'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type ListSchema, paramsOf, type Search } from '@/lib/list-params'
import { reports } from '@/lib/reports'
import type { defineRoute } from '@/lib/web/route'
import { signInAs } from '../permissions/harness'

/** An address means the same to a page and to its export, for every list and each of its filters. */

// biome-ignore lint/suspicious/noExplicitAny: any list will do
type AnyList = ListSchema<any, any>
const root = join(import.meta.dirname, '../../..')
const filesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${folder}/${file}`)
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

const lists = new Map<string, AnyList>(reports.map((report) => [`report ${report.id}`, report.list]))
let echo: ReturnType<typeof defineRoute>
beforeAll(async () => {
  signInAs(null)
  // After the harness has put itself in the place of Next's request.
  const web = await import('@/lib/web/route')
  echo = web.defineRoute({ name: 'test.echo', gate: 'public' }, ({ search }) => Response.json(search))
  for (const file of filesIn('lib').filter((one) => /= defineList\(/.test(textOf(one))))
    for (const [name, value] of Object.entries(await import(join(root, file))))
      if (typeof value === 'object' && value && 'toParams' in value) lists.set(name, value as AnyList)
})

/** What an export is handed for an address. */
async function asExport(query: string): Promise<Search> {
  const answer = await echo(new NextRequest(`http://localhost/export?${query}`), {
    params: Promise.resolve({}),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Search
}
/** What Next hands to a page: one value as it is, several as an array. */
const asPage = (name: string, values: string[]): Search => ({
  [name]: values.length === 1 ? values[0] : values,
})

/** Words that a filter takes: its own where it names them, else of the kinds that filters are of. */
function wordsOf(schema: z.ZodType): string[] {
  const { enum: own, items } = z.toJSONSchema(schema, { unrepresentable: 'any' }) as {
    enum?: string[]
    items?: { enum?: string[] }
  }
  return own ?? items?.enum ?? ['1', '3', 'word', '2026-03-02', '2026-03-03']
}

describe('an address', () => {
  test('means the same to page and export, filter by filter', async () => {
    expect(lists.size).toBeGreaterThan(15)
    for (const [list, schema] of lists) {
      const nothing = schema.parse({})
      for (const [name, filter] of Object.entries(schema.filters)) {
        const words = wordsOf(filter as z.ZodType)
        const one = words.find((word) => {
          const read = schema.parse({ [name]: word }).filters[name]
          return JSON.stringify(read) !== JSON.stringify(nothing.filters[name])
        })
        expect(one, `${list}: a value of ${name}`).toBeDefined()
        for (const values of [[one!], words.slice(0, 2), [one!, one!]]) {
          const query = new URLSearchParams(values.map((value) => [name, value]))
          const page = schema.parse(asPage(name, values))
          const where = `${list}?${query}`
          expect(schema.parse(await asExport(query.toString())), where).toEqual(page)
          expect(schema.parse(query), where).toEqual(page)
          expect(schema.parse(paramsOf(schema.href('', page))), `${where}, by its link`).toEqual(page)
        }
        // However a caller took the address apart, one value is one value.
        expect(schema.parse({ [name]: [one!] })).toEqual(schema.parse({ [name]: one! }))
      }
      for (const sort of schema.sorts) {
        const query = `q=a b&sort=${sort}&dir=desc&size=25&page=3`
        const page = schema.parse({ q: 'a b', sort, dir: 'desc', size: '25', page: '3' })
        expect(schema.parse(await asExport(query)), `${list}?${query}`).toEqual(page)
      }
    }
  })

  test('is taken apart in one place', () => {
    const apart = filesIn('app').filter((file) =>
      /getAll\(|fromEntries\([^)]*(query|search)|\.parse\(\s*(query|request)/i.test(textOf(file)),
    )
    expect(apart).toEqual([])
  })
})
