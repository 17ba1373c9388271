import { z } from 'zod'

const zone = z.string().refine((value) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}, 'Choose a time zone such as Pacific/Auckland.')

/** Whole numbers: the least and the most that each may be. */
export const settingLimits = {
  offerAnswerDays: { least: 1, most: 60 },
  /** Hours a week for people without citizenship or residency. */
  visaCapHours: { least: 1, most: 40 },
  minimumBlockHours: { least: 1, most: 100 },
  blockStepHours: { least: 1, most: 50 },
  retentionMonths: { least: 1, most: 120 },
} as const

const count = ({ least, most }: { least: number; most: number }) =>
  z
    .number('Enter a whole number.')
    .int('Enter a whole number.')
    .min(least, `Enter at least ${least}.`)
    .max(most, `Enter at most ${most}.`)

/** Every setting with its default (SPEC 11). Each is stored, checked and saved on its own. */
export const settingSchemas = {
  institutionName: z
    .string('Enter the name of the institution.')
    .trim()
    .min(1, 'Enter the name of the institution.')
    .max(120, 'Use at most 120 characters.')
    .default('School of Computer Science'),
  timeZone: zone.default('Pacific/Auckland'),
  registrationOpen: z.boolean('Choose yes or no.').default(true),
  /** Empty: any. Else lower-case domains such as `aucklanduni.ac.nz`. */
  allowedEmailDomains: z.array(z.string()).default([]),
  applicationLimit: z.enum(['none', 'one'], 'Choose one of the two.').default('one'),
  offersNeedAnswer: z.boolean('Choose yes or no.').default(true),
  offerAnswerDays: count(settingLimits.offerAnswerDays).default(7),
  visaCapHours: count(settingLimits.visaCapHours).default(25),
  minimumBlockHours: count(settingLimits.minimumBlockHours).default(10),
  blockStepHours: count(settingLimits.blockStepHours).default(5),
  retentionMonths: count(settingLimits.retentionMonths).default(24),
} as const

export type SettingKey = keyof typeof settingSchemas
export type Settings = { [K in SettingKey]: z.infer<(typeof settingSchemas)[K]> }

export const settingKeys = Object.keys(settingSchemas) as SettingKey[]
export const defaultSettings = Object.fromEntries(
  settingKeys.map((key) => [key, settingSchemas[key].parse(undefined)]),
) as Settings

/** What each setting is called, on its page and wherever else it is told of. */
export const settingLabels: Record<SettingKey, string> = {
  institutionName: 'Institution name',
  timeZone: 'Time zone',
  registrationOpen: 'May people register themselves?',
  allowedEmailDomains: 'Allowed email domains',
  applicationLimit: 'Live applications per student, term and position',
  offersNeedAnswer: 'Do offers need an answer?',
  offerAnswerDays: 'Days to answer an offer',
  visaCapHours: 'Most hours a week without citizenship or residency',
  minimumBlockHours: 'Smallest useful block of hours',
  blockStepHours: 'Step of hours',
  retentionMonths: 'Keep files of unsuccessful applicants for',
}

export const limitNames: Record<Settings['applicationLimit'], string> = { one: 'One', none: 'No limit' }

/** A setting's value in words. */
export function showSetting(key: SettingKey, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (Array.isArray(value)) return value.join(', ') || 'Any'
  if (key === 'applicationLimit') return limitNames[value as Settings['applicationLimit']] ?? String(value)
  return String(value)
}
