import { cleanUp } from './functions/clean-up'
import { findDrafts, remindOfDraftFunction } from './functions/drafts'
import { hoursReminders, hoursSweep } from './functions/hours-reminders'
import { expireOfferFunction, findOffers, remindOfOfferFunction } from './functions/offers'
import { findPublications, publishScheduled } from './functions/publications'
import { sendEmailFunction } from './functions/send-email'
import { solveAssignment } from './functions/solve-assignment'

/** Every function of background work; the embedded runner and an Inngest server get the same list. */
export const functions = [
  sendEmailFunction,
  findPublications,
  publishScheduled,
  findOffers,
  expireOfferFunction,
  remindOfOfferFunction,
  findDrafts,
  remindOfDraftFunction,
  solveAssignment,
  hoursSweep,
  hoursReminders,
  cleanUp,
]
