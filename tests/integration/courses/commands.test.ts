import { and, asc, eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { db } from '@/db/client'
import { auditLog, courseCoordinators, courses, emails, userRoles } from '@/db/schema'
import { usedQuarters } from '@/lib/allocations/facts'
import {
  createCourse,
  removeCourse,
  restoreCourse,
  updateCourse,
  updateCourseNeed,
} from '@/lib/courses/commands'
import {
  addCoordinator,
  findCandidates,
  listCoordinators,
  removeCoordinator,
} from '@/lib/courses/coordinators'
import { courseInput, courseNeedInput, newCourseInput } from '@/lib/courses/schema'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication } from '@/lib/review/commands'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

let admin: Viewer
let tutorco: Viewer
beforeAll(async () => {
  admin = await makeViewer('admin', { name: 'Ada Admin' })
  tutorco = await makeViewer('tutor_coordinator', { name: 'Tara Coordinator' })
})

let n = 0
const form = (termId: string, given: Record<string, string> = {}) => ({
  termId,
  code: `compsci  ${700 + ++n}`,
  name: 'A Course',
  availableQuarters: '100',
  ...given,
})
const create = (termId: string, given: Record<string, string> = {}, who = admin) =>
  createCourse(who, newCourseInput.parse(form(termId, given)))
const load = async (id: string) => (await db.select().from(courses).where(eq(courses.id, id)))[0]
const auditOf = (id: string) =>
  db.select().from(auditLog).where(eq(auditLog.recordId, id)).orderBy(asc(auditLog.id))
const errorsOf = (given: Record<string, string>) =>
  Object.fromEntries(
    (newCourseInput.safeParse(form('t', given)).error?.issues ?? []).map((issue) => [
      issue.path.join('.'),
      issue.message,
    ]),
  )
const change = (id: string, version: number, termId: string, given: Record<string, string> = {}) =>
  courseInput.parse({ ...form(termId), id, version, ...given })

