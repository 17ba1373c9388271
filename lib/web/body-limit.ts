import { NOT_SAVED } from './same-site'

/**
 * The most that a form with its files may weigh, in MB: two documents of 10 MB and what stands around them. Each
 * action enforces its own, smaller limit on its field; above this one Next reads a body no further.
 */
export const BODY_LIMIT_MB = 24

const inMb = (bytes: number) => `${(Math.ceil(bytes / 104_857.6) / 10).toFixed(1)} MB`

/**
 * What to say of a post whose body is not read at all; null when it is not too large.
 * @param length the Content-Length of the post, in bytes
 */
export function bodyTooLarge(length: number): string | null {
  if (!(length > BODY_LIMIT_MB * 1024 * 1024)) return null
  return `${NOT_SAVED} the files together have ${inMb(length)}, and at most ${BODY_LIMIT_MB} MB can be sent at once. A PDF may have 10 MB, a spreadsheet 5 MB. Choose smaller files; what was saved before is still there.`
}
