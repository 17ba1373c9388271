/** Names and numbers as sentences of the model say them. */

/** A suitability as people see it: points per unit are ten times that. */
export const ofHundred = (points: number): string => String(Math.round(points) / 10)

/** The first of a list and how many more there are: "a, b, c and 2 more"; those that are not named. */
export function firstOf(list: readonly string[], most: number): { named: string; more: string[] } {
  const more = list.slice(most)
  if (more.length > 0) return { named: `${list.slice(0, most).join(', ')} and ${more.length} more`, more }
  const last = list.at(-1) ?? ''
  return { named: list.length > 1 ? `${list.slice(0, -1).join(', ')} and ${last}` : last, more }
}

export const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`

/** Hours as people read them: 42.5 → "42.5 h", 1065 → "1,065 h". */
export const inHours = (hours: number): string => `${hours.toLocaleString('en')} h`
