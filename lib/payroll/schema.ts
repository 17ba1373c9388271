import { z } from 'zod'
import { dayField, idField } from '@/lib/fields'
import { MAX_CENTS_PER_HOUR, parseMoney } from '@/lib/money'
import { degreeLevels, positions } from '@/lib/vocabulary'

export const exportInput = z.object({
  paydayId: idField('Which payday?'),
  position: z.enum(positions, { error: 'Choose a position.' }),
  requestKey: z.string({ error: 'Load the page again.' }).regex(/^[\w-]{8,64}$/, 'Load the page again.'),
  seen: z.string().regex(/^[0-9a-f]{64}$/, 'Load the page again.'),
})

/** The least and most that an hour is worth; 0 is no rate but a slip. */
const rateLimits = { least: 1, most: MAX_CENTS_PER_HOUR }

export const rateInput = z.object({
  position: z.enum(positions, { error: 'Choose a position.' }),
  degreeLevel: z.enum(degreeLevels, { error: 'Choose a degree level.' }),
  rate: z
    .string({ error: 'Enter an amount, such as 31.50.' })
    .optional()
    .default('')
    .transform((text, context): number => {
      const answer = parseMoney(text, rateLimits)
      if (answer.ok) return answer.cents
      context.addIssue({ code: 'custom', message: answer.reason })
      return z.NEVER
    }),
  validFrom: dayField('Enter the first day on which the rate is valid.'),
})

export const rateRefInput = z.object({ id: idField('Which rate?') })

export type NewRate = z.output<typeof rateInput>
