'use server'
import {
  deleteDraft,
  discardChanges,
  startApplication,
  withdrawApplication,
} from '@/lib/applications/commands'
import {
  attachDocument,
  removeDocument,
  saveDocuments,
  takeLastDocument,
} from '@/lib/applications/document-commands'
import {
  applicationInput,
  coursesInput,
  documentsInput,
  eligibilityInput,
  identityInput,
  intentOf,
  pickPage,
  startInput,
} from '@/lib/applications/schema'
import { submitApplication } from '@/lib/applications/submission'
import { invalid, isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { fileKinds } from '@/lib/vocabulary'
import { defineAction } from '@/lib/web/action'
import { pathAfter, postCourses, postEligibility, postIdentity, stepPath } from './_save'

const gate = 'applications.write'
/** Where the applications of a person stand: an admin who acted for somebody goes back to that person. */
const listOf = (viewer: Viewer, studentId: string) =>
  viewer.id === studentId ? '/applications' : `/users/${studentId}`
const theirs = 'What was saved before stands; nothing of yours was saved.'

export const startAction = defineAction({
  name: 'applications.start',
  gate,
  input: startInput,
  run: async (input, { viewer }) => {
    const { id, existing } = await startApplication(viewer, input)
    return { redirectTo: existing ? `/applications/${id}` : stepPath(id, 'identity') }
  },
})

export const saveIdentityAction = defineAction({
  name: 'applications.saveIdentity',
  gate,
  input: identityInput,
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs') return { redirectTo: stepPath(input.id, 'identity'), flash: theirs }
    await postIdentity(viewer, input)
    return { redirectTo: pathAfter(input.id, 'identity') }
  },
})

export const saveEligibilityAction = defineAction({
  name: 'applications.saveEligibility',
  gate,
  input: eligibilityInput,
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs') return { redirectTo: stepPath(input.id, 'eligibility'), flash: theirs }
    await postEligibility(viewer, input)
    return { redirectTo: pathAfter(input.id, 'eligibility') }
  },
})

export const saveCoursesAction = defineAction({
  name: 'applications.saveCourses',
  gate,
  input: coursesInput,
  run: async (input, { viewer }) => {
    const page = stepPath(input.id, 'courses')
    if (input.conflict === 'theirs') return { redirectTo: page, flash: theirs }
    await postCourses(viewer, input)
    const { word, of } = intentOf(input.intent)
    const show = word === 'more' ? input.show + 20 : input.show
    const query = new URLSearchParams()
    if (input.q) query.set('q', input.q)
    if (show !== pickPage) query.set('show', String(show))
    // An address that differs in its fragment alone would be scrolled to, not shown anew.
    query.set('saved', Date.now().toString(36))
    const here = `${page}?${query}`
    if (word === 'add' && of) return { redirectTo: `${here}#f-answers.${encodeURIComponent(of)}` }
    if (word === 'search' || word === 'more') return { redirectTo: `${here}#add` }
    if (word === 'remove') return { redirectTo: `${here}#f-courses` }
    if (input.move) return { redirectTo: here }
    return { redirectTo: pathAfter(input.id, 'courses') }
  },
})

/** Without JavaScript the chosen files come with the form; with it they are here already (app/uploads). */
export const saveDocumentsAction = defineAction({
  name: 'applications.saveDocuments',
  gate,
  input: documentsInput,
  run: async (input, { viewer }) => {
    const { id } = input
    const page = stepPath(id, 'documents')
    const { word, of } = intentOf(input.intent)
    const kind = fileKinds.find((one) => one === of)
    if (word === 'use' && kind) {
      await takeLastDocument(viewer, id, kind)
      return { redirectTo: page }
    }
    if (word === 'remove' && kind) {
      await removeDocument(viewer, id, kind)
      return { redirectTo: page }
    }
    const refused: Record<string, string> = {}
    for (const one of fileKinds) {
      const file = input[one]
      // An input without a choice posts an empty file without a name.
      if (!(file instanceof File) || (file.size === 0 && file.name === '')) continue
      try {
        await attachDocument(viewer, id, one, file)
      } catch (error) {
        if (!isAppError(error, 'invalid')) throw error
        Object.assign(refused, error.detail.fields)
      }
    }
    if (Object.keys(refused).length > 0) throw invalid(refused, 'Choose another file.')
    await saveDocuments(viewer, id)
    return { redirectTo: pathAfter(id, 'documents') }
  },
})

export const submitAction = defineAction({
  name: 'applications.submit',
  gate,
  input: applicationInput,
  run: async ({ id, conflict }, { viewer }) => {
    if (conflict === 'theirs') {
      await discardChanges(viewer, id)
      return {
        redirectTo: `/applications/${id}`,
        flash: 'Your changes are gone; the corrected answers stand.',
      }
    }
    const { first } = await submitApplication(viewer, id, { force: conflict === 'mine' })
    return { redirectTo: `/applications/${id}/submitted${first ? '' : '?changed=1'}` }
  },
})

export const discardChangesAction = defineAction({
  name: 'applications.discardChanges',
  gate,
  input: applicationInput,
  run: async ({ id }, { viewer }) => {
    await discardChanges(viewer, id)
    return { redirectTo: `/applications/${id}`, flash: 'The changes are gone; what was submitted stands.' }
  },
})

export const withdrawAction = defineAction({
  name: 'applications.withdraw',
  gate,
  input: applicationInput,
  run: async ({ id }, { viewer }) => {
    const studentId = await withdrawApplication(viewer, id)
    return { redirectTo: listOf(viewer, studentId), flash: 'Withdrew the application.' }
  },
})

export const deleteDraftAction = defineAction({
  name: 'applications.deleteDraft',
  gate,
  input: applicationInput,
  run: async ({ id }, { viewer }) => {
    const studentId = await deleteDraft(viewer, id)
    return { redirectTo: listOf(viewer, studentId), flash: 'Deleted the draft.' }
  },
})
