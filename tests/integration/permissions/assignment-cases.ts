import type { Case } from './cases'
import type { World } from './people'

/** Scenarios of automatic assignment: each belongs to the coordinators of its position, with both to an admin. */
const start = (scope: string) => (w: World) => ({
  termId: w.termId,
  scope,
  name: 'A scenario',
  timeLimit: '30',
  minChunk: '10',
  unit: '5',
  maxCourses: '3',
})
const onRuns = (fields: (runId: string, w: World) => Record<string, string | File>): Case[] => [
  { on: 'tutors', who: 'AT', fields: (w) => fields(w.assignment.tutorRun, w) },
  { on: 'markers', who: 'AM', fields: (w) => fields(w.assignment.markerRun, w) },
  { on: 'both positions', who: 'A', fields: (w) => fields(w.assignment.bothRun, w) },
]
const runPages = (search?: () => Record<string, string>): Case[] => [
  { on: 'tutors', who: 'AT', params: (w) => ({ runId: w.assignment.tutorRun }), search },
  { on: 'markers', who: 'AM', params: (w) => ({ runId: w.assignment.markerRun }), search },
  { on: 'both positions', who: 'A', params: (w) => ({ runId: w.assignment.bothRun }), search },
]
const versioned = (id: string) => ({ id, version: '1' })

export const assignmentCases: Record<string, Case[]> = {
  'page /assign': [
    { on: 'tutors', who: 'AT', search: (w) => ({ term: w.termId, scope: 'tutor' }) },
    { on: 'markers', who: 'AM', search: (w) => ({ term: w.termId, scope: 'marker' }) },
    { on: 'both positions', who: 'A', search: (w) => ({ term: w.termId, scope: 'both' }) },
  ],
  'page /assign/[runId]': runPages(),
  'page /assign/[runId]/apply': runPages(),
  'page /assign/[runId]/import': runPages(),
  'page /assign/[runId]/compare': runPages(() => ({ with: 'standing' })),
  'route assignment.progress GET': runPages(),
  'route assignment.export GET': runPages(() => ({ format: 'csv' })),
  'route assignment.compare GET': runPages(() => ({ with: 'standing' })),
  'route assignment.scenarios GET': [
    { on: 'tutors', who: 'AT', search: (w) => ({ term: w.termId, scope: 'tutor' }) },
    { on: 'markers', who: 'AM', search: (w) => ({ term: w.termId, scope: 'marker' }) },
    { on: 'both positions', who: 'A', search: (w) => ({ term: w.termId, scope: 'both' }) },
  ],
  'action assignment.start': [
    { on: 'tutors', who: 'AT', fields: start('tutor') },
    { on: 'markers', who: 'AM', fields: start('marker') },
    { on: 'both positions', who: 'A', fields: start('both') },
  ],
  'action assignment.again': onRuns((id) => ({ id, name: 'Again', close: 'normal' })),
  'action assignment.cancel': onRuns((id) => ({ id })),
  'action assignment.rename': onRuns((id) => ({ id, name: 'Another name' })),
  'action assignment.delete': onRuns((id) => ({ id })),
  'action assignment.edit': onRuns((id, w) => ({
    ...versioned(id),
    act: 'forbid',
    userId: w.me.S,
    courseId: w.ownCourse,
    position: 'tutor',
  })).filter((one) => one.on !== 'markers'),
  'action assignment.putBack': onRuns((id, w) => ({
    id,
    userId: w.me.S,
    courseId: w.ownCourse,
    letIn: '1',
    pairs: '',
  })),
  'action assignment.reset': onRuns(versioned),
  'action assignment.rebase': onRuns(versioned),
  'action assignment.apply': onRuns(versioned),
  'action assignment.undo': onRuns(versioned),
  'action assignment.upload': onRuns((id) => ({
    ...versioned(id),
    file: new File(['Student ID,Course,Hours\n1,A,10\n'], 'pairs.csv'),
  })),
  'action assignment.takeImport': onRuns(versioned),
}
