/**
 * Folding of text for search and order, and small mendings of words for show. What people type and what is stored are folded alike, so that
 * "tawhiao" finds "Tāwhiao" and "oconnor" needs no special apostrophe.
 */

/** Letters that Unicode does not take apart into a base letter and a mark. */
const letters: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'ng',
}

/**
 * Lower case, without accents and macrons, compatibility forms resolved (full-width digits, ligatures),
 * apostrophes dropped, white space single. Scripts without case or accents stay as they are.
 */
export function normaliseForSearch(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[øłđðþßæœıħŧŋ]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFC')
    .replace(/['’‘ʻʼ`´]/g, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** One folded text of all that a record is found by, cut to the column's length. */
export function searchTextOf(parts: readonly (string | null | undefined)[], length = 700): string {
  return normaliseForSearch(parts.filter(Boolean).join(' ')).slice(0, length)
}

/** A text cut to `length` characters with an ellipsis; counts whole characters, never half a surrogate pair. */
export function cut(text: string, length: number): string {
  const characters = [...text]
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`
}

/** As the beginning of a sentence. */
export const upperFirst = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** As the rest of a sentence that begins with something else. */
export const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)
