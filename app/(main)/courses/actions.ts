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
import { courseInput, courseNeedInput, courseRefInput, newCourseInput } from '@/lib/courses/schema'
import { idField, tick } from '@/lib/fields'
import { defineAction, definePost } from '@/lib/web/action'

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
  input: courseInput,
  run: async (input, { viewer }) => {
    const redirectTo = `/courses/${input.id}`
    if (input.conflict === 'theirs') return { redirectTo, flash: nothingSaved }
    await updateCourse(viewer, input)
    return { redirectTo, flash: `Saved ${input.code}.` }
  },
})

export const saveCourseNeedAction = defineAction({
  name: 'courses.updateNeed',
  gate: 'courses.editNeed',
  input: courseNeedInput,
  run: async (input, { viewer }) => {
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
