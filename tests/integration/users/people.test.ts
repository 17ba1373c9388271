import { and, eq, inArray } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import {
  allocations,
  applicationDrafts,
  applicationNotes,
  applications,
  auditLog,
  courseCoordinators,
  files,
  preferredCourses,
  profiles,
  sessions,
  userRoles,
  users,
} from '@/db/schema'
import { newId } from '@/db/sql'
import { getCourseMembers } from '@/lib/allocations/queries'
import { insertSession, viewerFromSession } from '@/lib/auth/session'
import { signIn } from '@/lib/auth/sign-in'
import type { Viewer } from '@/lib/permissions'
import { saveOwnProfile } from '@/lib/profile/commands'
import { rejectApplication } from '@/lib/review/commands'
import { addNote } from '@/lib/review/notes'
import {
  addPerson,
  changeRoles,
  deactivatePerson,
  reactivatePerson,
  resendInvitation,
} from '@/lib/users/commands'
import { sendNewCode, verifyByCode, verifyByLink } from '@/lib/users/confirm'
import { deletePerson } from '@/lib/users/delete'
import { editPerson } from '@/lib/users/edit'
import { peopleList } from '@/lib/users/list'
import { countTraces, getPersonProfile, listPeople, requirePerson } from '@/lib/users/queries'
import { setPasswordByLink } from '@/lib/users/recover'
import { usernameField } from '@/lib/users/schema'
import { confirmEmailChange } from '@/lib/users/security'
import type { Role, TimesheetState } from '@/lib/vocabulary'
import { codeMailedTo, mailsTo, tokenMailedTo } from '@/tests/support/mails'
import { makePayrollBatch } from '@/tests/support/payroll-world'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
  makeViewer,
  viewer,
} from '@/tests/support/world'

const all = peopleList.parse({ size: '100' })
const query = (raw: Record<string, string | string[]>) => peopleList.parse({ size: '100', ...raw })
const ids = async (who: Viewer, raw: Record<string, string | string[]> = {}) =>
  (await listPeople(who, query(raw))).rows.map((row) => row.id)
const person = async (id: string) => (await db.select().from(users).where(eq(users.id, id)))[0]!
const rolesOf = async (id: string) =>
  (await db.select().from(userRoles).where(eq(userRoles.userId, id))).map((row) => row.role).sort()
const change = async (who: Viewer, id: string, ...wanted: Role[]) =>
  changeRoles(who, id, { wanted, version: (await person(id)).version })

const admin = await makeViewer('admin', { name: 'Ada Admin' })
const tutorco = await makeViewer('tutor_coordinator')
const markerco = await makeViewer('marker_coordinator')
const coordinator = await makeViewer('course_coordinator')
const student = await makeViewer('student')

test('an admin lists all, tutor and marker coordinators all but admins, course coordinators students only', async () => {
  expect(await ids(admin)).toEqual(expect.arrayContaining([admin.id, tutorco.id, coordinator.id, student.id]))
  for (const who of [tutorco, markerco]) {
    const listed = await ids(who)
    expect(listed).toEqual(expect.arrayContaining([tutorco.id, coordinator.id, student.id]))
    expect(listed).not.toContain(admin.id)
  }
  expect(await ids(coordinator)).toEqual([student.id])
  expect(await ids(student)).toEqual([])
})

