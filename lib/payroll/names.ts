import { formatDay, type IsoDay } from '@/lib/dates'
import { type Position, positionNames } from '@/lib/vocabulary'

/** What a batch is called: "Tutor batch 2, Fri 12 Feb 2027". */
export const batchName = (batch: { position: Position; number: number; paidOn: IsoDay }): string =>
  `${positionNames[batch.position]} batch ${batch.number}, ${formatDay(batch.paidOn)}`
