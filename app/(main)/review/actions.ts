'use server'
import { grantLate, revokeLate } from '@/lib/applications/late-grants'
import { localPath } from '@/lib/auth/local-path'
import { formatInstant } from '@/lib/dates'
import { isAppError } from '@/lib/errors'
import { seenVersion } from '@/lib/fields'
import { formatHours } from '@/lib/hours'
import { undoMany, undoneInWords } from '@/lib/review/bulk-undo'
import { acceptApplication, rejectApplication, reserveApplication, undoDecision } from '@/lib/review/commands'
import { correctAnswers } from '@/lib/review/correct'
import { decideMany } from '@/lib/review/decide-many'
import { addNote } from '@/lib/review/notes'
import { publishResults } from '@/lib/review/publish'
import { cancelSchedule, rescheduleResults, scheduleResults } from '@/lib/review/schedule'
import {
  bulkForm,
  cancelScheduleForm,
  correctForm,
  decideForm,
  givenOf,
  lateForm,
  noteForm,
  overrideOf,
  publishForm,
  rescheduleForm,
  revokeLateForm,
  undoForm,
  undoManyForm,
} from '@/lib/review/schema'
import { getSettings } from '@/lib/settings/queries'
import { defineAction, definePost } from '@/lib/web/action'

const done = { accept: 'Accepted', reserve: 'On reserve', reject: 'Rejected', undo: 'Undecided again' }

export const decideAction = defineAction({
  name: 'applications.decide',
  gate: 'applications.decide',
  input: decideForm,
  run: async (input, { viewer }) => {
    const next = input.back ? localPath(input.back) : `/review/${input.id}`
    if (input.conflict === 'theirs')
      return { redirectTo: `/review/${input.id}`, flash: 'Nothing of yours was saved.' }
    const { id, act, note, internalReason } = input
    const one = { id, version: seenVersion(input), note, internalReason }
    const courses = givenOf(input.courses)
    const { name, was, version } =
      act === 'accept'
        ? await acceptApplication(viewer, { ...one, courses, override: overrideOf(input) })
        : act === 'reserve'
          ? await reserveApplication(viewer, one)
          : act === 'reject'
            ? await rejectApplication(viewer, one)
            : await undoDecision(viewer, one)
    if (act === 'undo') return { redirectTo: next, flash: `${name} is undecided again.` }
    const hours = courses.reduce((sum, given) => sum + given.quarters, 0)
    const detail =
      act === 'accept' && hours > 0
        ? `: ${formatHours(hours)} in ${courses.length} ${courses.length === 1 ? 'course' : 'courses'}`
        : ''
    // The page goes on to the next application: the line names the one that it is about.
    const message = `${act === 'reserve' ? `${name} is on reserve` : `${done[act]} ${name}`}${detail}. The student is told when you publish.`
    // What was decided before a change is not brought back, so only a first decision can be taken back here.
    const undo =
      was === null ? { what: 'decision' as const, fields: { id, version: String(version) } } : undefined
    return { redirectTo: next, flash: { message, undo } }
  },
})

/** "Undo" beside the line that tells of a decision; the page stays. */
export const undoAction = definePost({
  name: 'applications.undo',
  gate: 'applications.decide',
  input: undoForm,
  run: async (input, { viewer }) => {
    const { name } = await undoDecision(viewer, input)
    return { message: `${name} is undecided again.` }
  },
})

export const bulkDecideAction = defineAction({
  name: 'applications.decideMany',
  gate: 'applications.decide',
  input: bulkForm,
  run: async (input, { viewer }) => {
    const { act, note, internalReason } = input
    // A blank note leaves the notes of single decisions as they are.
    const words = { note: note ?? undefined, internalReason: internalReason ?? undefined }
    const answer = await decideMany(viewer, act, input.item, words)
    const said = `${done[act]}: ${answer.done} ${answer.done === 1 ? 'application' : 'applications'}.`
    if (answer.failed.length === 0) {
      const undo = { what: 'decisions' as const, fields: { id: answer.bulkId } }
      return { redirectTo: localPath(input.back || '/review'), flash: { message: said, undo } }
    }
    return { message: `${said} ${answer.failed.length} could not be done; see below.`, data: answer }
  },
})

/** "Undo" beside the line that tells of a decision on many, and above the form where some of them failed. */
export const undoManyAction = definePost({
  name: 'applications.undoMany',
  gate: 'applications.decide',
  input: undoManyForm,
  run: async ({ id }, { viewer }) => ({ message: undoneInWords(await undoMany(viewer, id)) }),
})