test('a person outside the scope reads as not found, for reading and for every change', async () => {
  await expect(requirePerson(coordinator, tutorco.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(requirePerson(tutorco, admin.id)).rejects.toMatchObject({ code: 'not_found' })
  expect((await requirePerson(admin, admin.id)).name).toBe('Ada Admin')
  const account = { name: 'X', preferredName: null, username: 'xxx', email: 'x@example.test', version: 1 }
  for (const attempt of [
    () => editPerson(tutorco, admin.id, account),
    () => change(tutorco, admin.id, 'admin', 'student'),
    () => deactivatePerson(tutorco, admin.id, null),
    () => reactivatePerson(coordinator, tutorco.id),
    () => resendInvitation(coordinator, tutorco.id),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
})

test('people are found by each word of name, user name, email, UPI and student ID', async () => {
  const id = await makeUser('student', {
    name: 'Tāwhiao Ōtene',
    username: 'tote042',
    email: 'tawhiao@example.test',
    searchText: 'tawhiao otene tote042 tawhiao@example.test 012345678',
  })
  for (const q of ['Tāwhiao', 'otene tawhiao', 'TOTE042', '012345678', 'tawhiao@example'])
    expect(await ids(admin, { q })).toContain(id)
  expect(await ids(admin, { q: '%' })).toEqual([])
})

test('role and state filter the list, and deleted accounts are shown only when asked for', async () => {
  const off = await makeUser(['student', 'course_coordinator'], { state: 'deactivated' })
  expect(await ids(admin, { state: 'deactivated' })).toEqual([off])
  expect(await ids(admin, { role: 'course_coordinator', state: ['deactivated', 'active'] })).toEqual(
    expect.arrayContaining([off, coordinator.id]),
  )
  const gone = await makeUser('student', { state: 'deleted' })
  expect(await ids(admin)).not.toContain(gone)
  expect(await ids(admin, { state: 'deleted' })).toContain(gone)
})

test('a page of people costs the same queries with 5 rows and with 60', async () => {
  const cost = async (who: Viewer) => {
    const before = queryCount()
    const page = await listPeople(who, all)
    return { queries: queryCount() - before, rows: page.rows.length }
  }
  const few = await cost(admin)
  for (let i = 0; i < 55; i++) await makeUser('student')
  const many = await cost(admin)
  expect(many.rows).toBeGreaterThan(few.rows + 50)
  expect(many.queries).toBe(few.queries)
  expect(many.queries).toBe(3)
})

test('pages follow each other without a gap or a repeat, in each order', async () => {
  const total = (await listPeople(admin, all)).total
  for (const sort of peopleList.sorts)
    for (const dir of ['asc', 'desc']) {
      const seen: string[] = []
      for (let page = 1; seen.length < total && page < 10; page++)
        seen.push(...(await ids(admin, { sort, dir, page: String(page), size: '25' })))
      expect(new Set(seen).size).toBe(total)
    }
})

test('a person who is added is told apart from others in one answer: what is blank, what is taken', async () => {
  const owner = await person(student.id)
  const asked = { name: 'Nia Twice', username: owner.username, email: (await person(admin.id)).email }
  await expect(addPerson(admin, { ...asked, roles: ['student'] })).rejects.toMatchObject({
    detail: {
      fields: { username: 'This user name is taken.', email: 'Another account uses this address.' },
    },
  })
  expect(usernameField.safeParse(' ').error?.issues[0]?.message).toBe('Enter a user name.')
})

test('an added person chooses a password by the mailed link and signs in; nothing secret is in the mail log', async () => {
  const email = 'added@example.test'
  const { id } = await addPerson(tutorco, {
    name: 'Nia Added',
    username: 'nadd001',
    email,
    roles: ['course_coordinator'],
  })
  expect(await person(id)).toMatchObject({ state: 'unverified', passwordHash: null })
  expect((await requirePerson(admin, id)).invited).toBe(true)
  const first = await tokenMailedTo(email, 'reset_password')
  await resendInvitation(tutorco, id)
  const token = await tokenMailedTo(email, 'reset_password')
  await expect(setPasswordByLink(first, 'blue kettle sings 42')).rejects.toMatchObject({ code: 'state' })
  expect(await setPasswordByLink(token, 'blue kettle sings 42')).toEqual({ username: 'nadd001', first: true })
  const signedIn = await signIn({
    identifier: 'nadd001',
    password: 'blue kettle sings 42',
    keep: false,
    ip: '192.0.2.9',
    userAgent: null,
  })
  expect(signedIn.state).toBe('signed-in')
  await expect(resendInvitation(tutorco, id)).rejects.toMatchObject({ code: 'state' })
  expect(JSON.stringify(await mailsTo(email).then((mails) => mails.map((m) => m.props)))).not.toContain(token)
})

test('nobody adds a person with a role that they may not give', async () => {
  const input = (roles: Role[]) => ({ name: 'N', username: 'nnn111', email: 'n@example.test', roles })
  await expect(addPerson(tutorco, input(['admin']))).rejects.toMatchObject({ code: 'not_allowed' })
  await expect(addPerson(coordinator, input(['course_coordinator']))).rejects.toMatchObject({
    code: 'not_allowed',
  })
  await expect(addPerson(student, input(['student']))).rejects.toMatchObject({ code: 'not_allowed' })
  await expect(addPerson(admin, input([]))).rejects.toMatchObject({ code: 'invalid' })
  await addPerson(coordinator, input(['student']))
})

test('a taken user name or email is told on its field', async () => {
  const taken = await person(student.id)
  await expect(
    addPerson(admin, { name: 'N', username: taken.username, email: 'free@example.test', roles: ['student'] }),
  ).rejects.toMatchObject({ detail: { fields: { username: expect.any(String) } } })
  const other = await person(await makeUser('student'))
  await expect(
    editPerson(admin, other.id, { ...other, email: taken.email, username: other.username }),
  ).rejects.toMatchObject({ detail: { fields: { email: expect.any(String) } } })
})

test('a role given or taken counts on the next request, is mailed and is in the audit log', async () => {
  const id = await makeUser('student')
  const sessionId = await write((tx) =>
    insertSession(tx, { userId: id, keep: false, ip: null, userAgent: null }),
  )
  expect((await viewerFromSession(sessionId))?.roles).toEqual(['student'])
  await change(tutorco, id, 'student', 'marker_coordinator')
  expect((await viewerFromSession(sessionId))?.roles.toSorted()).toEqual(['marker_coordinator', 'student'])
  await change(admin, id, 'marker_coordinator')
  expect((await viewerFromSession(sessionId))?.roles).toEqual(['marker_coordinator'])
  const mails = await mailsTo((await person(id)).email, 'role_changed')
  expect(mails.map((mail) => [mail.props.granted, mail.props.removed])).toEqual([
    [['marker_coordinator'], []],
    [[], ['student']],
  ])
  expect(await db.$count(auditLog, and(eq(auditLog.recordId, id), eq(auditLog.action, 'roles.change')))).toBe(
    2,
  )
})

test('nobody changes own roles, and only an admin makes or unmakes an admin', async () => {
  await expect(change(admin, admin.id, 'admin', 'student')).rejects.toMatchObject({ code: 'not_allowed' })
  await expect(change(tutorco, tutorco.id, 'tutor_coordinator', 'marker_coordinator')).rejects.toMatchObject({
    code: 'not_allowed',
  })
  const id = await makeUser('student')
  await expect(change(tutorco, id, 'student', 'admin')).rejects.toMatchObject({ code: 'not_allowed' })
  await expect(change(coordinator, id, 'student', 'course_coordinator')).rejects.toMatchObject({
    code: 'not_allowed',
  })
  expect(await rolesOf(id)).toEqual(['student'])
  await change(admin, id, 'student', 'admin')
  expect(await rolesOf(id)).toEqual(['admin', 'student'])
  await change(admin, id, 'student')
})

test('a course coordinator takes the role of student from nobody; a coordinator of a position may', async () => {
  const id = await makeUser('student')
  await expect(change(coordinator, id)).rejects.toMatchObject({ code: 'not_allowed' })
  expect(await rolesOf(id)).toEqual(['student'])
  expect(await mailsTo((await person(id)).email)).toEqual([])
  await change(tutorco, id)
  expect(await rolesOf(id)).toEqual([])
})

test('taking a role that one may not give is passed over, not done', async () => {
  const id = await makeUser(['student', 'course_coordinator'])
  // Out of a course coordinator's scope altogether, as this person is staff.
  await expect(change(coordinator, id, 'student')).rejects.toMatchObject({ code: 'not_found' })
  expect(await rolesOf(id)).toEqual(['course_coordinator', 'student'])
})

test('two who change the same roles: the second learns of the first', async () => {
  const id = await makeUser('student')
  const { version } = await person(id)
  await changeRoles(tutorco, id, { wanted: ['student', 'course_coordinator'], version })
  const second = changeRoles(markerco, id, { wanted: ['student', 'marker_coordinator'], version })
  await expect(second).rejects.toMatchObject({
    code: 'conflict',
    detail: { conflict: { by: tutorco.name, differences: [{ field: 'Roles' }] } },
  })
})

test('the last active admin can be neither deactivated nor unmade, whoever tries', async () => {
  const second = await makeViewer('admin')
  await deactivatePerson(admin, second.id, null)
  const third = await makeUser('admin', { state: 'deactivated' })
  // `second` acts with a session opened before it was deactivated.
  await expect(deactivatePerson(second, admin.id, null)).rejects.toMatchObject({ code: 'state' })
  await expect(change(second, admin.id, 'student')).rejects.toMatchObject({ code: 'state' })
  expect(await person(third)).toMatchObject({ state: 'deactivated' })
  expect(await person(admin.id)).toMatchObject({ state: 'active' })
  await reactivatePerson(admin, second.id)
  await change(second, admin.id, 'admin', 'tutor_coordinator')
  await change(second, admin.id, 'admin')
  await deactivatePerson(admin, second.id, null)
})

test('of admins who remove each other at the same moment one is left', async () => {
  const group = await Promise.all(Array.from({ length: 4 }, () => makeViewer('admin')))
  await write((tx) => tx.update(users).set({ state: 'deactivated' }).where(eq(users.id, admin.id)))
  const tries = await Promise.allSettled(
    group.flatMap((one) =>
      group.filter((other) => other !== one).map((other) => deactivatePerson(one, other.id, null)),
    ),
  )
  const left = await db
    .select({ id: users.id })
    .from(users)
    .innerJoin(userRoles, eq(userRoles.userId, users.id))
    .where(and(eq(userRoles.role, 'admin'), eq(users.state, 'active')))
  expect(left).toHaveLength(1)
  for (const one of tries)
    if (one.status === 'rejected') expect((one.reason as { code: string }).code).toBe('state')
  await write((tx) => tx.update(users).set({ state: 'active' }).where(eq(users.id, admin.id)))
})

test('a deactivated person is out on the next request and in again, with the roles of before', async () => {
  const id = await makeUser(['student', 'course_coordinator'])
  const open = () => write((tx) => insertSession(tx, { userId: id, keep: true, ip: null, userAgent: null }))
  const sessionId = await open()
  expect(await viewerFromSession(sessionId)).not.toBeNull()
  await deactivatePerson(admin, id, 'Left the department')
  expect(await viewerFromSession(sessionId)).toBeNull()
  await expect(deactivatePerson(admin, id, null)).rejects.toMatchObject({ code: 'state' })
  await reactivatePerson(admin, id)
  // The session of before stays closed; a new one counts.
  expect(await viewerFromSession(sessionId)).toBeNull()
  expect((await viewerFromSession(await open()))?.roles.toSorted()).toEqual(['course_coordinator', 'student'])
  await expect(deactivatePerson(admin, admin.id, null)).rejects.toMatchObject({ code: 'not_allowed' })
})

test('an address that staff give counts once its link is used: the old one is told, sessions end, a stale form is a conflict', async () => {
  const id = await makeUser('student', { passwordHash: 'x' })
  const before = await person(id)
  await write((tx) => insertSession(tx, { userId: id, keep: true, ip: null, userAgent: null }))
  const email = 'new1@example.test'
  const input = { name: 'New Name', preferredName: 'Newt', username: before.username, email }
  expect(await editPerson(tutorco, id, { ...input, version: before.version })).toEqual({ waiting: email })
  expect(await person(id)).toMatchObject({ name: 'New Name', preferredName: 'Newt', sortName: 'new name' })
  expect(await person(id)).toMatchObject({ email: before.email, emailVerifiedAt: before.emailVerifiedAt })
  expect((await mailsTo(before.email)).map((mail) => mail.props.event)).toEqual(['email_change_asked'])
  await expect(
    editPerson(markerco, id, { ...input, name: 'Other', version: before.version }),
  ).rejects.toMatchObject({ code: 'conflict' })
  await confirmEmailChange(await tokenMailedTo(email, 'confirm_new_email'), null)
  expect(await person(id)).toMatchObject({ email })
  expect((await person(id)).searchText).toContain(email)
  expect(await db.$count(sessions, eq(sessions.userId, id))).toBe(0)
})

test('nobody changes their own address as staff: it would need neither password nor confirmation', async () => {
  for (const who of [admin, tutorco]) {
    const { name, preferredName, username, version, email } = await person(who.id)
    const input = { name, preferredName, username, version }
    await expect(editPerson(who, who.id, { ...input, email: 'mine@example.test' })).rejects.toMatchObject({
      detail: { fields: { email: expect.any(String) } },
    })
    await editPerson(who, who.id, { ...input, preferredName: 'Me' })
    expect(await person(who.id)).toMatchObject({ preferredName: 'Me', email })
  }
  expect(await mailsTo('mine@example.test')).toEqual([])
})

test('a code or an invitation sent to the old address opens nothing; a new one goes to the new address', async () => {
  const waits = await makeUser('student', { state: 'unverified', emailVerifiedAt: null, passwordHash: 'x' })
  const registered = await person(waits)
  await sendNewCode({ userId: waits, email: registered.email })
  const oldLink = await tokenMailedTo(registered.email, 'verify_address')
  const email = 'right@example.test'
  expect(await editPerson(admin, waits, { ...registered, email })).toEqual({ waiting: null })
  await expect(verifyByLink(oldLink)).rejects.toMatchObject({ code: 'state' })
  expect(await person(waits)).toMatchObject({ email, state: 'unverified', emailVerifiedAt: null })
  await verifyByCode({ email }, await codeMailedTo(email), { ip: '192.0.2.44' })
  expect(await person(waits)).toMatchObject({ email, state: 'active' })

  const wrong = {
    name: 'Ina Vited',
    username: 'ivit001',
    email: 'ina@old.test',
    roles: ['student'] as Role[],
  }
  const { id } = await addPerson(tutorco, wrong)
  const first = await tokenMailedTo('ina@old.test', 'reset_password')
  await editPerson(tutorco, id, { ...(await person(id)), email: 'ina@new.test' })
  await expect(setPasswordByLink(first, 'blue kettle sings 42')).rejects.toMatchObject({ code: 'state' })
  await setPasswordByLink(await tokenMailedTo('ina@new.test', 'reset_password'), 'blue kettle sings 42')
  expect(await person(id)).toMatchObject({ email: 'ina@new.test', state: 'active' })
})

test('only those who may read a person see the profile', async () => {
  const termId = await makeTerm()
  const courseId = await makeCourse(termId, { coordinators: [coordinator.id] })
  const other = await makeCourse(termId)
  const applicant = await makeUser('student')
  await makeApplication({ studentId: applicant, termId, position: 'tutor', courses: [courseId] })
  const own = await viewer(coordinator.id)
  const stranger = await makeViewer('course_coordinator')
  expect((await getPersonProfile(own, applicant))?.profile?.userId).toBe(applicant)
  expect((await getPersonProfile(tutorco, applicant))?.profile?.userId).toBe(applicant)
  expect((await getPersonProfile(admin, applicant))?.profile?.userId).toBe(applicant)
  expect(await getPersonProfile(markerco, applicant)).toBeNull()
  expect(await getPersonProfile(stranger, applicant)).toBeNull()
  // A draft is nobody's business.
  const draft = await makeUser('student')
  await makeApplication({ studentId: draft, termId, state: 'draft', courses: [courseId, other] })
  expect(await getPersonProfile(tutorco, draft)).toBeNull()
  expect(await getPersonProfile(own, draft)).toBeNull()
})

test('deletion replaces the identity, removes profile, files and drafts, and keeps results and hours', async () => {
  const termId = await makeTerm()
  const courseId = await makeCourse(termId)
  const id = await makeUser('student', { name: 'Secret Name', email: 'secret@example.test' })
  const published = await makeApplication({
    studentId: id,
    termId,
    position: 'tutor',
    state: 'published',
    decision: 'accepted',
    courses: [courseId],
  })
  const open = await makeApplication({ studentId: id, termId, position: 'marker', courses: [courseId] })
  await write((tx) =>
    tx.insert(applicationDrafts).values({ applicationId: open, answers: { a: 1 }, updatedAt: new Date() }),
  )
  const worked = await makeAllocation({ userId: id, courseId, termId, position: 'tutor' })
  const offered = await makeAllocation({ userId: id, courseId, termId, position: 'marker', state: 'offered' })
  const changing = await makeAllocation({
    userId: id,
    courseId: await makeCourse(termId),
    termId,
    state: 'offered',
    quarters: 80,
    agreedQuarters: 40,
  })
  const proposed = await makeAllocation({
    userId: id,
    courseId: await makeCourse(termId),
    termId,
    state: 'proposed',
  })
  const taught = await makeCourse(termId, { coordinators: [id] })
  await write((tx) =>
    tx.insert(applicationNotes).values({
      id: newId(),
      applicationId: open,
      authorId: admin.id,
      body: 'Secret Name is shy',
      createdAt: new Date(),
    }),
  )
  await write((tx) =>
    tx
      .update(preferredCourses)
      .set({ experience: 'I, Secret Name, taught', whySuitable: 'Secret Name' })
      .where(inArray(preferredCourses.applicationId, [published, open])),
  )
  const self = await viewer(id)
  await saveOwnProfile(self, {
    name: 'Secret Name',
    preferredName: 'Secretive (M.-L.)',
    phone: '021 555 0199',
    messages: 'none',
    version: 1,
  } as Parameters<typeof saveOwnProfile>[1])
  const { version } = (await db.select().from(applications).where(eq(applications.id, open)))[0]!
  await rejectApplication(admin, { id: open, version, internalReason: 'Secret Name was rude' })
  await addNote(admin, { applicationId: open, body: 'Secret Name is loud' })
  const withOther = await makeApplication({
    studentId: id,
    termId: await makeTerm(),
    name: 'Secretive (M.-L.) N.',
    courses: [],
  })
  await rejectApplication(admin, { id: withOther, version: 1 })
  await expect(deletePerson(admin, id, 'asked for')).rejects.toMatchObject({ code: 'state' })
  await deactivatePerson(admin, id, null)
  // Deactivated, it is nobody to ask, but for who may change that.
  const who = async (viewer: Viewer) =>
    (await getCourseMembers(viewer, taught)).coordinators.map((one) => [one.id, one.active])
  const cc = await makeUser('course_coordinator')
  await write((tx) =>
    tx.insert(courseCoordinators).values({ courseId: taught, userId: cc, createdAt: new Date() }),
  )
  expect(await who(await viewer(cc))).toEqual([[cc, true]])
  expect(await who(tutorco)).toEqual(expect.arrayContaining([[id, false]]))
  await expect(deletePerson(tutorco, id, 'asked for')).rejects.toMatchObject({ code: 'not_allowed' })
  await deletePerson(admin, id, 'asked for')

  expect(await person(id)).toMatchObject({
    state: 'deleted',
    name: expect.stringMatching(/^Former user \d+$/),
    passwordHash: null,
  })
  expect(await db.$count(profiles, eq(profiles.userId, id))).toBe(0)
  expect(await db.$count(userRoles, eq(userRoles.userId, id))).toBe(0)
  const kept = await db.select().from(files).where(eq(files.ownerId, id))
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.every((file) => file.removedAt !== null)).toBe(true)
  const rows = await db.select().from(applications).where(eq(applications.studentId, id))
  expect(rows.find((row) => row.id === published)).toMatchObject({ state: 'published', decision: 'accepted' })
  expect(rows.find((row) => row.id === open)).toMatchObject({ state: 'withdrawn', liveKey: null })
  expect(rows.every((row) => row.upi === null && row.auid === null && row.cvFileId === null)).toBe(true)
  expect(await db.$count(applicationDrafts, eq(applicationDrafts.applicationId, open))).toBe(0)
  const work = await db.select().from(allocations).where(eq(allocations.userId, id))
  expect(work.find((row) => row.id === worked)?.state).toBe('accepted')
  expect(work.find((row) => row.id === offered)).toMatchObject({
    state: 'ended',
    endedAt: expect.any(Date),
    endReason: 'The account was deleted',
  })
  expect(work.find((row) => row.id === changing)).toMatchObject({ state: 'accepted', quarters: 40 })
  expect(work.find((row) => row.id === proposed)).toBeUndefined()
  const log = await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.recordType, 'allocation'), eq(auditLog.subjectId, id)))
  expect(log.map((row) => `${row.recordId} ${row.action}`).sort()).toEqual(
    [
      `${offered} allocations.end`,
      `${changing} allocations.changeHours`,
      `${proposed} allocations.removeProposal`,
    ].sort(),
  )
  expect(await who(tutorco)).toEqual([[cc, true]])
  // What was done, by whom and when, stays.
  const about = await db.select().from(auditLog).where(eq(auditLog.recordId, open))
  expect(about.find((entry) => entry.action === 'applications.reject')).toMatchObject({
    actorId: admin.id,
    recordName: expect.stringMatching(/^Former user \d+, marker$/),
    after: { decision: 'rejected' },
    reason: null,
  })
  const everything = JSON.stringify([
    await db.select().from(users),
    rows,
    await db.query.emails.findMany(),
    await db.query.emailBodies.findMany(),
    await db.select().from(applicationNotes),
    await db.select().from(preferredCourses),
    await db.select().from(auditLog),
  ])
  expect(everything).not.toContain('Secret Name')
  expect(everything).not.toContain('Secretive')
  expect(everything).not.toContain('555 0199')
  expect(everything).not.toContain('secret@example.test')
  expect(await rolesOf(id)).toEqual([])
})

