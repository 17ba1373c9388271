'use server'
import { formatHours } from '@/lib/hours'
import { answerOffer } from '@/lib/offers/commands'
import { acceptForm, declineForm } from '@/lib/offers/schema'
import { defineAction, definePost } from '@/lib/web/action'

export const acceptOfferAction = definePost({
  name: 'offers.accept',
  gate: 'offers.answer',
  input: acceptForm,
  run: async (input, { viewer }) => {
    const { quarters, code, change } = await answerOffer(viewer, { ...input, act: 'accept' })
    return {
      redirectTo: '/offers',
      flash: change
        ? `Accepted: your hours in ${code} are ${formatHours(quarters)} now.`
        : `Accepted: ${formatHours(quarters)} in ${code}.`,
    }
  },
})

export const declineOfferAction = defineAction({
  name: 'offers.decline',
  gate: 'offers.answer',
  input: declineForm,
  run: async (input, { viewer }) => {
    const { quarters, code, change } = await answerOffer(viewer, { ...input, act: 'decline' })
    return {
      redirectTo: '/offers',
      flash: change
        ? `Declined: your hours in ${code} stay ${formatHours(quarters)}.`
        : `Declined: the offer in ${code}. The coordinator is told.`,
    }
  },
})
