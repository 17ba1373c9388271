/**
 * What is being typed, kept on this device until the server has it: a lost connection, an ended session
 * or a closed page loses nothing. The copy goes as soon as it is saved, and after a week anyway.
 */
export type TypedCopy = {
  at: number
  /** Mark of the answers that the form was made from. */
  base: string
  values: [name: string, value: string][]
  /** The form was sent by its button: if the server has moved on since, this was it. */
  sent?: boolean
}

const prefix = 'mtms:typed:'
const week = 7 * 86_400_000
const keyOf = (applicationId: string, step: string) => `${prefix}${applicationId}:${step}`

/** Names that say where a form stands, not what was typed. */
const passedOver = new Set(['id', 'base', 'step', 'order', 'intent', 'q'])

export function valuesOf(form: HTMLFormElement): TypedCopy['values'] {
  const values: TypedCopy['values'] = []
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && !name.startsWith('$ACTION') && !passedOver.has(name))
      values.push([name, value])
  return values
}

export function keepCopy(applicationId: string, step: string, copy: TypedCopy): void {
  try {
    localStorage.setItem(keyOf(applicationId, step), JSON.stringify(copy))
  } catch {
    // A browser without storage: the page itself still has what was typed.
  }
}

export function dropCopy(applicationId: string, step: string): void {
  try {
    localStorage.removeItem(keyOf(applicationId, step))
  } catch {
    // As above.
  }
}

/** The copy of a step, or null; old ones of any application are removed on the way. */
export function readCopy(applicationId: string, step: string): TypedCopy | null {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(prefix)) continue
      const at = Number((JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<TypedCopy>).at)
      if (!(at > Date.now() - week)) localStorage.removeItem(key)
    }
    const copy = JSON.parse(localStorage.getItem(keyOf(applicationId, step)) ?? 'null') as TypedCopy | null
    return copy && Array.isArray(copy.values) && typeof copy.base === 'string' ? copy : null
  } catch {
    return null
  }
}

/** Puts a copy back into its form. */
export function restore(form: HTMLFormElement, values: TypedCopy['values']): void {
  const byName = new Map<string, string[]>()
  for (const [name, value] of values) byName.set(name, [...(byName.get(name) ?? []), value])
  // Answers about a course that was added since are not in the copy: they stay.
  const group = (name: string) => name.slice(0, name.lastIndexOf('.') + 1)
  const groups = new Set([...byName.keys()].map(group))
  for (const control of form.elements) {
    if (!('name' in control) || !groups.has(group(String(control.name)))) continue
    if (control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox')) {
      if (!passedOver.has(control.name))
        control.checked = byName.get(control.name)?.includes(control.value) ?? false
    } else if (
      (control instanceof HTMLInputElement && control.type !== 'hidden' && control.type !== 'file') ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      const value = byName.get(control.name)?.[0]
      if (value !== undefined) control.value = value
    }
  }
}

/** What saving while typing posts: the answers without the buttons. */
export function posted(form: HTMLFormElement, step: string, base: string): FormData {
  const data = new FormData(form)
  data.set('step', step)
  data.set('base', base)
  return data
}
