/** The order of preferred courses: place 0 is rank 1. Every function gives a new list without doubles. */

/** Adds at the end; a course that is there already stays where it is. */
export function added(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? [...ids] : [...ids, id]
}

export function removed(ids: readonly string[], id: string): string[] {
  return ids.filter((one) => one !== id)
}

/** Moves a course by so many places (−1 is one up), as far as the list goes. */
export function moved(ids: readonly string[], id: string, by: number): string[] {
  const from = ids.indexOf(id)
  if (from < 0) return [...ids]
  const rest = removed(ids, id)
  const to = Math.min(rest.length, Math.max(0, from + by))
  return [...rest.slice(0, to), id, ...rest.slice(to)]
}

/**
 * Puts the courses in the wanted order. What is not wanted by name keeps its order at the end, and
 * names that are not in the list are passed over: a form that is older than the list loses nothing.
 */
export function ordered(ids: readonly string[], wanted: readonly string[]): string[] {
  const first = [...new Set(wanted)].filter((id) => ids.includes(id))
  return [...first, ...ids.filter((id) => !first.includes(id))]
}
