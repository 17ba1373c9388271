import { z } from 'zod'
import { optionalCount, optionalHours, tick } from '@/lib/fields'
import { COURSE_LIMITS } from './limits'
import { fieldsFrom, NEED_LIMITS, type NeedProposal, numbersOf, ofNeeded, proposeNeed } from './need'

/**
 * The calculator inside the form of a course, posted by its own buttons where there are no scripts: the form
 * comes back with all that was typed, and nothing is saved.
 */
const numberFields = {
  estimatedStudents: optionalCount({ most: COURSE_LIMITS.students }),
  currentStudents: optionalCount({ most: COURSE_LIMITS.students }),
  assignments: optionalCount({ most: COURSE_LIMITS.sessions }),
  labsPerWeek: optionalCount({ most: COURSE_LIMITS.sessions }),
  tutorialsPerWeek: optionalCount({ most: COURSE_LIMITS.sessions }),
  calcMinutes: optionalCount({ most: NEED_LIMITS.minutes }),
  calcStreams: optionalCount({ most: NEED_LIMITS.streams }),
  calcLabHours: optionalHours({ most: NEED_LIMITS.quarters }),
  calcTutorialHours: optionalHours({ most: NEED_LIMITS.quarters }),
}
const standing = {
  availableQuarters: optionalHours({ most: COURSE_LIMITS.quarters }),
  tutorQuarters: optionalHours({ most: COURSE_LIMITS.quarters }),
  markerQuarters: optionalHours({ most: COURSE_LIMITS.quarters }),
  needTutors: tick(),
  needMarkers: tick(),
}

/** What the calculator's buttons post: `show` works it out, `use` also puts it into the fields. */
const calculation = z.object({
  calculate: z.enum(['show', 'use']),
  /** Blank for a course that is being made, whose term is chosen in the form. */
  id: z.string().max(36).optional().default(''),
  termId: z.string().max(36).optional().default(''),
  notes: z.string().max(COURSE_LIMITS.responsibility).optional().default(''),
  ...numberFields,
  ...standing,
})
export type Calculation = z.output<typeof calculation>

/** The schema of a course's form, or of its calculator when one of the calculator's buttons was pressed. */
export const orCalculation = <S extends z.ZodType>(course: S) =>
  z.unknown().transform((posted, context): { calculation: Calculation } | { course: z.output<S> } => {
    const calculates = (posted as { calculate?: unknown } | null)?.calculate !== undefined
    const schema: z.ZodType = calculates ? calculation : course
    const parsed = schema.safeParse(posted)
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues)
        context.addIssue({ code: 'custom', path: [...path], message })
      return z.NEVER
    }
    return calculates ? { calculation: parsed.data as Calculation } : { course: parsed.data as z.output<S> }
  })

/** What a posted calculation comes to. */
export function calculate(
  form: Calculation,
  weeks: number,
  manages: boolean,
): { need: NeedProposal; fill: Record<string, string> } {
  const need = ofNeeded(proposeNeed(numbersOf(form, weeks)), form)
  const stand = { ...form, availableQuarters: form.availableQuarters ?? 0 }
  return { need, fill: form.calculate === 'use' ? fieldsFrom(need, stand, manages) : {} }
}
