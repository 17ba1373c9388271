import { z } from 'zod'

/**
 * One URL schema per table, used by the page, its links, its export and saved views.
 * Lenient on garbage (what does not fit reads as not given), strict on size.
 */
export const pageSizes = [25, 50, 100] as const
const maxPage = 100_000

/** What an address asks for, as Next hands it to a page: a repeated name is an array. */
export type Search = Record<string, string | string[] | undefined>
type Filters = Record<string, z.ZodType>

export type ListParams<Sort extends string, F extends Filters> = {
  q: string
  sort: Sort
  dir: 'asc' | 'desc'
  page: number
  size: number
  filters: { [K in keyof F]: z.output<F[K]> }
}

export type ListSchema<Sort extends string, F extends Filters> = {
  sorts: readonly Sort[]
  /** How each filter reads its value. */
  filters: F
  parse: (search: Search | URLSearchParams) => ListParams<Sort, F>
  /** `?…` with only what differs from the default; a change of anything but the page goes back to page 1. */
  href: (path: string, params: ListParams<Sort, F>, change?: Change<Sort, F>) => string
  /** The same as names and values, for the toolbar's forms and for export links. */
  toParams: (params: ListParams<Sort, F>) => Record<string, string | string[]>
}

type Change<Sort extends string, F extends Filters> = Partial<Omit<ListParams<Sort, F>, 'filters'>> & {
  filters?: { [K in keyof F]?: z.output<F[K]> | undefined }
}

/** A filter of several words: `?state=queued&state=failed`. Unknown words are passed over. */
export const anyOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.preprocess(
    (value) =>
      (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter((v) => words.includes(v)),
    z.array(z.enum(words)),
  )
/** A filter that is on or off: `?hoursLeft=1`. */
export const flag = () => z.preprocess((value) => value === '1' || value === 'on', z.boolean())
/** A filter of ids. */
export const ids = () =>
  z.preprocess(
    (value) =>
      (Array.isArray(value) ? value : value === undefined ? [] : [value])
        .filter((v) => /^[\w-]{1,64}$/.test(v))
        .slice(0, 100),
    z.array(z.string()),
  )
/** What names a course in an address: its id, or its code as it was typed. */
export const courseWord = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}_ .,:/&()+-]{1,64}$/u)
/** A filter of courses, by id or code. */
export const courseWords = () =>
  z.preprocess(
    (value) =>
      (Array.isArray(value) ? value : value === undefined ? [] : [value])
        .flatMap((v) => courseWord.safeParse(v).data ?? [])
        .slice(0, 100),
    z.array(z.string()),
  )
/** A filter of one word or nothing. */
export const oneWord = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words).optional().catch(undefined)

/** How a table is shown, for the filters of its list: which of its columns, and the height of its rows. */
export const tableLook = <const Id extends string>(columns: readonly { id: Id }[]) => ({
  cols: anyOf(columns.map((column) => column.id) as [Id, ...Id[]]),
  density: oneWord(['compact']),
})

export function defineList<const Sort extends string, F extends Filters>(definition: {
  sorts: readonly Sort[]
  defaultSort: Sort
  defaultDir?: 'asc' | 'desc'
  filters: F
  defaultSize?: (typeof pageSizes)[number]
}): ListSchema<Sort, F> {
  const { sorts, defaultSort, defaultDir = 'asc', defaultSize = 50 } = definition
  const parse = (given: Search | URLSearchParams): ListParams<Sort, F> => {
    const search: Search = given instanceof URLSearchParams ? searchOf(given) : given
    const get = (key: string) => {
      const value = search[key]
      return Array.isArray(value) && value.length < 2 ? value[0] : value
    }
    const one = (key: string) => {
      const value = get(key)
      return Array.isArray(value) ? value[0] : value
    }
    const sort = sorts.find((name) => name === one('sort')) ?? defaultSort
    const dir = one('dir')
    const page = Number(one('page'))
    const size = Number(one('size'))
    const filters: Record<string, unknown> = {}
    for (const [key, schema] of Object.entries(definition.filters)) {
      const result = schema.safeParse(get(key))
      filters[key] = result.success ? result.data : schema.safeParse(undefined).data
    }
    return {
      q: (one('q') ?? '').trim().slice(0, 100),
      sort,
      dir: dir === 'asc' || dir === 'desc' ? dir : sort === defaultSort ? defaultDir : 'asc',
      page: Number.isInteger(page) && page >= 1 && page <= maxPage ? page : 1,
      size: (pageSizes as readonly number[]).includes(size) ? size : defaultSize,
      filters: filters as ListParams<Sort, F>['filters'],
    }
  }
  const href = (path: string, params: ListParams<Sort, F>, change: Change<Sort, F> = {}) => {
    const next = { ...params, page: 1, ...change, filters: { ...params.filters, ...change.filters } }
    const query = new URLSearchParams()
    if (next.q) query.set('q', next.q)
    for (const [key, value] of Object.entries(next.filters)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item === undefined || item === false || item === '') continue
        query.append(key, item === true ? '1' : String(item))
      }
    }
    if (next.sort !== defaultSort || next.dir !== defaultDir) {
      query.set('sort', next.sort)
      query.set('dir', next.dir)
    }
    if (next.size !== defaultSize) query.set('size', String(next.size))
    if (next.page > 1) query.set('page', String(next.page))
    return query.size > 0 ? `${path}?${query}` : path
  }
  const toParams = (params: ListParams<Sort, F>) => paramsOf(href('', params, { page: params.page }))
  return { sorts, filters: definition.filters, parse, href, toParams }
}

/** A page of rows and the number of all that match. */
export type Page<Row> = { rows: Row[]; total: number }

/** The parameters of a list's link, as the table's controls take them: a repeated name is an array. */
export function paramsOf(href: string): Record<string, string | string[]> {
  return searchOf(new URLSearchParams(href.split('?')[1] ?? ''))
}

/** A query as Next hands it to a page; the only place that takes one apart, so that page and export agree on it. */
export function searchOf(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const all = query.getAll(name)
      return [name, all.length > 1 ? all : (all[0] ?? '')]
    }),
  )
}
