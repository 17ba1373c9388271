import { AppError } from '@/lib/errors'

/** Plain values of a posted form, ready for zod. */
export type FormObject = { [key: string]: FormValue }
export type FormValue = string | File | FormValue[] | FormObject

const path = /^([^[\].]+)((?:\[\d+\]|\.[^[\].]+)*)$/
const maxIndex = 500

/** More than the largest form has (2,000 results to publish); a body of 24 MB could hold 450,000. */
const MOST_FIELDS = 20_000

/**
 * The fields of a form by name, in one pass: `getAll` looks through the whole form for each name, so that a
 * megabyte of small fields would hold the server for a minute. Throws `limit` for a form with more than anybody fills in.
 */
function fieldsOf(form: FormData): Map<string, (string | File)[]> {
  const fields = new Map<string, (string | File)[]>()
  let count = 0
  for (const [name, value] of form) {
    count++
    if (count > MOST_FIELDS)
      throw new AppError('limit', 'This form has more fields than can be read. Nothing was saved.')
    const before = fields.get(name)
    if (before) before.push(value)
    else fields.set(name, [value])
  }
  return fields
}

/**
 * Turns `courses[0].grade=A+` into `{courses: [{grade: 'A+'}]}` and a repeated name into an array.
 * Names that are not of that form are kept as they are; prototypes cannot be reached, holes of lists
 * are closed. Throws `limit` for a form with more fields than anybody fills in.
 */
export function formToObject(form: FormData): FormObject {
  const root: FormObject = Object.create(null)
  for (const [name, all] of fieldsOf(form)) {
    if (name.startsWith('$ACTION')) continue
    const value: FormValue = all.length === 1 ? all[0]! : all
    const match = path.exec(name)
    const keys = match
      ? [match[1]!, ...[...match[2]!.matchAll(/\[(\d+)\]|\.([^[\].]+)/g)].map((m) => m[1] ?? m[2]!)]
      : [name]
    put(root, keys, value)
  }
  return close(root) as FormObject
}

function put(root: FormObject, keys: string[], value: FormValue): void {
  let at: FormObject = root
  for (const key of keys.slice(0, -1)) {
    if (/^\d+$/.test(key) && Number(key) > maxIndex) return
    const next = at[key]
    if (next === undefined || typeof next !== 'object' || Array.isArray(next) || next instanceof File)
      at[key] = Object.create(null) as FormObject
    at = at[key] as FormObject
  }
  const last = keys.at(-1)!
  if (/^\d+$/.test(last) && Number(last) > maxIndex) return
  at[last] = value
}

function close(value: FormValue): FormValue {
  if (typeof value !== 'object' || value instanceof File) return value
  if (Array.isArray(value)) return value.map(close)
  const keys = Object.keys(value)
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key)))
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => close(value[key]!))
  const plain: FormObject = Object.create(null)
  for (const key of keys) plain[key] = close(value[key]!)
  return plain
}

/**
 * What was typed, by field name, to be shown again. Passwords and files are not sent back. Throws `limit` as
 * `formToObject` does.
 */
export function typedValues(form: FormData): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const [name, given] of fieldsOf(form)) {
    if (name.startsWith('$ACTION') || /password/i.test(name)) continue
    const all = given.filter((value) => typeof value === 'string')
    if (all.length > 0) values[name] = all.length === 1 ? all[0]! : all
  }
  return values
}

/**
 * Errors in the order in which the form has its fields, so that a summary reads as the page does. What was not posted
 * (boxes that are not ticked) stays behind the error that it came after.
 */
export function inFormOrder(errors: Record<string, string>, form: FormData): Record<string, string> {
  const places = new Map([...new Set(form.keys())].map((name, place) => [name, place]))
  let place = -1
  const placed = Object.entries(errors).map(([name, message]) => {
    place = places.get(name) ?? place
    return { name, message, place }
  })
  placed.sort((a, b) => a.place - b.place)
  return Object.fromEntries(placed.map(({ name, message }) => [name, message]))
}

/** Field name → first message, with zod's path written as the field's name: `courses[0].grade`. */
export function fieldErrors(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const issue of issues) {
    const name = issue.path.reduce<string>(
      (so, part) =>
        typeof part === 'number' ? `${so}[${part}]` : so ? `${so}.${String(part)}` : String(part),
      '',
    )
    errors[name || 'form'] ??= issue.message
  }
  return errors
}
