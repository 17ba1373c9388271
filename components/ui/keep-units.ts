import type { ReactNode } from 'react'

/** A number and the short word after it: "12 h", "3 courses", "2nd of 40 h" keeps "40 h". */
const UNIT = /(\d%?) (?!(?:of|and|or|to|in|on)\b)(?=[%\p{Ll}])/gu

/** Words whose numbers and units stay on one line in narrow places; anything but text stays as it is. */
export function keepUnits<T extends ReactNode>(words: T): T | string {
  return typeof words === 'string' ? words.replace(UNIT, '$1\u00a0') : words
}
