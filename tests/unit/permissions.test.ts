import { describe, expect, it } from 'vitest'
import { can, mayEver, type Subject, type Viewer } from '@/lib/permissions'
import { type Action, permissionTable } from '@/lib/permissions/table'
import { type Position, type Role, roles } from '@/lib/vocabulary'

/**
 * SPEC 3 written out a second time, in its own words, one line per action and one word per role in the
 * order admin, TC, MC, CC, student, everyone. The test crosses every action with every role and every
 * combination of facts and compares the two.
 */
type Word =
  | '-'
  | 'all'
  | 'own'
  | 'tutor'
  | 'marker'
  | 'own course'
  | 'own course, can pre-assign'
  | 'open or takes part'
  | 'people of tutors'
  | 'people of markers'
  | 'people of own courses'
  | 'not admins'
  | 'students only'
  | 'not self'
  | 'not self, not admins'
  | 'not self, any role'
  | 'not self, staff role'
  | 'not self, student role'
  | 'tutor mail or own'
  | 'marker mail or own'

const byPosition: Word[] = ['all', 'tutor', 'marker', '-', '-', '-']
const coordinators: Word[] = ['all', 'all', 'all', '-', '-', '-']

const spec: Record<Action, Word[]> = {
  'terms.manage': coordinators,
  'courses.manage': coordinators,
  'courses.import': coordinators,
  'courses.editNeed': ['all', 'all', 'all', 'own course', '-', '-'],
  'courses.read': ['all', 'all', 'all', 'all', 'open or takes part', '-'],
  'people.read': ['all', 'people of tutors', 'people of markers', 'people of own courses', 'own', 'own'],
  'profile.edit': ['own', 'own', 'own', 'own', 'own', 'own'],
  'profile.correctIdentity': ['all', 'people of tutors', 'people of markers', '-', '-', '-'],
  'account.secure': ['own', 'own', 'own', 'own', 'own', 'own'],
  'applications.write': ['all', '-', '-', '-', 'own', '-'],
  'applications.read': ['all', 'tutor', 'marker', 'people of own courses', 'own', '-'],
  'applications.endorse': ['all', 'all', 'all', 'own course', '-', '-'],
  'applications.editAnswers': byPosition,
  'applications.decide': byPosition,
  'applications.grantLate': byPosition,
  'results.publish': byPosition,
  'allocations.preAssign': ['all', 'all', 'all', 'own course, can pre-assign', '-', '-'],
  'allocations.manage': ['all', 'tutor', 'marker', 'own course, can pre-assign', '-', '-'],
  'allocations.override': byPosition,
  'members.read': ['all', 'all', 'all', 'own course', '-', '-'],
  'assignment.run': byPosition,
  'offers.answer': ['-', '-', '-', '-', 'own', '-'],
  'hours.record': ['all', 'tutor', 'marker', '-', 'own', '-'],
  'hours.approve': ['all', 'tutor', 'marker', 'own course', '-', '-'],
  'payroll.export': byPosition,
  'reports.read': ['all', 'all', 'all', 'own course', '-', '-'],
  'users.list': ['all', 'not admins', 'not admins', 'students only', '-', '-'],
  'users.invite': ['all', 'not admins', 'not admins', 'students only', '-', '-'],
  'users.edit': ['all', 'not admins', 'not admins', '-', '-', '-'],
  'users.deactivate': ['not self', 'not self, not admins', 'not self, not admins', '-', '-', '-'],
  'users.delete': ['not self', '-', '-', '-', '-', '-'],
  'roles.grant': [
    'not self, any role',
    'not self, staff role',
    'not self, staff role',
    'not self, student role',
    '-',
    '-',
  ],
  'roles.take': ['not self, any role', 'not self, staff role', 'not self, staff role', '-', '-', '-'],
  'settings.read': coordinators,
  'settings.edit': ['all', '-', '-', '-', '-', '-'],
  'audit.read': byPosition,
  'emails.read': ['all', 'tutor mail or own', 'marker mail or own', 'own', 'own', 'own'],
  'emails.resend': byPosition,
  'emails.reveal': ['all', '-', '-', '-', '-', '-'],
  'messages.start': ['all', 'all', 'all', 'all', 'all', 'all'],
  'app.use': ['all', 'all', 'all', 'all', 'all', 'all'],
}

const me = 'me'
const myCourse = 'my-course'

