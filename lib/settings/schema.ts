import { z } from 'zod'

const zone = z.string().refine((value) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}, 'Choose a time zone such as Pacific/Auckland.')

/** Every setting with its default (SPEC 11). Each is stored, checked and saved on its own. */
export const settingSchemas = {
  institutionName: z
    .string()
    .trim()
    .min(1, 'Enter the name of the institution.')
    .max(120)
    .default('School of Computer Science'),
  timeZone: zone.default('Pacific/Auckland'),
  registrationOpen: z.boolean().default(true),
  /** Empty: any. Else lower-case domains such as `aucklanduni.ac.nz`. */
  allowedEmailDomains: z.array(z.string()).default([]),
  applicationLimit: z.enum(['none', 'one']).default('one'),
  offersNeedAnswer: z.boolean().default(true),
  offerAnswerDays: z.number().int().min(1).max(60).default(7),
  /** Hours a week for people without citizenship or residency. */
  visaCapHours: z.number().int().min(1).max(40).default(25),
  minimumBlockHours: z.number().int().min(1).max(100).default(10),
  blockStepHours: z.number().int().min(1).max(50).default(5),
  retentionMonths: z.number().int().min(1).max(120).default(24),
} as const

export type SettingKey = keyof typeof settingSchemas
export type Settings = { [K in SettingKey]: z.infer<(typeof settingSchemas)[K]> }

export const settingKeys = Object.keys(settingSchemas) as SettingKey[]
export const defaultSettings = Object.fromEntries(
  settingKeys.map((key) => [key, settingSchemas[key].parse(undefined)]),
) as Settings
