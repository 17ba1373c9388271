import { cleanUp } from './functions/clean-up'
import { expireOfferFunction, findOffers, remindOfOfferFunction } from './functions/offers'
import { sendEmailFunction } from './functions/send-email'
import { solveAssignment } from './functions/solve-assignment'

/** Every function of background work; the embedded runner and an Inngest server get the same list. */
export const functions = [
  sendEmailFunction,
  findOffers,
  expireOfferFunction,
  remindOfOfferFunction,
  solveAssignment,
  cleanUp,
]