function means(word: Word, s: Subject): boolean {
  const own = s.ownerId === me
  const other = s.ownerId !== undefined && !own
  switch (word) {
    case '-':
      return false
    case 'all':
      return true
    case 'own':
      return own
    case 'tutor':
    case 'marker':
      return s.position === word
    case 'own course':
      return s.courseId === myCourse
    case 'own course, can pre-assign':
      return s.courseId === myCourse && s.canPreAssign === true
    case 'open or takes part':
      return s.termOpen === true || s.takesPart === true
    case 'people of tutors':
      return own || (s.personPositions ?? []).includes('tutor')
    case 'people of markers':
      return own || (s.personPositions ?? []).includes('marker')
    case 'people of own courses':
      return own || (s.personCourseIds ?? []).includes(myCourse)
    case 'not admins':
      return s.targetRoles !== undefined && !s.targetRoles.includes('admin')
    case 'students only':
      return s.targetRoles?.length === 1 && s.targetRoles[0] === 'student'
    case 'not self':
      return other
    case 'not self, not admins':
      return other && s.targetRoles !== undefined && !s.targetRoles.includes('admin')
    case 'not self, any role':
      return other
    case 'not self, staff role':
      return other && s.role !== undefined && s.role !== 'admin'
    case 'not self, student role':
      return other && s.role === 'student'
    case 'tutor mail or own':
      return own || s.position === 'tutor'
    case 'marker mail or own':
      return own || s.position === 'marker'
  }
}

function subjects(): Subject[] {
  const all: Subject[] = []
  const owners = [undefined, me, 'someone']
  const positions: (Position | undefined)[] = [undefined, 'tutor', 'marker']
  for (const ownerId of owners)
    for (const position of positions)
      for (const courseId of [undefined, myCourse, 'other-course'])
        for (const canPreAssign of [undefined, true, false])
          all.push({ ownerId, position, courseId, canPreAssign })
  for (const ownerId of owners)
    for (const personPositions of [undefined, [], ['tutor'], ['marker'], ['tutor', 'marker']] as Position[][])
      for (const personCourseIds of [undefined, [], [myCourse], ['other-course']] as string[][])
        all.push({ ownerId, personPositions, personCourseIds })
  for (const ownerId of owners)
    for (const role of [undefined, ...roles])
      for (const targetRoles of [
        undefined,
        [],
        ['student'],
        ['admin'],
        ['student', 'admin'],
        ['course_coordinator'],
      ] as Role[][])
        all.push({ ownerId, role, targetRoles })
  for (const termOpen of [undefined, true, false])
    for (const takesPart of [undefined, true, false]) all.push({ termOpen, takesPart })
  return all
}

const viewerWith = (held: Role[]): Viewer => ({
  id: me,
  name: 'Me',
  username: 'me',
  email: 'me@example.test',
  roles: held,
  courseIds: held.includes('course_coordinator') ? [myCourse] : [],
  sessionId: 's',
})

describe('the permission table is SPEC 3', () => {
  const columns: Role[] = [
    'admin',
    'tutor_coordinator',
    'marker_coordinator',
    'course_coordinator',
    'student',
  ]
  it('lists exactly the actions of the specification', () => {
    expect(Object.keys(permissionTable).sort()).toEqual(Object.keys(spec).sort())
  })

  for (const action of Object.keys(spec) as Action[]) {
    it(`${action}: each role alone, whatever is known of the record`, () => {
      for (const [column, role] of columns.entries()) {
        const words = [spec[action][column]!, spec[action][5]!]
        for (const subject of subjects()) {
          const expected = words.some((word) => means(word, subject))
          const answer = can(viewerWith([role]), action, subject)
          expect(answer.allowed, `${role} ${action} ${JSON.stringify(subject)}`).toBe(expected)
          if (!answer.allowed) expect(answer.reason).toMatch(/\.$/)
          if (expected) expect(mayEver(viewerWith([role]), action)).toBe(true)
        }
      }
    })
  }

  it('gives a person with several roles the union of them and no more', () => {
    for (const action of Object.keys(spec) as Action[])
      for (const a of columns)
        for (const b of columns)
          for (const subject of subjects()) {
            // A course coordinator's courses belong to that role, so the union is taken with the same courses.
            const held = viewerWith([a, b])
            const alone = [a, b].map((role) => can({ ...held, roles: [role] }, action, subject).allowed)
            expect(can(held, action, subject).allowed).toBe(alone.some(Boolean))
          }
  })

  it('refuses what it does not know: an action, a role, an inherited property, a person without roles', () => {
    const admin = viewerWith(['admin'])
    for (const unknown of ['nothing', 'toString', '__proto__', 'constructor'])
      expect(can(admin, unknown as Action).allowed).toBe(false)
    expect(can(viewerWith(['king' as Role]), 'terms.manage').allowed).toBe(false)
    expect(can(viewerWith(['toString' as Role]), 'terms.manage').allowed).toBe(false)
    expect(can(viewerWith([]), 'courses.read', { termOpen: true }).allowed).toBe(false)
  })
})
