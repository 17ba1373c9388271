import { z } from 'zod'
import type { Policy } from '@/lib/assignment/types'
import type { Settings } from '@/lib/settings/schema'

/**
 * What a coordinator sets before solving. The sliders go from 0 to 10; how they become the model's weights
 * stands in `policyOf`, whose defaults are those of the reference instances.
 */
export const SLIDER_MOST = 10

export const sliderNames = [
  'coverage',
  'fairness',
  'preference',
  'grade',
  'experience',
  'endorsement',
  'academic',
] as const
export type SliderName = (typeof sliderNames)[number]

/** Label, meaning, and the words at both ends of each slider. */
export const sliders: Record<SliderName, { label: string; help: string; value: number }> = {
  coverage: {
    label: 'Covering the hours needed',
    help: 'How much an hour that stays unfilled counts against suitable people and their preferences.',
    value: 5,
  },
  fairness: {
    label: 'Spreading hours over people',
    help: 'Higher: many people with some hours. Lower: few people with many.',
    value: 5,
  },
  preference: {
    label: 'What students want most',
    help: 'Their own ranking of the courses.',
    value: 6,
  },
  grade: {
    label: 'Grade in the course',
    help: 'A+ counts most; a reason without a grade counts less.',
    value: 6,
  },
  experience: {
    label: 'Worked there before',
    help: 'In this course, or in this position elsewhere.',
    value: 4,
  },
  endorsement: {
    label: 'What course coordinators say',
    help: 'Endorsed people first; those advised against last.',
    value: 3,
  },
  academic: { label: 'GPA and degree level', help: 'The overall record, whatever the course.', value: 1 },
}

const weeklyRules = ['legal', 'personal', 'off'] as const
export const timeLimits = [15, 30, 60, 120, 300, 900] as const

const slider = (name: SliderName) =>
  z.coerce.number().int().min(0).max(SLIDER_MOST).catch(sliders[name].value).default(sliders[name].value)
/** A tick as a form posts it, or a boolean as it is stored. */
const tick = (otherwise: boolean) =>
  z.preprocess((value) => (value === undefined ? otherwise : value === 'on' || value === true), z.boolean())
const whole = (least: number, most: number, otherwise: number, message: string) =>
  z.coerce.number(message).int(message).min(least, message).max(most, message).default(otherwise)

/** Settings as they are stored with a scenario. */
export const runSettings = z.object({
  coverage: slider('coverage'),
  fairness: slider('fairness'),
  preference: slider('preference'),
  grade: slider('grade'),
  experience: slider('experience'),
  endorsement: slider('endorsement'),
  academic: slider('academic'),
  minChunk: whole(1, 100, 10, 'Enter a whole number of hours from 1 to 100.'),
  unit: whole(1, 50, 5, 'Enter a whole number of hours from 1 to 50.'),
  maxCourses: whole(1, 10, 3, 'Enter a number of courses from 1 to 10.'),
  /** Worst grade that suffices: 0 = A+ … 8 = C-. */
  minGradeTutor: z.coerce.number().int().min(0).max(8).default(4),
  minGradeMarker: z.coerce.number().int().min(0).max(8).default(6),
  weekly: z.enum(weeklyRules).default('legal'),
  timeLimit: z.coerce
    .number()
    .refine((n) => (timeLimits as readonly number[]).includes(n), 'Choose a time limit.')
    .default(60),
  /** Search until the best answer is proven, instead of to within 0.1 %. */
  prove: tick(false),
  /** Decided, unpublished applications that take part beside the undecided ones. */
  withAccepted: tick(true),
  withReserve: tick(false),
  withRejected: tick(false),
  /** Points per unit kept of the scenario that this one was made from; null where there is none. */
  stayClose: z.coerce.number().int().min(0).max(10_000).nullable().default(null),
})
export type RunSettings = z.output<typeof runSettings>

/** What the form for a new scenario begins with: the institution's block and step (SPEC 11). */
export const startingSettings = (
  settings: Pick<Settings, 'minimumBlockHours' | 'blockStepHours'>,
): RunSettings => runSettings.parse({ minChunk: settings.minimumBlockHours, unit: settings.blockStepHours })

/** The relative gap at which the solver stops (lib/assignment/README.md). */
export const gapOf = (settings: RunSettings) => (settings.prove ? 0 : 0.001)

/** Least hours that a person is given in a course: whole steps, one of them at least. */
export const blockOf = ({ minChunk, unit }: Pick<RunSettings, 'minChunk' | 'unit'>): number =>
  Math.ceil(minChunk / unit) * unit

/** The model's policy. The defaults give weights 30, 30, 20, 15, 5, coverage 2,000 and fairness 100. */
export function policyOf(settings: RunSettings): Policy {
  return {
    weekly: settings.weekly,
    unit: settings.unit,
    minChunk: blockOf(settings),
    maxCourses: settings.maxCourses,
    tierHours: 4 * settings.unit,
    minGrade: [settings.minGradeTutor, settings.minGradeMarker],
    weights: {
      preference: settings.preference * 5,
      grade: settings.grade * 5,
      experience: settings.experience * 5,
      endorsement: settings.endorsement * 5,
      academic: settings.academic * 5,
    },
    coverage: settings.coverage * 400,
    fairness: settings.fairness * 20,
  }
}