test('what a person has left behind and where they are signed in is counted for them alone', async () => {
  const termId = await makeTerm()
  const courseId = await makeCourse(termId)
  const [id, other] = [await makeUser('student'), await makeUser('student')]
  await makeApplication({ studentId: id, termId, position: 'tutor', state: 'draft' })
  await makeApplication({ studentId: id, termId, position: 'marker', state: 'submitted' })
  await makeApplication({ studentId: other, termId, position: 'tutor', state: 'submitted' })
  await makeAllocation({ userId: id, courseId, termId })
  for (const userId of [id, id, other])
    await write((tx) => insertSession(tx, { userId, keep: false, ip: '::1', userAgent: null }))
  expect(await countTraces(admin, id)).toMatchObject({ openApplications: 2, applications: 1, allocations: 1 })
  expect((await requirePerson(admin, id)).sessions).toBe(2)
  await deactivatePerson(admin, id, null)
  expect((await requirePerson(admin, id)).sessions).toBe(0)
})

test('nobody is deleted whose hours are not paid yet', async () => {
  const termId = await makeTerm()
  const courseId = await makeCourse(termId)
  let payday = 0
  for (const [state, quarters, refused, paid] of [
    ['submitted', 8, true],
    ['returned', 8, true],
    ['returned', 0, false],
    ['approved', 8, true],
    ['exported', 8, false],
    ['draft', 8, false],
    // Nothing was worked: no payroll file will ever take it.
    ['submitted', 0, false],
    ['approved', 0, false],
    // Paid, and corrected to nothing: the difference is still to go out.
    ['approved', 0, true, 8],
  ] as [TimesheetState, number, boolean, number?][]) {
    const id = await makeUser('student', { state: 'deactivated' })
    const allocationId = await makeAllocation({ userId: id, courseId, termId })
    const paydayId = await makePayday(termId, { paidOn: `2030-01-${10 + payday++}` })
    const sheetId = await makeTimesheet({ allocationId, paydayId, state, quarters })
    if (paid) await makePayrollBatch(sheetId, paid)
    expect((await countTraces(admin, id)).unpaidSheets).toBe(refused ? 1 : 0)
    const deletion = deletePerson(admin, id, 'asked for')
    if (refused) await expect(deletion).rejects.toMatchObject({ code: 'state' })
    else await deletion
    expect((await person(id)).state).toBe(refused ? 'deactivated' : 'deleted')
  }
})

test('two deleted at the same moment get names of their own', async () => {
  const pair = await Promise.all([0, 1].map(() => makeUser('student', { state: 'deactivated' })))
  await Promise.all(pair.map((id) => deletePerson(admin, id, 'asked for')))
  const names = await Promise.all(pair.map(async (id) => (await person(id)).name))
  expect(new Set(names).size).toBe(2)
})
