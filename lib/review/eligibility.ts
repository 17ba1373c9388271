type Answers = {
  overseas: boolean | null
  returning: boolean | null
  citizenOrResident: boolean | null
  validVisa: boolean | null
}

/** What stands against a person's work, in words and by weight; the same on pages and in exports. */
export function eligibilityOf(row: Answers): { label: string; tone: 'bad' | 'warn' | 'info' | 'ok' } {
  const away = row.overseas === true && row.returning !== true
  if (row.citizenOrResident === false && row.validVisa !== true)
    return { label: away ? 'No visa, overseas' : 'No visa', tone: 'bad' }
  if (away) return { label: 'Overseas', tone: 'warn' }
  if (row.citizenOrResident === false) return { label: 'On a visa', tone: 'info' }
  return { label: 'Eligible', tone: 'ok' }
}
