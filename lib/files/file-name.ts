/** Most characters of a stored file name, its extension included. */
const MAX_LENGTH = 120
const MAX_EXTENSION = 12

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g
/** Marks that reorder or hide text, so that "cv_fdp.exe" reads as "cv_exe.pdf". */
const DECEIVING = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/**
 * A name that is safe to show, store and put into a download header: the last part of any path, without
 * control and direction marks, at most 120 characters with the extension kept, never empty.
 */
export function safeFileName(name: string): string {
  const bare = name.toWellFormed().normalize('NFC').replace(CONTROLS, '').replace(DECEIVING, '')
  const last = bare.split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  if (clean === '') return 'file'
  const dot = clean.lastIndexOf('.')
  const extension = dot > 0 && clean.length - dot <= MAX_EXTENSION ? clean.slice(dot) : ''
  const stem = cut(clean.slice(0, clean.length - extension.length), MAX_LENGTH - extension.length)
  return stem + extension
}

/** Cuts at a whole character as people see it, so that no accent or half of an emoji is left over. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (kept.length + segment.length > most) break
    kept += segment
  }
  return (kept || text.slice(0, most).toWellFormed()).trimEnd()
}
