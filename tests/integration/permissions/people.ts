import { eq, inArray } from 'drizzle-orm'
import { db, write } from '@/db/client'
import {
  bulkDecided,
  emailBodies,
  emails,
  lateGrants,
  publicationSchedules,
  publications,
  savedViews,
  sessions,
} from '@/db/schema'
import { newId } from '@/db/sql'
import { insertSession, sessionCookie } from '@/lib/auth/session'
import { createImportPreview } from '@/lib/courses/import-previews'
import { addDays, todayIn } from '@/lib/dates'
import { storage } from '@/lib/storage'
import type { Role } from '@/lib/vocabulary'
import { makeRuns } from '../../support/assignment-world'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeFile,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
  viewer,
} from '../../support/world'
import { makePayrollRecords, storeBatchFiles } from './payroll-records'

/** A admin, T tutor coordinator, M marker coordinator, C course coordinator, S student, N nobody. */
export type Letter = 'A' | 'T' | 'M' | 'C' | 'S' | 'N'
export const letters: Letter[] = ['A', 'T', 'M', 'C', 'S', 'N']
const roleOf: Record<Exclude<Letter, 'N'>, Role> = {
  A: 'admin',
  T: 'tutor_coordinator',
  M: 'marker_coordinator',
  C: 'course_coordinator',
  S: 'student',
}

export type World = Awaited<ReturnType<typeof makeWorld>>

/**
 * The records of one crossing. "Own" is the signed-in student's tutor application to the course that the
 * course coordinator holds; "other" is another student's marker application to a course of someone else.
 */
export async function makeWorld() {
  const me = {} as Record<Exclude<Letter, 'N'>, string>
  for (const letter of ['A', 'T', 'M', 'C', 'S'] as const) me[letter] = await makeUser(roleOf[letter])
  const otherStudent = await makeUser('student')
  const otherAdmin = await makeUser('admin')
  const otherStaff = await makeUser('course_coordinator')
  const termId = await makeTerm()
  const ownCourse = await makeCourse(termId, { coordinators: [me.C], canPreAssign: true })
  const otherCourse = await makeCourse(termId, { coordinators: [otherStaff], canPreAssign: true })
  const closedTerm = await makeTerm({ open: false })
  const closedCourse = await makeCourse(closedTerm)
  const ownApplication = await makeApplication({
    studentId: me.S,
    termId,
    position: 'tutor',
    courses: [ownCourse],
  })
  const otherApplication = await makeApplication({
    studentId: otherStudent,
    termId,
    position: 'marker',
    courses: [otherCourse],
  })
  const ownDraft = await makeApplication({
    studentId: me.S,
    termId,
    position: 'marker',
    state: 'draft',
    submittedAt: null,
  })
  const otherDraft = await makeApplication({
    studentId: otherStudent,
    termId,
    position: 'tutor',
    state: 'draft',
    submittedAt: null,
  })
  const ownFile = await fileOf(ownApplication)
  const otherFile = await fileOf(otherApplication)
  const tutorAllocation = await makeAllocation({
    userId: me.S,
    courseId: ownCourse,
    termId,
    position: 'tutor',
  })
  const markerAllocation = await makeAllocation({
    userId: otherStudent,
    courseId: otherCourse,
    termId,
    position: 'marker',
  })
  const [tutorReserve, markerReserve] = [
    await makeReserve(termId, 'tutor', ownCourse),
    await makeReserve(termId, 'marker', ownCourse),
  ]
  const payday = await makePayday(termId, { paidOn: addDays(todayIn('UTC'), 24) })
  const tutorTimesheet = await makeTimesheet({ allocationId: tutorAllocation, paydayId: payday })
  const markerTimesheet = await makeTimesheet({ allocationId: markerAllocation, paydayId: payday })
  const tutorPublication = await makePublication(termId, 'tutor', me.A)
  const markerPublication = await makePublication(termId, 'marker', me.A)
  const tutorSchedule = await makeSchedule(termId, 'tutor', me.A)
  const markerSchedule = await makeSchedule(termId, 'marker', me.A)
  const [tutorBulk, markerBulk] = [
    await makeBulk(termId, 'tutor', ownCourse),
    await makeBulk(termId, 'marker', otherCourse),
  ]
  const tutorEmail = await makeEmail(me.S, 'tutor')
  const markerEmail = await makeEmail(otherStudent, 'marker')
  const adminEmail = await makeEmail(otherAdmin, null)
  const preview = await makePreview(me.A, termId)
  await makeLateGrants(otherStudent, termId, me.A)
  const looseFile = await makeFile(otherAdmin)
  return {
    me,
    otherStudent,
    otherAdmin,
    otherStaff,
    termId,
    ownCourse,
    otherCourse,
    closedCourse,
    ownApplication,
    otherApplication,
    ownDraft,
    otherDraft,
    ownFile,
    otherFile,
    looseFile,
    tutorAllocation,
    markerAllocation,
    tutorReserve,
    markerReserve,
    payday,
    tutorTimesheet,
    markerTimesheet,
    tutorPublication,
    markerPublication,
    tutorSchedule,
    markerSchedule,
    tutorBulk,
    markerBulk,
    tutorEmail,
    markerEmail,
    adminEmail,
    preview,
    payroll: await makePayrollRecords(termId, me.A),
    assignment: await makeRuns(me.A, {
      termId,
      userId: me.S,
      courseId: ownCourse,
      applicationId: ownApplication,
    }),
    otherView: await makeView(otherStudent),
    otherSession: await makeSession(otherStudent),
  }
}

