import { coursesInput, eligibilityInput, identityInput } from '@/lib/applications/schema'
import { formatTime } from '@/lib/dates'
import { invalid } from '@/lib/errors'
import { getSettings } from '@/lib/settings/queries'
import { fieldErrors, formToObject } from '@/lib/web/form-data'
import { defineRoute } from '@/lib/web/route'
import { postCourses, postEligibility, postIdentity } from '../../_save'

const inputs = { identity: identityInput, eligibility: eligibilityInput, courses: coursesInput } as const

/**
 * Saves a step while it is being typed. A route and not a server action: it must answer in words when the
 * session or the connection is gone, instead of leading away from what was typed, and it can be sent while
 * the page is being closed.
 */
export const POST = defineRoute(
  { name: 'applications.autosave', gate: 'applications.write' },
  async ({ viewer, params, request }) => {
    const form = await request.formData().catch(() => null)
    const step = form?.get('step')
    if (!form || typeof step !== 'string' || !Object.hasOwn(inputs, step))
      throw invalid({ step: 'This step cannot be saved.' })
    // Buttons act when they are pressed, never while typing.
    for (const name of ['intent', 'move', 'conflict']) form.delete(name)
    form.set('id', params.id ?? '')
    const posted = formToObject(form)
    const parse = (input: (typeof inputs)[keyof typeof inputs]) => {
      const result = input.safeParse(posted)
      if (!result.success) throw invalid(fieldErrors(result.error.issues))
      return result.data as never
    }
    const saved =
      step === 'identity'
        ? await postIdentity(viewer, parse(identityInput))
        : step === 'eligibility'
          ? await postEligibility(viewer, parse(eligibilityInput))
          : await postCourses(viewer, parse(coursesInput))
    const { timeZone } = await getSettings()
    return Response.json({ base: saved.base, savedAt: formatTime(saved.savedAt, timeZone) })
  },
)
