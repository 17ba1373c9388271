import { z } from 'zod'

/**
 * Every event that starts background work. Events carry ids; their jobs load what they need.
 */
export const events = {
  /** A mail has been written to the log and is to be handed over. */
  'mail/queued': z.object({ emailId: z.string().min(1) }),
  /** The student of a draft is to be told that it is not submitted. */
  'applications/draft-due': z.object({ applicationId: z.string().min(1) }),
  /** The time of a scheduled publication has come. */
  'results/due': z.object({ scheduleId: z.string().min(1) }),
  /** The time to answer an offer is over. */
  'offers/ended': z.object({ allocationId: z.string().min(1), version: z.number().int() }),
  /** An open offer is to be reminded of. */
  'offers/remind': z.object({ allocationId: z.string().min(1), version: z.number().int() }),
  /** A scenario of automatic assignment waits for its solver. */
  'assignment/queued': z.object({ runId: z.string().min(1) }),
  /** A payday's reminders of one offset have come due. */
  'hours/reminders.due': z.object({ paydayId: z.string().min(1), daysBefore: z.number().int().min(0) }),
} as const satisfies Record<string, z.ZodType<Record<string, unknown>>>

export type EventName = keyof typeof events
export type EventData<N extends EventName> = z.input<(typeof events)[N]>

/** Throws when the data does not fit the event: a fault of ours, found in the transaction that causes it. */
export function checkEvent<N extends EventName>(name: N, data: EventData<N>): Record<string, unknown> {
  return events[name].parse(data)
}
