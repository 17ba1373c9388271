import { sendDueDigests } from '@/lib/timesheets/digests'
import { remindPiece, startDueRounds } from '@/lib/timesheets/reminders'
import { inngest, on } from '../client'

type Piece = Awaited<ReturnType<typeof remindPiece>>

/**
 * Four times an hour: 09:00 of every zone of the world falls on one of them. What is due now, in the zone of
 * the settings, is started once; a time missed while the server was down is made up for within a day.
 */
export const hoursSweep = inngest.createFunction(
  { id: 'hours-sweep', triggers: [{ cron: '*/15 * * * *' }], retries: 3, concurrency: 1 },
  async ({ step }) => {
    const rounds = await step.run('rounds', () => startDueRounds(new Date()))
    const digests = await step.run('digests', () => sendDueDigests(new Date()))
    return { rounds, digests }
  },
)

/** One round of reminders, a hundred people at a step: a crash goes on where it was. */
export const hoursReminders = inngest.createFunction(
  { id: 'hours-reminders', triggers: [on('hours/reminders.due')], retries: 8 },
  async ({ event, step }) => {
    const round = { paydayId: event.data.paydayId, daysBefore: event.data.daysBefore }
    let reminded = 0
    let after: string | null = null
    for (let piece = 0; ; piece++) {
      const from: string | null = after
      const done: Piece = await step.run(`piece-${piece}`, () => remindPiece(round, from, new Date()))
      reminded += done.reminded
      after = done.after
      if (after === null) return { reminded }
    }
  },
)