describe('a new course', () => {
  test('keeps every field, its code in one spelling, and is found by it', async () => {
    const termId = await makeTerm()
    const id = await create(termId, {
      code: ' compsci  101 ',
      tutorQuarters: '60.5',
      markerQuarters: '39.5',
      needTutors: 'on',
      wantedTutors: '3',
      estimatedStudents: '1,200',
      tutorDeadline: '12/02/2027',
      tutorResponsibility: 'Labs.\r\nMeetings.',
      prerequisite: 'COMPSCI 100',
      canPreAssign: 'on',
    })
    expect(await load(id)).toMatchObject({
      code: 'COMPSCI 101',
      availableQuarters: 400,
      tutorQuarters: 242,
      markerQuarters: 158,
      needTutors: true,
      needMarkers: false,
      wantedTutors: 3,
      estimatedStudents: 1200,
      currentStudents: null,
      tutorDeadline: '2027-02-12',
      markerDeadline: null,
      tutorResponsibility: 'Labs.\nMeetings.',
      canPreAssign: true,
      version: 1,
    })
    expect((await load(id))!.searchText).toContain('compsci101')
    expect(await auditOf(id)).toMatchObject([{ action: 'courses.create', courseId: id, termId }])
  })

  test('is refused on the field that is wrong', () => {
    expect(errorsOf({ code: '  ' })).toHaveProperty('code')
    expect(errorsOf({ name: 'x'.repeat(201) })).toHaveProperty('name')
    expect(errorsOf({ availableQuarters: '' })).toHaveProperty('availableQuarters')
    expect(errorsOf({ availableQuarters: '-1' })).toHaveProperty('availableQuarters')
    expect(errorsOf({ availableQuarters: '1.1' })).toHaveProperty('availableQuarters')
    expect(errorsOf({ tutorQuarters: '60', markerQuarters: '40.25' })).toHaveProperty('tutorQuarters')
    expect(errorsOf({ markerQuarters: '100.25' })).toHaveProperty('markerQuarters')
    expect(errorsOf({ assignments: 'some' })).toHaveProperty('assignments')
    expect(errorsOf({ tutorDeadline: '31/02/2027' })).toHaveProperty('tutorDeadline')
    expect(errorsOf({ tutorResponsibility: 'x'.repeat(5001) })).toHaveProperty('tutorResponsibility')
  })

  test('has a code once in its term, also against an archived one, and may share it across terms', async () => {
    const [a, b] = [await makeTerm(), await makeTerm()]
    await create(a, { code: 'TWICE 1' })
    await create(b, { code: 'TWICE 1' })
    await makeCourse(a, { code: 'TWICE 2', archivedAt: new Date() })
    for (const code of ['twice 1', 'TWICE  2'])
      await expect(create(a, { code })).rejects.toMatchObject({
        detail: { fields: { code: expect.any(String) } },
      })
    const raced = await Promise.allSettled(Array.from({ length: 6 }, () => create(a, { code: 'RACED 1' })))
    expect(raced.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })

  test('cannot be put into an archived term, nor made by course coordinators and students', async () => {
    const archived = await makeTerm({ archivedAt: new Date() })
    await expect(create(archived)).rejects.toMatchObject({ code: 'state' })
    const term = await makeTerm()
    for (const role of ['course_coordinator', 'student'] as const)
      await expect(create(term, {}, await makeViewer(role))).rejects.toMatchObject({ code: 'not_allowed' })
  })
})

describe('a change of a course', () => {
  test('clears what is blank and records before and after', async () => {
    const term = await makeTerm()
    const id = await create(term, {
      code: 'CLEAR 1',
      tutorQuarters: '20',
      prerequisite: 'Something',
      needTutors: 'on',
    })
    await updateCourse(tutorco, change(id, 1, term, { code: 'CLEAR 1' }))
    expect(await load(id)).toMatchObject({
      tutorQuarters: null,
      prerequisite: null,
      needTutors: false,
      version: 2,
    })
    expect((await auditOf(id))[1]).toMatchObject({
      action: 'courses.update',
      actorId: tutorco.id,
      before: { tutorQuarters: 80, prerequisite: 'Something', needTutors: true },
      after: { tutorQuarters: null, prerequisite: null, needTutors: false },
    })
  })

  test('of a version that is gone says who changed what; nothing is overwritten', async () => {
    const term = await makeTerm()
    const id = await create(term, { code: 'CONTEST 1' })
    await updateCourse(tutorco, change(id, 1, term, { code: 'CONTEST 1', availableQuarters: '120' }))
    const mine = { code: 'CONTEST 1', availableQuarters: '90' }
    await expect(updateCourse(admin, change(id, 1, term, mine))).rejects.toMatchObject({
      code: 'conflict',
      detail: {
        conflict: {
          by: 'Tara Coordinator',
          differences: [{ field: 'Available hours', yours: '90 h', theirs: '120 h' }],
        },
      },
    })
    expect((await load(id))!.availableQuarters).toBe(480)
    await updateCourse(admin, change(id, 1, term, { ...mine, conflict: 'mine', conflictVersion: '2' }))
    expect((await load(id))!.availableQuarters).toBe(360)
  })

  test('cannot lower the budget below the hours given, proposals included, and says how many they are', async () => {
    const term = await makeTerm()
    const id = await create(term, { code: 'BUDGET 1' })
    await makeAllocation({
      userId: await makeUser(),
      courseId: id,
      termId: term,
      quarters: 120,
      state: 'proposed',
    })
    await makeAllocation({
      userId: await makeUser(),
      courseId: id,
      termId: term,
      quarters: 80,
      state: 'accepted',
      position: 'marker',
    })
    await makeAllocation({
      userId: await makeUser(),
      courseId: id,
      termId: term,
      quarters: 200,
      state: 'ended',
    })
    await expect(
      updateCourse(admin, change(id, 1, term, { code: 'BUDGET 1', availableQuarters: '49.75' })),
    ).rejects.toMatchObject({
      detail: { fields: { availableQuarters: expect.stringContaining('50 h are given') } },
    })
    await expect(
      updateCourse(admin, change(id, 1, term, { code: 'BUDGET 1', tutorQuarters: '29' })),
    ).rejects.toMatchObject({ detail: { fields: { tutorQuarters: expect.stringContaining('30 h') } } })
    await updateCourse(admin, change(id, 1, term, { code: 'BUDGET 1', availableQuarters: '50' }))
    expect((await load(id))!.availableQuarters).toBe(200)
  })

  test('and 12 acceptances at once never leave more hours given than there are', async () => {
    const term = await makeTerm()
    const id = await create(term, { code: 'RACE 1', availableQuarters: '100', needTutors: 'on' })
    const ids: string[] = []
    for (let i = 0; i < 12; i++)
      ids.push(await makeApplication({ studentId: await makeUser(), termId: term, courses: [id] }))
    const accept = (applicationId: string) =>
      acceptApplication(tutorco, {
        id: applicationId,
        version: 1,
        courses: [{ courseId: id, quarters: 40 }],
      })
    const lower = updateCourse(
      admin,
      change(id, 1, term, { code: 'RACE 1', availableQuarters: '50', needTutors: 'on' }),
    )
    const results = await Promise.allSettled([
      ...ids.slice(0, 6).map(accept),
      lower,
      ...ids.slice(6).map(accept),
    ])
    const used = (await usedQuarters(db, [id])).get(id)!.tutor
    const { availableQuarters } = (await load(id))!
    expect(used).toBeLessThanOrEqual(availableQuarters)
    expect(used).toBe(results.filter((one, i) => i !== 6 && one.status === 'fulfilled').length * 40)
    expect(availableQuarters).toBe(results[6]!.status === 'fulfilled' ? 200 : 400)
  })

  test('may move a course to another term until somebody has applied to it', async () => {
    const [a, b] = [await makeTerm(), await makeTerm()]
    const id = await create(a, { code: 'MOVE 1' })
    await updateCourse(admin, change(id, 1, b, { code: 'MOVE 1' }))
    expect((await load(id))!.termId).toBe(b)
    await makeApplication({ studentId: await makeUser(), termId: b, courses: [id] })
    await expect(updateCourse(admin, change(id, 2, a, { code: 'MOVE 1' }))).rejects.toMatchObject({
      detail: { fields: { termId: expect.any(String) } },
    })
  })

  test('in an archived term is refused', async () => {
    const term = await makeTerm({ archivedAt: new Date() })
    const id = await makeCourse(term)
    await expect(updateCourse(admin, change(id, 1, term))).rejects.toMatchObject({ code: 'state' })
    await expect(removeCourse(admin, { id, version: 1 })).rejects.toMatchObject({ code: 'state' })
    await expect(updateCourseNeed(admin, courseNeedInput.parse({ id, version: 1 }))).rejects.toMatchObject({
      code: 'state',
    })
  })
})

describe('a course’s own coordinator', () => {
  test('changes its need and description, and nothing else of it whatever is posted', async () => {
    const term = await makeTerm()
    const id = await create(term, { code: 'OWN 1', tutorDeadline: '2027-02-12' })
    const before = (await load(id))!
    const cc = await makeUser('course_coordinator')
    await addCoordinator(admin, { courseId: id, userId: cc, grant: false })
    await updateCourseNeed(
      await viewer(cc),
      courseNeedInput.parse({
        ...form(await makeTerm(), { code: 'HIJACK 1', name: 'Hijacked', availableQuarters: '9999' }),
        id,
        version: 1,
        needMarkers: 'on',
        labsPerWeek: '4',
        notes: 'Hello',
        canPreAssign: 'on',
        tutorDeadline: '2028-01-01',
      }),
    )
    const { needMarkers, labsPerWeek, notes, version, updatedAt, ...rest } = (await load(id))!
    expect({ needMarkers, labsPerWeek, notes, version }).toEqual({
      needMarkers: true,
      labsPerWeek: 4,
      notes: 'Hello',
      version: 2,
    })
    expect(updatedAt.getTime()).toBeGreaterThanOrEqual(before.updatedAt.getTime())
    expect(before).toMatchObject(rest)
  })

  test('cannot change another course, nor use the form of those who manage courses', async () => {
    const term = await makeTerm()
    const [own, other] = [await makeCourse(term), await makeCourse(term)]
    const cc = await makeUser('course_coordinator')
    await addCoordinator(admin, { courseId: own, userId: cc, grant: false })
    const who = await viewer(cc)
    await expect(
      updateCourseNeed(who, courseNeedInput.parse({ id: other, version: 1 })),
    ).rejects.toMatchObject({
      code: 'not_allowed',
    })
    await expect(updateCourse(who, change(own, 1, term))).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(removeCourse(who, { id: own, version: 1 })).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(addCoordinator(who, { courseId: own, userId: cc, grant: true })).rejects.toMatchObject({
      code: 'not_allowed',
    })
    await updateCourseNeed(who, courseNeedInput.parse({ id: own, version: 1 }))
  })
})

describe('a course that is taken away', () => {
  test('is deleted when nobody has used it', async () => {
    const term = await makeTerm()
    const cc = await makeUser('course_coordinator')
    const id = await makeCourse(term, { coordinators: [cc] })
    expect(await removeCourse(admin, { id, version: 1 })).toBe('deleted')
    expect(await load(id)).toBeUndefined()
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: 'courses.delete',
      before: { availableQuarters: 400 },
    })
  })

  test('is archived with an application or an allocation in any state, and comes back', async () => {
    const term = await makeTerm()
    const [applied, ended] = [await makeCourse(term), await makeCourse(term)]
    await makeApplication({
      studentId: await makeUser(),
      termId: term,
      state: 'withdrawn',
      courses: [applied],
    })
    await makeAllocation({ userId: await makeUser(), courseId: ended, termId: term, state: 'ended' })
    for (const id of [applied, ended]) {
      expect(await removeCourse(admin, { id, version: 1 })).toBe('archived')
      await expect(updateCourse(admin, change(id, 2, term))).rejects.toMatchObject({ code: 'state' })
      await restoreCourse(admin, { id, version: 2 })
      expect((await load(id))!.archivedAt).toBeNull()
    }
  })
})

