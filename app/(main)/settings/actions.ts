'use server'

import { z } from 'zod'
import { countField, versionFields } from '@/lib/fields'
import { saveSettings } from '@/lib/settings/commands'
import { type Settings, settingKeys, settingLimits, settingSchemas } from '@/lib/settings/schema'
import { defineAction } from '@/lib/web/action'

const yesNo = z.enum(['yes', 'no'], 'Choose yes or no.').transform((word) => word === 'yes')
const whole = (limits: { least: number; most: number }) =>
  countField({ ...limits, blank: 'Enter a whole number.' })
const domains = z
  .string()
  .transform((text) => [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,;]+/)
        .map((part) => part.replace(/^@/, ''))
        .filter(Boolean),
    ),
  ])
  .refine(
    (list) => list.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)),
    'Write domains such as aucklanduni.ac.nz, one on each line.',
  )

/** The values that the form showed, as JSON; what does not fit counts as not seen. */
const seenField = z
  .string()
  .max(10_000)
  .catch('{}')
  .transform((text): Partial<Settings> => {
    const seen = parsedObject(text)
    return Object.fromEntries(
      settingKeys.flatMap((key) => {
        const value = Object.hasOwn(seen, key) ? settingSchemas[key].safeParse(seen[key]) : null
        return value?.success ? [[key, value.data]] : []
      }),
    )
  })

function parsedObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Each part of the page posts its own settings; what is not in the form, or not changed in it, is not touched. */
export const saveSettingsAction = defineAction({
  name: 'settings.save',
  gate: 'settings.edit',
  input: z
    .object({
      institutionName: z.string(),
      timeZone: z.string(),
      registrationOpen: yesNo,
      allowedEmailDomains: domains,
      applicationLimit: z.enum(['none', 'one'], 'Choose one of the two.'),
      offersNeedAnswer: yesNo,
      offerAnswerDays: whole(settingLimits.offerAnswerDays),
      visaCapHours: whole(settingLimits.visaCapHours),
      minimumBlockHours: whole(settingLimits.minimumBlockHours),
      blockStepHours: whole(settingLimits.blockStepHours),
      retentionMonths: whole(settingLimits.retentionMonths),
    } satisfies Record<keyof Settings, z.ZodType>)
    .partial()
    .extend({ seen: seenField, ...versionFields }),
  run: async ({ seen, version: _, conflict, conflictVersion, ...input }, { viewer }) => {
    if (conflict === 'theirs') return { redirectTo: '/settings', flash: 'Nothing of yours was saved.' }
    const version = conflict === 'mine' ? conflictVersion : undefined
    await saveSettings(viewer, input, { values: seen, version })
    return { redirectTo: '/settings', flash: 'Settings saved.' }
  },
})
