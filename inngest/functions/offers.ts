import { expireOffer, remindOfOffer } from '@/lib/offers/commands'
import { findDueOffers } from '@/lib/offers/due'
import { inngest, on } from '../client'

/** Every few minutes: offers whose time has ended or whose reminder is due, each as a job of its own. */
export const findOffers = inngest.createFunction(
  { id: 'find-due-offers', triggers: [{ cron: '*/5 * * * *' }], retries: 3, concurrency: 1 },
  async ({ step }) => step.run('find', () => findDueOffers(new Date())),
)

/** The guard of each is the offer's state and version: a second run finds nothing to do. */
export const expireOfferFunction = inngest.createFunction(
  { id: 'expire-offer', triggers: [on('offers/ended')], retries: 8, concurrency: 5 },
  async ({ event, step }) => ({ outcome: await step.run('expire', () => expireOffer(event.data)) }),
)

export const remindOfOfferFunction = inngest.createFunction(
  { id: 'remind-of-offer', triggers: [on('offers/remind')], retries: 8, concurrency: 5 },
  async ({ event, step }) => ({ reminded: await step.run('remind', () => remindOfOffer(event.data)) }),
)
