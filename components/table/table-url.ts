/**
 * The state of a table lives in the URL; these helpers make the links and hidden inputs that change it.
 */
export type TableParams = Record<string, string | readonly string[] | number | null | undefined>

/**
 * A link to the same table with some parameters changed. `null`, `undefined` and `''` remove one; any change
 * other than of `page` itself goes back to the first page.
 * @example tableHref('/review', params, { sort: 'name', desc: '1' })
 */
export function tableHref(path: string, params: TableParams, changes: TableParams): string {
  const merged: TableParams = { ...params, ...('page' in changes ? {} : { page: undefined }), ...changes }
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(merged)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') search.append(name, String(one))
    }
  }
  const query = search.toString()
  return query ? `${path}?${query}` : path
}

/** The parameters a GET form must carry along: all but its own fields and `page`. */
export function carriedParams(params: TableParams, own: readonly string[]): TableParams {
  return Object.fromEntries(Object.entries(params).filter(([name]) => name !== 'page' && !own.includes(name)))
}
