'use server'

import { z } from 'zod'
import { saveSettings } from '@/lib/settings/commands'
import type { Settings } from '@/lib/settings/schema'
import { defineAction } from '@/lib/web/action'

const yesNo = z.enum(['yes', 'no'], 'Choose yes or no.').transform((word) => word === 'yes')
const whole = z.coerce.number({ error: 'Enter a whole number.' })
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

/** Each part of the page posts its own settings; what is not in the form is not touched. */
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
      offerAnswerDays: whole,
      visaCapHours: whole,
      minimumBlockHours: whole,
      blockStepHours: whole,
      retentionMonths: whole,
    } satisfies Record<keyof Settings, z.ZodType>)
    .partial(),
  run: async (input, { viewer }) => {
    await saveSettings(viewer, input)
    return { redirectTo: '/settings', flash: 'Settings saved.' }
  },
})
