import type { Position, Role } from '@/lib/vocabulary'

/**
 * SPEC 3: the only place that says who may do what. An action that is not listed, a role that is not
 * listed under it, and a condition whose facts are missing are all refused.
 */

/** What is known of the record that is asked about. A condition that needs a missing fact refuses. */
export type Subject = {
  /** The person whose record it is. */
  ownerId?: string
  position?: Position
  /** The course it is about; the viewer's own courses are in the viewer. */
  courseId?: string
  /** canPreAssign of that course. */
  canPreAssign?: boolean
  /** Positions in which the person has applied (submitted or later) or works. */
  personPositions?: readonly Position[]
  /** Courses to which the person has applied (submitted or later) or in which they work. */
  personCourseIds?: readonly string[]
  /** The course's term takes applications. */
  termOpen?: boolean
  /** The viewer has applied to the course or works in it. */
  takesPart?: boolean
  /** Roles of the account that is listed, edited or deactivated; an invited one: the roles it gets. */
  targetRoles?: readonly Role[]
  /** The role that is given or taken. */
  role?: Role
}

export type Viewer = {
  id: string
  name: string
  username: string
  email: string
  roles: readonly Role[]
  /** Courses that the viewer coordinates. Given only with the course coordinator's role. */
  courseIds: readonly string[]
  sessionId: string
}

type Condition = (viewer: Viewer, subject: Subject) => true | string

const any: Condition = () => true
const own: Condition = (v, s) => s.ownerId === v.id || 'Only the person themselves may do this.'
const tutorOnly: Condition = (_, s) =>
  s.position === 'tutor' || 'Tutor coordinators act on tutor positions only.'
const markerOnly: Condition = (_, s) =>
  s.position === 'marker' || 'Marker coordinators act on marker positions only.'
const ownCourse: Condition = (v, s) =>
  (s.courseId !== undefined && v.courseIds.includes(s.courseId)) || 'You do not coordinate this course.'
const ownPreAssignCourse: Condition = (v, s) => {
  const mine = ownCourse(v, s)
  if (mine !== true) return mine
  return s.canPreAssign === true || 'Pre-assignment is not open for this course.'
}
const openTermOrOwnCourse: Condition = (_, s) =>
  s.termOpen === true || s.takesPart === true || 'This course is not open for applications.'
const tutorPeople: Condition = (v, s) =>
  own(v, s) === true ||
  (s.personPositions?.includes('tutor') ?? false) ||
  'This person has not applied as a tutor.'
const markerPeople: Condition = (v, s) =>
  own(v, s) === true ||
  (s.personPositions?.includes('marker') ?? false) ||
  'This person has not applied as a marker.'
const ownCoursePeople: Condition = (v, s) =>
  own(v, s) === true ||
  (s.personCourseIds?.some((id) => v.courseIds.includes(id)) ?? false) ||
  'This person has not applied to a course of yours.'
const notAdmins: Condition = (_, s) =>
  (s.targetRoles !== undefined && !s.targetRoles.includes('admin')) || 'Only an admin may act on an admin.'
const students: Condition = (_, s) =>
  (s.targetRoles !== undefined &&
    s.targetRoles.length > 0 &&
    s.targetRoles.every((role) => role === 'student')) ||
  'Course coordinators may list and invite students only.'
const notSelf =
  (next: Condition): Condition =>
  (v, s) =>
    s.ownerId !== undefined && s.ownerId !== v.id ? next(v, s) : 'Nobody may do this to their own account.'
const staffRoles: Condition = (_, s) =>
  (s.role !== undefined && s.role !== 'admin') || 'Only an admin may make or unmake an admin.'
const studentRole: Condition = (_, s) =>
  s.role === 'student' || 'Course coordinators may give the role of student only.'
const tutorMailOrOwn: Condition = (v, s) => own(v, s) === true || tutorOnly(v, s)
const markerMailOrOwn: Condition = (v, s) => own(v, s) === true || markerOnly(v, s)

