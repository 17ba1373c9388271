import { formatHours } from '@/lib/hours'

/** What can be done about somebody who was kept or taken out of a course: the same words wherever it is offered. */
export type Back = { act: 'restore' | 'unforbid'; label: string }

/** @param wasQuarters hours that they had there before; 0 for none */
export function waysBack(forbidden: boolean, wasQuarters: number): Back[] {
  const hours = formatHours(wasQuarters)
  if (!forbidden) return wasQuarters > 0 ? [{ act: 'restore', label: `Give back ${hours}` }] : []
  if (wasQuarters === 0) return [{ act: 'unforbid', label: 'Let in again' }]
  return [
    { act: 'restore', label: `Let in again with ${hours}` },
    { act: 'unforbid', label: 'Let in again without hours' },
  ]
}
