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
import { type Calculation, calculate, orCalculation } from '@/lib/courses/need-form'
import { getCourse } from '@/lib/courses/queries'
import { courseInput, courseNeedInput, courseRefInput, newCourseInput } from '@/lib/courses/schema'
import { teachingWeeks } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { idField, tick } from '@/lib/fields'
import { can, requireCan, type Viewer } from '@/lib/permissions'
import { type ActionResult, defineAction, definePost } from '@/lib/web/action'
import { typedValues } from '@/lib/web/form-data'

/** The form again with the proposal, and where asked with the hours in its fields; nothing is saved. */
async function calculateNeed(viewer: Viewer, input: Calculation, form: FormData): Promise<ActionResult> {
  requireCan(viewer, 'courses.editNeed', { courseId: input.id })
  const found = await getCourse(viewer, input.id)
  if (!found) throw notFound('This course')
  const { startsOn, endsOn, breakWeeks } = found.term
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

const nothingSaved = 'Nothing of yours was saved.'

export const createCourseAction = defineAction({
  name: 'courses.create',
  gate: 'courses.manage',
  input: newCourseInput,
  run: async (input, { viewer }) => {
    const id = await createCourse(viewer, input)
    return { redirectTo: `/courses/${id}`, flash: `Created ${input.code}.` }
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
    return { redirectTo, flash: `Saved ${input.code}.` }
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
