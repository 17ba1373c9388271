/**
 * Typed text as it is stored: one form of each character, without control characters and halves of
 * surrogate pairs, line ends as "\n", no blanks around it.
 */
export function cleanText(typed: string): string {
  return (
    typed
      .toWellFormed()
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029\ufeff]/g, '')
      .trim()
  )
}

/** As `cleanText`, on one line: every run of blanks, no-break ones included, is one blank. */
export function cleanLine(typed: string): string {
  return cleanText(typed).replace(/\s+/gu, ' ')
}