export const addNoteAction = defineAction({
  name: 'applications.note',
  gate: 'applications.decide',
  input: noteForm,
  run: async (input, { viewer }) => {
    await addNote(viewer, input)
    return { redirectTo: localPath(input.back || `/review/${input.applicationId}`), flash: 'Note added.' }
  },
})

export const publishAction = defineAction({
  name: 'results.publish',
  gate: 'results.publish',
  input: publishForm,
  run: async (input, { viewer }) => {
    const { termId, position, requestKey, item, when, day, time } = input
    if (when === 'later') {
      const one = { termId, position, requestKey, items: item, day, time }
      const set = await scheduleResults(viewer, one)
      const { timeZone } = await getSettings()
      const left = set.leftOut.length
      return {
        redirectTo: `/review/schedules/${set.id}`,
        flash: `${set.scheduled} ${set.scheduled === 1 ? 'result goes' : 'results go'} out ${formatInstant(set.dueAt, timeZone)}.${left > 0 ? ` ${left} left out: ${set.leftOut[0]!.name} ${set.leftOut[0]!.reason}${left > 1 ? ', and others' : ''}.` : ''}`,
      }
    }
    const done = await publishResults(viewer, { termId, position, requestKey, items: item }).catch(
      (error: unknown) => {
        if (isAppError(error, 'state')) return error.message
        throw error
      },
    )
    // Nothing was left to publish: the page made anew has no form that could say so.
    if (typeof done === 'string')
      return {
        redirectTo: `/review/publish?${new URLSearchParams({ term: termId, position })}`,
        flash: { message: done, tone: 'error' as const },
      }
    const left = new URLSearchParams(done.leftOut.slice(0, 30).map((one) => ['left', one.id]))
    return {
      redirectTo: `/review/publications/${done.publicationId}${left.size > 0 ? `?${left}` : ''}`,
      flash: done.already
        ? 'These results were published before; nothing was done twice.'
        : `Published ${done.published} ${done.published === 1 ? 'result' : 'results'}.`,
    }
  },
})

export const rescheduleAction = defineAction({
  name: 'results.reschedule',
  gate: 'results.publish',
  input: rescheduleForm,
  run: async (input, { viewer }) => {
    const at = await rescheduleResults(viewer, input)
    const { timeZone } = await getSettings()
    return {
      redirectTo: `/review/schedules/${input.id}`,
      flash: `They go out ${formatInstant(at, timeZone)} now.`,
    }
  },
})

export const cancelScheduleAction = definePost({
  name: 'results.cancelSchedule',
  gate: 'results.publish',
  input: cancelScheduleForm,
  run: async (input, { viewer }) => {
    await cancelSchedule(viewer, input)
    return {
      redirectTo: `/review/schedules/${input.id}`,
      flash: 'Cancelled. The decisions stay, unpublished.',
    }
  },
})

export const correctAction = defineAction({
  name: 'applications.correct',
  gate: 'applications.editAnswers',
  input: correctForm,
  run: async (input, { viewer }) => {
    const { id, name, email, answers, version: _, conflict, conflictVersion: _c, ...eligibility } = input
    const page = `/review/${id}`
    if (conflict === 'theirs') return { redirectTo: page, flash: 'Nothing of yours was saved.' }
    await correctAnswers(viewer, {
      id,
      version: seenVersion(input),
      identity: { name, email },
      eligibility,
      courses: answers,
    })
    return { redirectTo: page, flash: 'The answers are corrected; the change is recorded.' }
  },
})

export const grantLateAction = defineAction({
  name: 'applications.grantLate',
  gate: 'applications.grantLate',
  input: lateForm,
  run: async (input, { viewer }) => {
    const back = `/review/late?term=${input.termId}&position=${input.position}`
    if (input.conflict === 'theirs') return { redirectTo: back, flash: 'Nothing of yours was saved.' }
    await grantLate(viewer, { ...input, version: seenVersion(input) })
    return { redirectTo: back, flash: 'The student can submit late.' }
  },
})

export const revokeLateAction = definePost({
  name: 'applications.revokeLate',
  gate: 'applications.grantLate',
  input: revokeLateForm,
  run: async (input, { viewer }) => {
    await revokeLate(viewer, input)
    return { message: 'Taken back: the deadlines hold for this student again.' }
  },
})
