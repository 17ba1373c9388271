'use server'
import { localPath } from '@/lib/auth/local-path'
import { endorseApplication, moveEndorsed, orderEndorsed } from '@/lib/review/endorse'
import { endorseForm, orderForm } from '@/lib/review/schema'
import { verdictNames } from '@/lib/vocabulary'
import { defineAction, definePost } from '@/lib/web/action'

/** One of the verdict buttons of a row; the comment stays as it is. */
export const verdictAction = definePost({
  name: 'applications.verdict',
  gate: 'applications.endorse',
  input: endorseForm,
  stays: true,
  run: async ({ applicationId, courseId, verdict, version, back }, { viewer }) => {
    await endorseApplication(viewer, { applicationId, courseId, verdict, version })
    return { redirectTo: localPath(back || '/endorse') }
  },
})

/** Verdict and comment together, from the page of the application. */
export const endorseAction = defineAction({
  name: 'applications.endorse',
  gate: 'applications.endorse',
  input: endorseForm,
  run: async (input, { viewer }) => {
    const back = localPath(input.back || `/review/${input.applicationId}`)
    if (input.conflict === 'theirs') return { redirectTo: back, flash: 'Nothing of yours was saved.' }
    const version = input.conflict === 'mine' ? (input.conflictVersion ?? input.version) : input.version
    const { name } = await endorseApplication(viewer, { ...input, version })
    return {
      redirectTo: input.onward === 'next' ? localPath(input.next || back) : back,
      // Named: with "Save and next" somebody else is on the screen by now.
      flash: input.verdict
        ? `${name}: ${verdictNames[input.verdict].toLowerCase()}.`
        : `${name}: no endorsement.`,
    }
  },
})

/** The order of those a coordinator wants: the whole list, or one step of it where there are no scripts. */
export const orderAction = defineAction({
  name: 'applications.orderEndorsed',
  gate: 'applications.endorse',
  input: orderForm,
  run: async ({ courseId, position, order, move }, { viewer }) => {
    const [applicationId, to] = move?.split(':') ?? []
    if (applicationId && (to === 'up' || to === 'down'))
      await moveEndorsed(viewer, { courseId, position, applicationId, to })
    else await orderEndorsed(viewer, { courseId, position, applicationIds: order })
    return { message: 'The order is saved.' }
  },
})