describe('coordinators', () => {
  const rolesOf = async (id: string) =>
    (await db.select().from(userRoles).where(eq(userRoles.userId, id))).map((row) => row.role).sort()

  test('are added once however often it is asked, recorded, and removed', async () => {
    const id = await makeCourse(await makeTerm())
    const cc = await makeUser('course_coordinator', { name: 'Cora Coordinator' })
    for (let i = 0; i < 2; i++) await addCoordinator(tutorco, { courseId: id, userId: cc, grant: true })
    expect(await listCoordinators(admin, id)).toMatchObject([
      { name: 'Cora Coordinator', hasRole: true, active: true },
    ])
    expect((await viewer(cc)).courseIds).toContain(id)
    await removeCoordinator(tutorco, { courseId: id, userId: cc })
    expect((await viewer(cc)).courseIds).not.toContain(id)
    await expect(removeCoordinator(tutorco, { courseId: id, userId: cc })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await auditOf(id)).map((row) => row.action)).toEqual([
      'courses.addCoordinator',
      'courses.removeCoordinator',
    ])
  })

  test('get no rights without the role; with it given in the same step they do, and are told by mail', async () => {
    const id = await makeCourse(await makeTerm())
    const [plain, granted] = [await makeUser('student'), await makeUser('student')]
    expect(await addCoordinator(tutorco, { courseId: id, userId: plain, grant: false })).toMatchObject({
      granted: false,
    })
    expect((await viewer(plain)).courseIds).toEqual([])
    expect(await addCoordinator(tutorco, { courseId: id, userId: granted, grant: true })).toMatchObject({
      granted: true,
    })
    expect(await rolesOf(granted)).toEqual(['course_coordinator', 'student'])
    expect((await viewer(granted)).courseIds).toEqual([id])
    expect((await auditOf(granted)).at(-1)).toMatchObject({
      action: 'roles.change',
      actorId: tutorco.id,
      before: { roles: ['student'] },
      after: { roles: ['course_coordinator', 'student'] },
    })
    const mails = await db
      .select()
      .from(emails)
      .where(and(eq(emails.toUserId, granted), eq(emails.kind, 'role_changed')))
    expect(mails).toHaveLength(1)
  })

  test('nobody gives themselves the role on the way; nothing of it is written then', async () => {
    const id = await makeCourse(await makeTerm())
    await expect(
      addCoordinator(tutorco, { courseId: id, userId: tutorco.id, grant: true }),
    ).rejects.toMatchObject({ code: 'not_allowed' })
    expect(await rolesOf(tutorco.id)).toEqual(['tutor_coordinator'])
    expect(await db.select().from(courseCoordinators).where(eq(courseCoordinators.courseId, id))).toEqual([])
  })

  test('an account that the viewer may not list, or that is not active, cannot be added or found', async () => {
    const id = await makeCourse(await makeTerm())
    const hidden = await makeUser('admin', { name: 'Zelda Hidden', searchText: 'zelda hidden' })
    const gone = await makeUser('course_coordinator', { state: 'deactivated', searchText: 'zelda gone' })
    const open = await makeUser('course_coordinator', { searchText: 'zelda open' })
    expect((await findCandidates(tutorco, id, 'zelda')).map((person) => person.id)).toEqual([open])
    expect((await findCandidates(admin, id, 'ZELDA')).map((person) => person.id).sort()).toEqual(
      [hidden, open].sort(),
    )
    await expect(
      addCoordinator(tutorco, { courseId: id, userId: hidden, grant: false }),
    ).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(addCoordinator(admin, { courseId: id, userId: gone, grant: false })).rejects.toMatchObject({
      code: 'state',
    })
  })

  test('people who have been invited and not come yet can be added on the first day; who registered alone cannot', async () => {
    const id = await makeCourse(await makeTerm())
    const invited = await makeUser('course_coordinator', {
      name: 'Yara Invited',
      searchText: 'yara invited',
      state: 'unverified',
      passwordHash: null,
    })
    const stranger = await makeUser('student', {
      searchText: 'yara stranger',
      state: 'unverified',
      passwordHash: 'one of their own',
    })
    expect((await findCandidates(tutorco, id, 'yara')).map((person) => person.id)).toEqual([invited])
    await addCoordinator(tutorco, { courseId: id, userId: invited, grant: false })
    expect(await listCoordinators(tutorco, id)).toMatchObject([
      { name: 'Yara Invited', hasRole: true, active: false, invited: true },
    ])
    await expect(
      addCoordinator(admin, { courseId: id, userId: stranger, grant: true }),
    ).rejects.toMatchObject({ code: 'state' })
  })
})
