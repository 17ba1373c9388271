import type { Base, HeldPair, Marks } from './base'
import { pairKey } from './base'
import type { Board } from './edits'

/**
 * What people had where the coordinator took them out or kept them out: it stays with the scenario, so that the hours
 * can be given back long after the line with "Undo" is gone.
 */
export type Was = NonNullable<Marks['was']>

const keyOf = ([person, course, position]: Was[number]) => pairKey({ person, course, position })
const orNone = (was: Was): Marks['was'] => (was.length > 0 ? was : undefined)

/** What is remembered with these pairs, in place of what was remembered of their places. Pure. */
export function remember({ was = [], locks }: Marks, gone: readonly HeldPair[]): Marks['was'] {
  const locked = new Set(locks.map((lock) => lock.join(':')))
  const keys = new Set(gone.map(pairKey))
  return orNone([
    ...was.filter((one) => !keys.has(keyOf(one))),
    ...gone.map((pair): Was[number] => [
      pair.person,
      pair.course,
      pair.position,
      pair.quarters,
      locked.has(pairKey(pair)) ? 1 : 0,
    ]),
  ])
}

/** What is remembered without these places. Pure. */
export const forget = ({ was = [] }: Marks, keys: readonly string[]): Marks['was'] =>
  orNone(was.filter((one) => !keys.includes(keyOf(one))))

/** What of it can be given back: nobody has hours there by now. Pure. */
export function canComeBack(base: Pick<Base, 'fixed'>, { pairs, marks }: Board): Was {
  if (!marks.was) return []
  const held = new Set([...pairs, ...base.fixed].map(pairKey))
  return marks.was.filter((one) => !held.has(keyOf(one)))
}
