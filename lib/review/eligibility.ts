type Answers = {
  overseas: boolean | null
  returning: boolean | null
  citizenOrResident: boolean | null
  validVisa: boolean | null
}

/** From nothing that stands against a person's work to the most: the order in which tables sort by it. */
export const eligibilities = ['eligible', 'on_visa', 'overseas', 'no_visa', 'no_visa_overseas'] as const
export type Eligibility = (typeof eligibilities)[number]

/** "Overseas" is whoever is overseas and not returning by the term's start. */
export const eligibilityNames: Record<Eligibility, string> = {
  eligible: 'Eligible',
  on_visa: 'On a visa',
  overseas: 'Overseas',
  no_visa: 'No visa',
  no_visa_overseas: 'No visa, overseas',
}

const tones = {
  eligible: 'ok',
  on_visa: 'info',
  overseas: 'warn',
  no_visa: 'bad',
  no_visa_overseas: 'bad',
} as const satisfies Record<Eligibility, string>

function eligibilityFrom(row: Answers): Eligibility {
  const away = row.overseas === true && row.returning !== true
  if (row.citizenOrResident === false && row.validVisa !== true) return away ? 'no_visa_overseas' : 'no_visa'
  if (away) return 'overseas'
  return row.citizenOrResident === false ? 'on_visa' : 'eligible'
}

/** What stands against a person's work, in words and by weight; the same on pages and in exports. */
export function eligibilityOf(row: Answers): { label: string; tone: 'bad' | 'warn' | 'info' | 'ok' } {
  const found = eligibilityFrom(row)
  return { label: eligibilityNames[found], tone: tones[found] }
}
