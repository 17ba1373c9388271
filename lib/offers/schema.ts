import { z } from 'zod'
import { idField } from '@/lib/fields'

/** Forms of offers, as they are posted. */

export const acceptForm = z.object({
  allocationId: idField('Choose an offer.'),
  version: z.coerce.number().int().min(1).catch(0),
})

export const declineForm = acceptForm.extend({
  reason: z
    .string({ error: 'Write why you decline.' })
    .trim()
    .min(1, 'Write why you decline.')
    .max(1000, 'Use at most 1,000 characters.'),
})
