import { formatDay } from '@/lib/dates'
import type { Difference } from '@/lib/errors'
import type { TermValues } from './schema'

const fieldNames = {
  name: 'Name',
  startsOn: 'First day',
  endsOn: 'Last day',
  breakWeeks: 'Break weeks',
  open: 'Open for applications',
  tutorLimit: 'Tutor applications',
  markerLimit: 'Marker applications',
  tutorDeadline: 'Tutor deadline',
  markerDeadline: 'Marker deadline',
  tutorResultsOn: 'Tutor results expected on',
  markerResultsOn: 'Marker results expected on',
} as const satisfies Record<keyof TermValues, string>

const fields = Object.keys(fieldNames) as (keyof TermValues)[]

/** The term's own fields, which people fill in. */
export const termValues = (term: TermValues): TermValues =>
  Object.fromEntries(fields.map((field) => [field, term[field]])) as TermValues

/** The fields in which a form differs from what is stored, as people read them. */
export function differences(yours: TermValues, theirs: TermValues): Difference[] {
  return fields
    .filter((field) => yours[field] !== theirs[field])
    .map((field) => ({
      field: fieldNames[field],
      yours: inWords(field, yours),
      theirs: inWords(field, theirs),
    }))
}

const limitNames = { none: 'Any number', one: 'One', setting: 'As the institution’s setting' } as const

function inWords(field: keyof TermValues, term: TermValues): string {
  const value = term[field]
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (field === 'tutorLimit' || field === 'markerLimit') return limitNames[term[field]]
  if (typeof value === 'string' && field !== 'name') return formatDay(value)
  return String(value)
}
