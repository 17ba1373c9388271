import { formatDay } from '@/lib/dates'
import type { CheckContext, CourseFacts } from './check'
import { coursePassed, deadlineOf } from './deadlines'

/** Why a student cannot apply to this course now, as a sentence, or null when they can. */
export function courseBar(course: CourseFacts, context: CheckContext): string | null {
  if (course.archived) return `${course.code} no longer takes applications.`
  if (context.held.has(course.id)) return `You already have ${course.code} as a ${context.position}.`
  if (!course.needed) return `${course.code} does not need ${context.position}s.`
  if (coursePassed(course, context)) {
    const day = deadlineOf(course, context)
    return `The deadline of ${course.code} was ${day ? formatDay(day) : 'earlier'}.`
  }
  if (!course.hoursLeft) return `${course.code} has no hours left.`
  return null
}

/** Answers about this course stand as submitted: its deadline has ended while others have not. */
export function courseLocked(courseId: string, context: CheckContext): boolean {
  const course = context.courses.get(courseId)
  return Boolean(context.submitted?.has(courseId) && course && coursePassed(course, context))
}
