'use server'
import { changeHours, endAllocation, enrolPerson, hoursWords } from '@/lib/allocations/enrolment'
import { offerProposals, toldWords } from '@/lib/allocations/tell'
import { localPath } from '@/lib/auth/local-path'
import { seenVersion } from '@/lib/fields'
import { formatHours } from '@/lib/hours'
import { offerFromReserve } from '@/lib/offers/reserve'
import { endForm, enrolForm, hoursForm, offerForm, overrideOf, reserveForm } from '@/lib/review/schema'
import { defineAction } from '@/lib/web/action'

export const enrolAction = defineAction({
  name: 'allocations.enrol',
  gate: 'allocations.preAssign',
  input: enrolForm,
  run: async (input, { viewer }) => {
    const { courseId, userId, position, hours } = input
    const { told, name } = await enrolPerson(viewer, {
      courseId,
      userId,
      position,
      quarters: hours,
      override: overrideOf(input),
    })
    return {
      redirectTo: `/enrolment?course=${courseId}`,
      flash: told
        ? `${name} is added with ${formatHours(hours)} and gets an email.`
        : `${name} is proposed with ${formatHours(hours)}. The coordinator of the position tells them.`,
    }
  },
})

export const offerFromReserveAction = defineAction({
  name: 'offers.fromReserve',
  gate: 'applications.decide',
  input: reserveForm,
  run: async (input, { viewer }) => {
    const { applicationId, courseId, hours } = input
    const page = `/enrolment/reserve/${applicationId}?course=${courseId}`
    if (input.conflict === 'theirs') return { redirectTo: page, flash: 'Nothing was offered.' }
    await offerFromReserve(viewer, {
      applicationId,
      courseId,
      version: seenVersion(input),
      quarters: hours,
      override: overrideOf(input),
    })
    return {
      redirectTo: `/enrolment?course=${courseId}`,
      flash: `Offered ${formatHours(hours)}. The person is accepted and gets an email.`,
    }
  },
})

export const changeHoursAction = defineAction({
  name: 'allocations.changeHours',
  gate: 'allocations.manage',
  input: hoursForm,
  run: async (input, { viewer }) => {
    const page = `/enrolment/${input.allocationId}`
    if (input.conflict === 'theirs') return { redirectTo: page, flash: 'Nothing of yours was saved.' }
    const outcome = await changeHours(viewer, {
      allocationId: input.allocationId,
      version: seenVersion(input),
      quarters: input.hours,
      override: overrideOf(input),
    })
    return { redirectTo: localPath(input.back || page), flash: hoursWords(outcome) }
  },
})

export const endAction = defineAction({
  name: 'allocations.end',
  gate: 'allocations.manage',
  input: endForm,
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs')
      return { redirectTo: `/enrolment/${input.allocationId}`, flash: 'Nothing was ended.' }
    const { name } = await endAllocation(viewer, {
      allocationId: input.allocationId,
      version: seenVersion(input),
      reason: input.reason,
      confirmed: input.confirmed !== undefined,
    })
    return {
      redirectTo: localPath(input.back || '/enrolment'),
      flash: `Ended for ${name}. Recorded hours stay.`,
    }
  },
})

export const offerAction = defineAction({
  name: 'allocations.offer',
  gate: 'applications.decide',
  input: offerForm,
  run: async (input, { viewer }) => {
    const { courseId, position, item } = input
    const { told, leftOut } = await offerProposals(viewer, {
      courseId,
      position,
      items: item.map(({ id, version, courses }) => ({ id, version, quarters: courses[0]?.quarters ?? 0 })),
      override: overrideOf(input),
    })
    // Who is still to be told is listed again, as it is now.
    const again = leftOut.some((one) => !one.already)
    return {
      redirectTo: again
        ? `/enrolment/tell?course=${courseId}&position=${position}`
        : `/enrolment?course=${courseId}`,
      flash: { message: toldWords(told, leftOut), tone: again ? 'error' : 'ok' },
    }
  },
})
