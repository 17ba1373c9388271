/** Grades of the preferred courses and their value (SPEC 6); null has no value and is left out of a GPA. */
const values = {
  'A+': 9,
  A: 8,
  'A-': 7,
  'B+': 6,
  B: 5,
  'B-': 4,
  'C+': 3,
  C: 2,
  'C-': 1,
  CPL: null,
  Pass: null,
  'D+': 0,
  D: 0,
  'D-': 0,
  DNC: 0,
  DNS: 0,
  Fail: 0,
} as const satisfies Record<string, number | null>

export type Grade = keyof typeof values
export const grades = Object.keys(values) as Grade[]

/** The grade that was meant, whatever its case ("a+", "PASS"), or null. */
export function gradeOf(typed: string): Grade | null {
  const word = typed.trim().replace('−', '-').toLowerCase()
  return grades.find((grade) => grade.toLowerCase() === word) ?? null
}

/**
 * GPA over the grades of the preferred courses in hundredths, rounded half up. Null (shown as "–", never
 * as 0) when none of them has a value; an unknown grade counts as one without a value.
 */
export function preferredGpa(given: readonly (string | null)[]): number | null {
  const valued = given.flatMap((word) => {
    const grade = word === null ? null : gradeOf(word)
    return grade === null || values[grade] === null ? [] : [values[grade]]
  })
  if (valued.length === 0) return null
  return Math.round((valued.reduce<number>((sum, value) => sum + value, 0) * 100) / valued.length)
}

export type GpaAnswer = { ok: true; hundredths: number } | { ok: false; reason: string }

/** A typed GPA from 0 to 9 with up to two decimals, in hundredths; a comma counts as the point. */
export function parseGpa(typed: string): GpaAnswer {
  const match = /^(\d{1,3})(?:[.,](\d*))?$/.exec(typed.trim())
  if (!match) return { ok: false, reason: 'Enter the GPA as a number from 0 to 9, such as 7.25.' }
  const decimals = (match[2] ?? '').replace(/0+$/, '')
  if (decimals.length > 2) return { ok: false, reason: 'Give the GPA with at most two decimals.' }
  const hundredths = Number(match[1]) * 100 + Number(decimals.padEnd(2, '0'))
  if (hundredths > 900) return { ok: false, reason: 'A GPA is at most 9.' }
  return { ok: true, hundredths }
}

/** A GPA as a number, for files. */
export const gpaNumber = (hundredths: number | null): number | null =>
  hundredths === null ? null : hundredths / 100

/** The grade of a preferred course, or that it was not taken; null when nothing is said of it. */
export const gradeText = (of: { grade: string | null; completed: boolean | null }): string | null =>
  of.grade ?? (of.completed === false ? 'Not taken' : null)
