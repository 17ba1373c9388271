import { formatHours } from '@/lib/hours'
import { type DegreeLevel, degreeLevelNames } from '@/lib/vocabulary'

/** One value of a profile as people read it; blank when there is none. */
export function showProfileValue(key: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (key.endsWith('Quarters')) return formatHours(Number(value))
  if (key === 'gpaHundredths') return (Number(value) / 100).toFixed(2)
  if (key === 'degreeLevel') return degreeLevelNames[value as DegreeLevel] ?? String(value)
  if (typeof value === 'object') return Object.values(value).join(', ')
  return String(value)
}
