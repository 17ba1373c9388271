/** Plain values of a posted form, ready for zod. */
export type FormObject = { [key: string]: FormValue }
export type FormValue = string | File | FormValue[] | FormObject

const path = /^([^[\].]+)((?:\[\d+\]|\.[^[\].]+)*)$/
const maxIndex = 500

/**
 * Turns `courses[0].grade=A+` into `{courses: [{grade: 'A+'}]}` and a repeated name into an array.
 * Names that are not of that form are kept as they are; prototypes cannot be reached, holes of lists
 * are closed.
 */
export function formToObject(form: FormData): FormObject {
  const root: FormObject = Object.create(null)
  for (const name of new Set(form.keys())) {
    if (name.startsWith('$ACTION')) continue
    const all = form.getAll(name) as (string | File)[]
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

/** What was typed, by field name, to be shown again. Passwords and files are not sent back. */
export function typedValues(form: FormData): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const name of new Set(form.keys())) {
    if (name.startsWith('$ACTION') || /password/i.test(name)) continue
    const all = form.getAll(name).filter((value) => typeof value === 'string')
    if (all.length > 0) values[name] = all.length === 1 ? all[0]! : all
  }
  return values
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
