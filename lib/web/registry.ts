import type { Action } from '@/lib/permissions'
import type { FormState } from './form-state'

/**
 * Who may come this far at all: `public` anyone, `signed-in` any account, else an action of the
 * permission table of which the viewer's roles must have at least one entry. The command or query
 * behind asks the table again with the record in hand.
 */
export type Gate = Action | 'public' | 'signed-in'

/** What each page, action and route says of itself; the permission test reads it. */
export type Declared = {
  kind: 'page' | 'action' | 'route'
  name: string
  gate: Gate
  /** Of an action: what a post comes to, before it becomes a redirect or a page. */
  settle?: (form: FormData) => Promise<{ state: FormState } | { redirectTo: string }>
}

const mark = Symbol.for('mtms.declared')

export function declare<T extends object>(target: T, declared: Declared): T {
  return Object.assign(target, { [mark]: declared })
}

/** The declaration of an exported page, action or route, or null when it was made without a wrapper. */
export function declaredOf(target: unknown): Declared | null {
  return (typeof target === 'function' && (target as unknown as Record<symbol, Declared>)[mark]) || null
}
