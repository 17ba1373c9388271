import { findDueDrafts, remindOfDraft } from '@/lib/applications/draft-reminders'
import { inngest, on } from '../client'

/** Every quarter of an hour, so that 09:00 is met in any zone: drafts whose deadline is three days away. */
export const findDrafts = inngest.createFunction(
  { id: 'find-due-drafts', triggers: [{ cron: '*/15 * * * *' }], retries: 3, concurrency: 1 },
  async ({ step }) => step.run('find', () => findDueDrafts(new Date())),
)

/** The guard is the mail's key, which names application and deadline. */
export const remindOfDraftFunction = inngest.createFunction(
  { id: 'remind-of-draft', triggers: [on('applications/draft-due')], retries: 8, concurrency: 5 },
  async ({ event, step }) => ({
    reminded: await step.run('remind', () => remindOfDraft(event.data.applicationId)),
  }),
)