/** Puts bytes behind the files of a world, for those who read them. */
export async function storeFiles(world: World): Promise<void> {
  const mine = [world.ownFile, world.otherFile, world.looseFile]
  for (const file of await db.query.files.findMany({ where: (t) => inArray(t.id, mine) }))
    await storage().put(file.storageKey, new TextEncoder().encode('%PDF-1.4'))
  await storeBatchFiles(world.payroll)
}

async function fileOf(applicationId: string): Promise<string> {
  const [row] = await db.query.applications.findMany({ where: (t) => eq(t.id, applicationId) })
  return row!.cvFileId!
}

/** Somebody who was told that they are on the reserve list. */
const makeReserve = async (termId: string, position: 'tutor' | 'marker', courseId: string) =>
  makeApplication({
    studentId: await makeUser('student'),
    termId,
    position,
    state: 'published',
    decision: 'reserve',
    publishedAt: new Date(),
    cvFileId: null,
    transcriptFileId: null,
    courses: [courseId],
  })

async function makeLateGrants(studentId: string, termId: string, grantedBy: string): Promise<void> {
  const now = new Date()
  const until = new Date(now.getTime() + 86_400_000)
  await write(async (tx) => {
    for (const position of ['tutor', 'marker'] as const)
      await tx
        .insert(lateGrants)
        .values({ id: newId(), studentId, termId, position, until, grantedBy, createdAt: now })
  })
}

async function makePublication(
  termId: string,
  position: 'tutor' | 'marker',
  publishedBy: string,
): Promise<string> {
  const id = newId()
  await write(async (tx) => {
    await tx.insert(publications).values({
      id,
      termId,
      position,
      requestKey: id,
      publishedBy,
      accepted: 0,
      rejected: 0,
      reserve: 0,
      quarters: 0,
      createdAt: new Date(),
    })
  })
  return id
}

async function makeSchedule(
  termId: string,
  position: 'tutor' | 'marker',
  createdBy: string,
): Promise<string> {
  const id = newId()
  const now = new Date()
  await write(async (tx) => {
    await tx.insert(publicationSchedules).values({
      id,
      termId,
      position,
      requestKey: id,
      state: 'waiting',
      dueAt: new Date(now.getTime() + 86_400_000),
      createdBy,
      createdAt: now,
      updatedAt: now,
    })
  })
  return id
}

/** Somebody who was put on reserve together with others, as it is kept for its undo. */
async function makeBulk(termId: string, position: 'tutor' | 'marker', courseId: string): Promise<string> {
  const applicationId = await makeApplication({
    studentId: await makeUser('student'),
    termId,
    position,
    decision: 'reserve',
    version: 2,
    courses: [courseId],
  })
  const bulkId = newId()
  const nothing = { decision: null, noteToStudent: null, internalReason: null, decidedAt: null }
  await write(async (tx) => {
    await tx.insert(bulkDecided).values({
      id: newId(),
      bulkId,
      applicationId,
      version: 2,
      before: { ...nothing, decidedBy: null, proposals: [] },
      proposals: [],
      broken: [],
      decidedBy: newId(),
      decidedAt: new Date(),
    })
  })
  return bulkId
}

async function makeEmail(toUserId: string, position: 'tutor' | 'marker' | null): Promise<string> {
  const id = newId()
  const now = new Date()
  await write(async (tx) => {
    await tx.insert(emails).values({
      id,
      kind: 'rejected',
      toUserId,
      toName: 'Somebody',
      toAddress: 'somebody@example.test',
      subject: 'Your application',
      searchText: 'somebody',
      state: 'failed',
      idempotencyKey: id,
      messageId: `<${id}@mtms>`,
      position,
      createdAt: now,
      updatedAt: now,
    })
    await tx.insert(emailBodies).values({ emailId: id, props: {}, html: '<p>text</p>', plain: 'text' })
  })
  return id
}

/** A preview of a small file, made as the page makes it. */
async function makePreview(userId: string, termId: string): Promise<string> {
  const bytes = new TextEncoder().encode('courseNum,courseName\nCROSS 200,A course\n')
  return createImportPreview(await viewer(userId), { termId, fileName: 'courses.csv', bytes })
}

async function makeView(userId: string): Promise<string> {
  const id = newId()
  await write(async (tx) => {
    await tx
      .insert(savedViews)
      .values({ id, userId, page: 'review', name: 'Mine', params: 'q=a', createdAt: new Date() })
  })
  return id
}

async function makeSession(userId: string): Promise<string> {
  return write((tx) => insertSession(tx, { userId, keep: false, ip: null, userAgent: null }))
}

/** The cookie of a new session of this person; null for nobody. */
export async function cookieOf(
  world: World,
  letter: Letter,
): Promise<{ name: string; value: string } | null> {
  if (letter === 'N') return null
  const sessionId = await makeSession(world.me[letter])
  await write(async (tx) => {
    await tx.update(sessions).set({ lastSeenAt: new Date() }).where(eq(sessions.id, sessionId))
  })
  return sessionCookie(sessionId, world.me[letter], false)
}
