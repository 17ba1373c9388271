'use server'
import { z } from 'zod'
import {
  createCourse,
  removeCourse,
  restoreCourse,
  updateCourse,
  updateCourseNeed,
} from '@/lib/courses/commands'
import { addCoordinator, removeCoordinator } from '@/lib/courses/coordinators'
import { lateDeadlinesText } from '@/lib/courses/late-deadlines'
import { type Calculation, calculate, orCalculation } from '@/lib/courses/need-form'
import { getCourse } from '@/lib/courses/queries'
import {
  courseInput,
  courseNeedInput,
  courseRefInput,
  type NewCourse,
  newCourseInput,
} from '@/lib/courses/schema'
import { teachingWeeks } from '@/lib/dates'
import { invalid, notFound } from '@/lib/errors'
import { idField, tick } from '@/lib/fields'
import { can, requireCan, type Viewer } from '@/lib/permissions'
import { getTerm } from '@/lib/terms/queries'
import { lowerFirst } from '@/lib/text'
import { type ActionResult, defineAction, definePost } from '@/lib/web/action'
import { typedValues } from '@/lib/web/form-data'

/** The form again with the proposal, and where asked with the hours in its fields; nothing is saved. */
async function calculateNeed(viewer: Viewer, input: Calculation, form: FormData): Promise<ActionResult> {
  const { startsOn, endsOn, breakWeeks } = await termOfCalculation(viewer, input)
  const manages = can(viewer, 'courses.manage', { courseId: input.id }).allowed
  const { need, fill } = calculate(input, teachingWeeks(startsOn, endsOn, breakWeeks), manages)
  return {
    values: { ...typedValues(form), ...fill },
    data: { need },
    message:
      Object.keys(fill).length > 0
        ? 'The proposal of the need calculator is in the fields. Save the course to keep it.'
        : 'The hours are worked out under “Need calculator”. Nothing is saved yet.',
  }
}

/** The term of the course, or of one that is being made the chosen one. */
async function termOfCalculation(viewer: Viewer, { id, termId }: Calculation) {
  if (id === '') {
    requireCan(viewer, 'courses.manage')
    const term = await getTerm(viewer, termId)
    if (!term) throw invalid({ termId: 'Choose a term.' })
    return term
  }
  requireCan(viewer, 'courses.editNeed', { courseId: id })
  const found = await getCourse(viewer, id)
  if (!found) throw notFound('This course')
  return found.term
}

/** What was saved, with a warning where a deadline is after the end of the term. */
async function savedText(viewer: Viewer, done: string, course: NewCourse): Promise<string> {
  const term = await getTerm(viewer, course.termId)
  const warning = term && lateDeadlinesText(course, term.endsOn)
  return warning ? `${done} Check the dates: ${lowerFirst(warning)}` : done
}

const nothingSaved = 'Nothing of yours was saved.'

export const createCourseAction = defineAction({
  name: 'courses.create',
  gate: 'courses.manage',
  input: orCalculation(newCourseInput),
  run: async (posted, { viewer, form }) => {
    if ('calculation' in posted) return calculateNeed(viewer, posted.calculation, form)
    const input = posted.course
    const id = await createCourse(viewer, input)
    return { redirectTo: `/courses/${id}`, flash: await savedText(viewer, `Created ${input.code}.`, input) }
  },
})

export const saveCourseAction = defineAction({
  name: 'courses.update',
  gate: 'courses.manage',
  input: orCalculation(courseInput),
  run: async (posted, { viewer, form }) => {
    if ('calculation' in posted) return calculateNeed(viewer, posted.calculation, form)
    const input = posted.course
    const redirectTo = `/courses/${input.id}`
    if (input.conflict === 'theirs') return { redirectTo, flash: nothingSaved }
    await updateCourse(viewer, input)
    return { redirectTo, flash: await savedText(viewer, `Saved ${input.code}.`, input) }
  },
})

export const saveCourseNeedAction = defineAction({
  name: 'courses.updateNeed',
  gate: 'courses.editNeed',
  input: orCalculation(courseNeedInput),
  run: async (posted, { viewer, form }) => {
    if ('calculation' in posted) return calculateNeed(viewer, posted.calculation, form)
    const input = posted.course
    const redirectTo = `/courses/${input.id}`
    if (input.conflict === 'theirs') return { redirectTo, flash: nothingSaved }
    await updateCourseNeed(viewer, input)
    return { redirectTo, flash: 'Saved the course.' }
  },
})

export const removeCourseAction = defineAction({
  name: 'courses.remove',
  gate: 'courses.manage',
  input: courseRefInput,
  run: async (input, { viewer }) => {
    const page = `/courses/${input.id}`
    if (input.conflict === 'theirs') return { redirectTo: page }
    const done = await removeCourse(viewer, input)
    return done === 'deleted'
      ? { redirectTo: '/courses', flash: 'Deleted the course.' }
      : { redirectTo: page, flash: 'Archived the course.' }
  },
})

export const restoreCourseAction = defineAction({
  name: 'courses.restore',
  gate: 'courses.manage',
  input: courseRefInput,
  run: async (input, { viewer }) => {
    const page = `/courses/${input.id}`
    if (input.conflict === 'theirs') return { redirectTo: page }
    await restoreCourse(viewer, input)
    return { redirectTo: page, flash: 'Brought the course back.' }
  },
})

const pair = { courseId: idField('Which course?'), userId: idField('Choose a person.') }

export const addCoordinatorAction = definePost({
  name: 'courses.addCoordinator',
  gate: 'courses.manage',
  input: z.object({ ...pair, grant: tick() }),
  run: async (input, { viewer }) => {
    const { name, granted } = await addCoordinator(viewer, input)
    return {
      redirectTo: `/courses/${input.courseId}/coordinators`,
      flash: granted
        ? `${name} coordinates the course and has the role Course coordinator.`
        : `${name} coordinates the course.`,
    }
  },
})

export const removeCoordinatorAction = definePost({
  name: 'courses.removeCoordinator',
  gate: 'courses.manage',
  input: z.object(pair),
  run: async (input, { viewer }) => {
    const { name } = await removeCoordinator(viewer, input)
    return {
      redirectTo: `/courses/${input.courseId}/coordinators`,
      flash: `${name} no longer coordinates the course.`,
    }
  },
})
