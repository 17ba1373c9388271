import { formatHours, quartersToDecimal } from '@/lib/hours'

/**
 * The need calculator (SPEC 5): proposes the hours of a course from its numbers and shows how. Pure; a
 * number that is not known is null, and what needs it is not proposed.
 */
export type NeedNumbers = {
  students: number | null
  /** Over the whole term. */
  assignments: number | null
  minutesPerScript: number | null
  labsPerWeek: number | null
  tutorialsPerWeek: number | null
  /** Groups that are taught apart, each with all labs and tutorials. */
  streams: number | null
  /** Quarter hours of one lab and of one tutorial. */
  labQuarters: number | null
  tutorialQuarters: number | null
  /** Teaching weeks of the term. */
  weeks: number
}

export type NeedPart = {
  /** Proposed quarter hours, rounded up. */
  quarters: number
  /** How it got there, a line each: "180 students × 3 assignments × 12 min = 108 h". */
  steps: string[]
}

/** Null where a number is missing or nothing is needed. */
export type NeedProposal = { marker: NeedPart | null; tutor: NeedPart | null }

/** The usual numbers, which the form begins with. */
export const NEED_DEFAULTS = {
  minutesPerScript: 15,
  streams: 1,
  labQuarters: 8,
  tutorialQuarters: 4,
} as const

/** More than any course has: a slip of the keyboard must not become a number that cannot be shown. */
export const NEED_LIMITS = { minutes: 600, streams: 100, quarters: 96 } as const

/**
 * Markers: students × assignments × minutes per script. Tutors: labs and tutorials, each a week × weeks ×
 * streams × its hours. Marking time is rounded up to a whole quarter hour once, at the end.
 */
export function proposeNeed(numbers: NeedNumbers): NeedProposal {
  return { marker: marking(numbers), tutor: teaching(numbers) }
}

function marking({ students, assignments, minutesPerScript }: NeedNumbers): NeedPart | null {
  if (!students || !assignments || !minutesPerScript) return null
  const minutes = students * assignments * minutesPerScript
  const quarters = Math.ceil(minutes / 15)
  const product = `${count(students, 'student')} × ${count(assignments, 'assignment')} × ${minutesPerScript} min`
  const exact = minutes % 15 === 0
  return {
    quarters,
    steps: [
      exact
        ? `${product} = ${formatHours(quarters)}`
        : `${product} = ${minutes.toLocaleString('en-NZ')} min, rounded up to ${formatHours(quarters)}`,
    ],
  }
}

function teaching(numbers: NeedNumbers): NeedPart | null {
  const { labsPerWeek, tutorialsPerWeek, labQuarters, tutorialQuarters, streams, weeks } = numbers
  if (!streams) return null
  const kinds = [
    { word: 'lab', perWeek: labsPerWeek, each: labQuarters },
    { word: 'tutorial', perWeek: tutorialsPerWeek, each: tutorialQuarters },
  ]
  let quarters = 0
  const steps: string[] = []
  for (const { word, perWeek, each } of kinds) {
    if (!perWeek || !each) continue
    const part = perWeek * weeks * streams * each
    quarters += part
    steps.push(
      `${count(perWeek, word)} a week × ${count(weeks, 'week')} × ${count(streams, 'stream')} × ${formatHours(each)} = ${formatHours(part)}`,
    )
  }
  return steps.length > 0 ? { quarters, steps } : null
}

const count = (n: number, word: string) => `${n.toLocaleString('en-NZ')} ${word}${n === 1 ? '' : 's'}`

export type Needs = { needTutors: boolean; needMarkers: boolean }

/** The proposal for the positions that the course needs; for both while it says of neither that it does. */
export function ofNeeded(proposal: NeedProposal, { needTutors, needMarkers }: Needs): NeedProposal {
  const either = !needTutors && !needMarkers
  return {
    marker: needMarkers || either ? proposal.marker : null,
    tutor: needTutors || either ? proposal.tutor : null,
  }
}

/** Hours of a course as they stand in its form, in quarter hours; null where there is no split. */
export type Standing = Needs & {
  availableQuarters: number
  tutorQuarters: number | null
  markerQuarters: number | null
}

/**
 * The hours of a course that a proposal leads to: its splits, else those that stand. The budget becomes the sum of
 * both when all that the course needs is proposed; else it is only raised to what the splits need, because the
 * hours for what could not be worked out are in it as well.
 */
export function hoursFrom(all: NeedProposal, stand: Standing): Omit<Standing, keyof Needs> {
  const proposal = ofNeeded(all, stand)
  const tutorQuarters = proposal.tutor?.quarters ?? stand.tutorQuarters
  const markerQuarters = proposal.marker?.quarters ?? stand.markerQuarters
  const sum = (tutorQuarters ?? 0) + (markerQuarters ?? 0)
  const either = !stand.needTutors && !stand.needMarkers
  const whole =
    (proposal.tutor !== null || !(stand.needTutors || either)) &&
    (proposal.marker !== null || !(stand.needMarkers || either))
  return {
    tutorQuarters,
    markerQuarters,
    availableQuarters: whole ? sum : Math.max(sum, stand.availableQuarters),
  }
}

/** The proposal in words, for the notes of a course whose coordinator may not set its hours. */
export function needInWords(proposal: NeedProposal): string {
  const part = (name: string, one: NeedPart | null) =>
    one ? `${name} ${formatHours(one.quarters)} (${one.steps.join('; ')})` : null
  return [part('Markers', proposal.marker), part('Tutors', proposal.tutor)].filter(Boolean).join('. ')
}

/** The fields of a course's form that the calculator reads; null is not known. */
export type NeedForm = {
  estimatedStudents: number | null
  currentStudents: number | null
  assignments: number | null
  labsPerWeek: number | null
  tutorialsPerWeek: number | null
  calcMinutes: number | null
  calcStreams: number | null
  /** Quarter hours. */
  calcLabHours: number | null
  calcTutorialHours: number | null
}

export function numbersOf(form: NeedForm, weeks: number): NeedNumbers {
  return {
    // Who is enrolled counts once that is known; until then the estimate.
    students: form.currentStudents ?? form.estimatedStudents,
    assignments: form.assignments,
    minutesPerScript: form.calcMinutes,
    labsPerWeek: form.labsPerWeek,
    tutorialsPerWeek: form.tutorialsPerWeek,
    streams: form.calcStreams,
    labQuarters: form.calcLabHours,
    tutorialQuarters: form.calcTutorialHours,
    weeks,
  }
}

/**
 * The fields that a proposal fills, as text: the hours for who manages courses, else a line in the notes
 * for those who do.
 */
export function fieldsFrom(
  all: NeedProposal,
  form: Standing & { notes: string },
  manages: boolean,
): Record<string, string> {
  const proposal = ofNeeded(all, form)
  if (!proposal.marker && !proposal.tutor) return {}
  if (!manages) {
    const line = `Need: ${needInWords(proposal)}`
    return { notes: form.notes.trim() === '' ? line : `${form.notes.trimEnd()}\n${line}` }
  }
  const hours = hoursFrom(proposal, form)
  return Object.fromEntries(
    Object.entries(hours).map(([name, quarters]) => [
      name,
      quarters === null ? '' : quartersToDecimal(quarters),
    ]),
  )
}
