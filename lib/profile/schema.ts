import { z } from 'zod'
import { optionalHours, optionalText, versionFields } from '@/lib/fields'
import { QUARTERS_PER_HOUR } from '@/lib/hours'
import { nameField } from '@/lib/users/schema'
import { degreeLevels } from '@/lib/vocabulary'

/** Hours a week that a person may ask for (SPEC 6). */
export const leastWeekHours = 5
export const mostWeekHours = 40

/** Yes, no, or no answer: an answer can be taken back. */
const yesNo = z
  .string()
  .optional()
  .transform((value) => (value === 'yes' ? true : value === 'no' ? false : null))

/** UPI: lower case, letters and digits. Blank clears it. */
export const upiField = optionalText(40).transform((value, ctx) => {
  const upi = value?.toLowerCase() ?? null
  if (upi === null || /^[a-z0-9]{2,16}$/.test(upi)) return upi
  ctx.addIssue({
    code: 'custom',
    message: 'A UPI has letters and digits only, such as abcd123, and at most 16 of them.',
  })
  return z.NEVER
})

/** Student ID: 9 digits, blanks and hyphens between them are passed over. Blank clears it. */
export const auidField = optionalText(40).transform((value, ctx) => {
  const auid = value?.replaceAll(/[\s-]/g, '') || null
  if (auid === null || /^\d{9}$/.test(auid)) return auid
  ctx.addIssue({ code: 'custom', message: 'A student ID has 9 digits.' })
  return z.NEVER
})

const gpaField = z
  .string()
  .optional()
  .transform((typed, ctx) => {
    const text = typed?.trim() ?? ''
    if (text === '') return null
    const hundredths = /^\d{1,2}([.,]\d{1,2})?$/.test(text)
      ? Math.round(Number(text.replace(',', '.')) * 100)
      : Number.NaN
    if (hundredths >= 0 && hundredths <= 900) return hundredths
    ctx.addIssue({ code: 'custom', message: 'A GPA is a number from 0 to 9 with at most two decimals.' })
    return z.NEVER
  })

export const messageChoices = ['at_once', 'daily', 'none'] as const
export const messageChoiceNames: Record<(typeof messageChoices)[number], string> = {
  at_once: 'At once',
  daily: 'One digest a day',
  none: 'None',
}

/** What everybody has; staff who do not apply have no more. */
export const staffProfileInput = z.object({
  name: nameField,
  preferredName: optionalText(200),
  phone: optionalText(40),
  messages: z.enum(messageChoices).catch('at_once'),
  ...versionFields,
})

/** The whole profile form. Answers to questions that another answer did not call for are cleared. */
export const profileInput = staffProfileInput
  .extend({
    upi: upiField,
    auid: auidField,
    degreeLevel: z.enum(degreeLevels).nullable().catch(null),
    enrolmentDetails: optionalText(500),
    citizenOrResident: yesNo,
    validVisa: yesNo,
    overseas: yesNo,
    returning: yesNo,
    otherContracts: yesNo,
    otherContractsText: optionalText(500),
    otherContractQuarters: optionalHours({ most: 168 * QUARTERS_PER_HOUR }),
    maxWeekQuarters: optionalHours({
      least: leastWeekHours * QUARTERS_PER_HOUR,
      most: mostWeekHours * QUARTERS_PER_HOUR,
    }),
    gpaHundredths: gpaField,
  })
  .transform((input) => ({
    ...input,
    validVisa: input.citizenOrResident === false ? input.validVisa : null,
    returning: input.overseas === true ? input.returning : null,
    otherContractsText: input.otherContracts === true ? input.otherContractsText : null,
    otherContractQuarters: input.otherContracts === true ? input.otherContractQuarters : null,
  }))
export type ProfileInput = z.output<typeof staffProfileInput> & Partial<z.output<typeof profileInput>>

/** Names of the fields, as forms and conflicts say them. */
export const profileLabels: Record<string, string> = {
  name: 'Name',
  preferredName: 'Preferred name',
  upi: 'UPI',
  auid: 'Student ID',
  phone: 'Phone',
  degreeLevel: 'Degree level',
  enrolmentDetails: 'Enrolment details',
  citizenOrResident: 'Citizen or permanent resident',
  validVisa: 'Valid work visa',
  overseas: 'Currently overseas',
  returning: 'Returning by the start of the term',
  otherContracts: 'Other tutoring or assistant contracts',
  otherContractsText: 'Other contracts',
  otherContractQuarters: 'Hours a week of other contracts',
  maxWeekQuarters: 'Maximum hours a week',
  gpaHundredths: 'GPA',
  notifications: 'Emails about unread messages',
}
