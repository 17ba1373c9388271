import { z } from 'zod'
import { parseWeeks } from '@/lib/assignment-runs/profile'
import {
  hoursField,
  idField,
  lineField,
  optionalCount,
  optionalDay,
  optionalHours,
  optionalText,
  tick,
  versionFields,
} from '@/lib/fields'
import { formatHours } from '@/lib/hours'
import { normaliseCourseCode } from './import-fields'
import { COURSE_LIMITS } from './limits'

const students = () => optionalCount({ most: COURSE_LIMITS.students })
const sessions = () => optionalCount({ most: COURSE_LIMITS.sessions })
const hours = { most: COURSE_LIMITS.quarters }
/** One number for each teaching week, kept as it is read: "0, 10, 10, 20". */
const weeks = () =>
  optionalText(400).transform((text, context) => {
    if (text === null) return null
    const answer = parseWeeks(text)
    if (answer.ok) return answer.weeks.join(', ')
    context.addIssue({ code: 'custom', message: answer.reason })
    return z.NEVER
  })

/** What a course's own coordinators may change: its need and its description (SPEC 3). */
const needFields = {
  needTutors: tick(),
  needMarkers: tick(),
  wantedTutors: optionalCount({ most: COURSE_LIMITS.sessions }),
  wantedMarkers: optionalCount({ most: COURSE_LIMITS.sessions }),
  tutorWeeks: weeks(),
  markerWeeks: weeks(),
  estimatedStudents: students(),
  currentStudents: students(),
  assignments: sessions(),
  labsPerWeek: sessions(),
  tutorialsPerWeek: sessions(),
  tutorResponsibility: optionalText(COURSE_LIMITS.responsibility),
  markerResponsibility: optionalText(COURSE_LIMITS.responsibility),
  prerequisite: optionalText(COURSE_LIMITS.prerequisite).transform(
    (text) => text?.replace(/\s+/g, ' ') ?? null,
  ),
  notes: optionalText(COURSE_LIMITS.responsibility),
}

/** What only those who manage courses may change. */
const managedFields = {
  termId: idField('Choose a term.'),
  code: lineField({ blank: 'Enter a course code, such as COMPSCI 101.', most: COURSE_LIMITS.code })
    .transform(normaliseCourseCode)
    .pipe(
      z
        .string()
        .min(1, 'Enter a course code, such as COMPSCI 101.')
        .max(COURSE_LIMITS.code, 'This code is too long.'),
    ),
  name: lineField({ blank: 'Enter the course’s name.', most: COURSE_LIMITS.name }),
  availableQuarters: hoursField(hours),
  tutorQuarters: optionalHours(hours),
  markerQuarters: optionalHours(hours),
  canPreAssign: tick(),
  tutorDeadline: optionalDay(),
  markerDeadline: optionalDay(),
}

type Budget = { availableQuarters: number; tutorQuarters: number | null; markerQuarters: number | null }

/** SPEC 5: the splits together are not more than the budget. */
function checkSplit(course: Budget, context: z.RefinementCtx): void {
  const split = (course.tutorQuarters ?? 0) + (course.markerQuarters ?? 0)
  if (split <= course.availableQuarters) return
  context.addIssue({
    code: 'custom',
    path: [course.tutorQuarters === null ? 'markerQuarters' : 'tutorQuarters'],
    message: `The hours for tutors and for markers make ${formatHours(split)} together, more than the ${formatHours(course.availableQuarters)} of the course.`,
  })
}

export const newCourseInput = z.object({ ...managedFields, ...needFields }).superRefine(checkSplit)
export const courseInput = z
  .object({ id: idField('Which course?'), ...versionFields, ...managedFields, ...needFields })
  .superRefine(checkSplit)
export const courseNeedInput = z.object({ id: idField('Which course?'), ...versionFields, ...needFields })
export const courseRefInput = z.object({ id: idField('Which course?'), ...versionFields })

export type NewCourse = z.output<typeof newCourseInput>
export type CourseChange = z.output<typeof courseInput>
export type CourseNeedChange = z.output<typeof courseNeedInput>
export type CourseRef = z.output<typeof courseRefInput>

export const needFieldNames = Object.keys(needFields) as (keyof typeof needFields)[]
export const courseFieldNames = Object.keys({ ...managedFields, ...needFields }) as (keyof NewCourse)[]

/** What people call each field. */
export const courseLabels: Record<keyof NewCourse, string> = {
  termId: 'Term',
  code: 'Course code',
  name: 'Course name',
  availableQuarters: 'Available hours',
  tutorQuarters: 'Hours for tutors',
  markerQuarters: 'Hours for markers',
  canPreAssign: 'Coordinators may pre-assign',
  tutorDeadline: 'Tutor deadline',
  markerDeadline: 'Marker deadline',
  needTutors: 'Needs tutors',
  needMarkers: 'Needs markers',
  wantedTutors: 'Wanted number of tutors',
  wantedMarkers: 'Wanted number of markers',
  tutorWeeks: 'Hours of tutors by week',
  markerWeeks: 'Hours of markers by week',
  estimatedStudents: 'Estimated students',
  currentStudents: 'Current students',
  assignments: 'Assignments',
  labsPerWeek: 'Labs a week',
  tutorialsPerWeek: 'Tutorials a week',
  tutorResponsibility: 'Responsibilities of tutors',
  markerResponsibility: 'Responsibilities of markers',
  prerequisite: 'Prerequisite',
  notes: 'Notes for coordinators',
}
