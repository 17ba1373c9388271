import type { AllocationState } from '@/lib/vocabulary'

/**
 * The one rule of which proposals may be told by themselves: those that no application will publish.
 * What belongs to an application, by hand or by automatic assignment, is told with its result only
 * (SPEC 3: nothing before it is published), whatever its source says.
 */
export const isPreAssignment = (row: { state: AllocationState; applicationId: string | null }): boolean =>
  row.state === 'proposed' && row.applicationId === null
