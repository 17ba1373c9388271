/** Joins class names, leaving out what is false or empty. Later classes do not override earlier ones. */
export function cn(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ')
}