type Row = Partial<Record<Role | 'everyone', Condition>>

const coordinators: Row = { admin: any, tutor_coordinator: any, marker_coordinator: any }
const byPosition: Row = { admin: any, tutor_coordinator: tutorOnly, marker_coordinator: markerOnly }

export const permissionTable = {
  'terms.manage': coordinators,
  'courses.manage': coordinators,
  'courses.import': coordinators,
  'courses.editNeed': { ...coordinators, course_coordinator: ownCourse },
  'courses.read': { ...coordinators, course_coordinator: any, student: openTermOrOwnCourse },

  'people.read': {
    admin: any,
    tutor_coordinator: tutorPeople,
    marker_coordinator: markerPeople,
    course_coordinator: ownCoursePeople,
    everyone: own,
  },
  'profile.edit': { everyone: own },
  'profile.correctIdentity': { admin: any, tutor_coordinator: tutorPeople, marker_coordinator: markerPeople },
  'account.secure': { everyone: own },

  'applications.write': { admin: any, student: own },
  'applications.read': {
    admin: any,
    tutor_coordinator: tutorOnly,
    marker_coordinator: markerOnly,
    course_coordinator: ownCoursePeople,
    student: own,
  },
  'applications.endorse': { ...coordinators, course_coordinator: ownCourse },
  'applications.editAnswers': byPosition,
  'applications.decide': byPosition,
  'applications.grantLate': byPosition,
  'results.publish': byPosition,

  'allocations.preAssign': { ...coordinators, course_coordinator: ownPreAssignCourse },
  'allocations.manage': { ...byPosition, course_coordinator: ownPreAssignCourse },
  'allocations.override': byPosition,
  'members.read': { ...coordinators, course_coordinator: ownCourse },
  'assignment.run': byPosition,
  'offers.answer': { student: own },

  'hours.record': { ...byPosition, student: own },
  'hours.approve': { ...byPosition, course_coordinator: ownCourse },
  'payroll.export': byPosition,
  'reports.read': { ...coordinators, course_coordinator: ownCourse },

  'users.list': {
    admin: any,
    tutor_coordinator: notAdmins,
    marker_coordinator: notAdmins,
    course_coordinator: students,
  },
  'users.invite': {
    admin: any,
    tutor_coordinator: notAdmins,
    marker_coordinator: notAdmins,
    course_coordinator: students,
  },
  'users.edit': { admin: any, tutor_coordinator: notAdmins, marker_coordinator: notAdmins },
  'users.deactivate': {
    admin: notSelf(any),
    tutor_coordinator: notSelf(notAdmins),
    marker_coordinator: notSelf(notAdmins),
  },
  /** Cannot be taken back, and so not with deactivation. */
  'users.delete': { admin: notSelf(any) },
  'roles.grant': {
    admin: notSelf(any),
    tutor_coordinator: notSelf(staffRoles),
    marker_coordinator: notSelf(staffRoles),
    course_coordinator: notSelf(studentRole),
  },
  /** Not with granting: a course coordinator may make students, and end nobody's studying. */
  'roles.take': {
    admin: notSelf(any),
    tutor_coordinator: notSelf(staffRoles),
    marker_coordinator: notSelf(staffRoles),
  },

  'settings.read': coordinators,
  'settings.edit': { admin: any },
  'audit.read': byPosition,
  'emails.read': {
    admin: any,
    tutor_coordinator: tutorMailOrOwn,
    marker_coordinator: markerMailOrOwn,
    everyone: own,
  },
  'emails.resend': byPosition,
  'emails.reveal': { admin: any },

  'messages.start': { everyone: any },
  /** Own home page, search, theme, term switch, saved views: each of them shows or changes only what is the viewer's. */
  'app.use': { everyone: any },
} as const satisfies Record<string, Row>

export type Action = keyof typeof permissionTable
