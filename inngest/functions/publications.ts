import { findDueSchedules, runSchedule } from '@/lib/review/schedule-run'
import { inngest, on } from '../client'

/** Each minute, because a time was promised: scheduled publications that are due, each as a job of its own. */
export const findPublications = inngest.createFunction(
  { id: 'find-due-publications', triggers: [{ cron: '* * * * *' }], retries: 3, concurrency: 1 },
  async ({ step }) => step.run('find', () => findDueSchedules(new Date())),
)

/** The guard is the state of the schedule, which changes with the publication or not at all. */
export const publishScheduled = inngest.createFunction(
  { id: 'publish-scheduled', triggers: [on('results/due')], retries: 8, concurrency: 1 },
  async ({ event, step }) => ({
    outcome: await step.run('publish', () => runSchedule(event.data.scheduleId)),
  }),
)
