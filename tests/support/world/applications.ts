import { db, write } from '@/db/client'
import { applicationDrafts, applications, files, preferredCourses } from '@/db/schema'
import { newId } from '@/db/sql'
import type { Position } from '@/lib/vocabulary'
import { fold, type Insert, next } from './common'

/** A file row without bytes: enough for whoever only asks who may see it. */
export async function makeFile(ownerId: string, kind: 'cv' | 'transcript' = 'cv'): Promise<string> {
  const id = newId()
  await write(async (tx) => {
    await tx.insert(files).values({
      id,
      ownerId,
      kind,
      name: `${kind}.pdf`,
      mediaType: 'application/pdf',
      size: 1000,
      pages: 1,
      sha256: '0'.repeat(64),
      storageKey: `test/${id}`,
      createdAt: new Date(),
    })
  })
  return id
}

/** A submitted, complete application; `courses` in rank order, each with grade A unless given. */
export async function makeApplication(
  given: Insert<typeof applications> & {
    studentId: string
    termId: string
    position?: Position
    courses?: (string | Insert<typeof preferredCourses>)[]
  },
): Promise<string> {
  const { courses: wanted = [], ...application } = given
  const id = application.id ?? newId()
  const position = application.position ?? 'tutor'
  const [student] = await db.query.users.findMany({ where: (t, { eq }) => eq(t.id, given.studentId) })
  if (!student) throw new Error('no such student')
  const cvFileId =
    application.cvFileId === undefined ? await makeFile(student.id, 'cv') : application.cvFileId
  const transcriptFileId =
    application.transcriptFileId === undefined
      ? await makeFile(student.id, 'transcript')
      : application.transcriptFileId
  const now = new Date()
  const auid = String(200_000_000 + next())
  const live = (application.state ?? 'submitted') !== 'withdrawn'
  await write(async (tx) => {
    await tx.insert(applications).values({
      id,
      position,
      state: 'submitted',
      liveKey: live ? `${student.id}:${given.termId}:${position}` : null,
      name: student.name,
      upi: student.username.slice(0, 16),
      auid,
      email: student.email,
      overseas: false,
      citizenOrResident: true,
      enrolmentDetails: 'PhD in Computer Science',
      degreeLevel: 'postgraduate',
      otherContracts: false,
      maxWeekQuarters: 80,
      gpaHundredths: 750,
      preferredGpaHundredths: wanted.length > 0 ? 800 : null,
      stepsSaved: ['identity', 'eligibility', 'courses', 'documents'],
      searchText: fold(student.name, student.username, auid, student.email),
      sortName: fold(student.name),
      submittedAt: now,
      createdAt: now,
      updatedAt: now,
      ...application,
      cvFileId,
      transcriptFileId,
    })
    for (const [i, want] of wanted.entries()) {
      const row = typeof want === 'string' ? { courseId: want } : want
      await tx.insert(preferredCourses).values({
        id: newId(),
        applicationId: id,
        rank: i + 1,
        completed: true,
        grade: 'A',
        experience: 'Marked this course before.',
        workedBefore: true,
        ...row,
        courseId: row.courseId!,
      })
    }
  })
  return id
}

/** A draft whose five steps are filled in, ready to submit: three courses at most, documents on file. */
export async function makeReadyDraft(given: {
  studentId: string
  termId: string
  position?: Position
  courseIds: string[]
}): Promise<string> {
  const { studentId, termId, position = 'marker', courseIds } = given
  const id = newId()
  const now = new Date()
  const [cv, transcript] = [await makeFile(studentId, 'cv'), await makeFile(studentId, 'transcript')]
  const [student] = await db.query.users.findMany({ where: (t, { eq }) => eq(t.id, studentId) })
  if (!student) throw new Error('no such student')
  const course = { completed: 'yes', grade: 'A', whySuitable: '', workedBefore: false }
  await write(async (tx) => {
    await tx.insert(applications).values({
      id,
      studentId,
      termId,
      position,
      state: 'draft',
      liveKey: `${studentId}:${termId}:${position}`,
      stepsSaved: [],
      searchText: student.searchText,
      sortName: student.sortName,
      createdAt: now,
      updatedAt: now,
    })
    await tx.insert(applicationDrafts).values({
      applicationId: id,
      answers: {
        identity: {
          name: student.name,
          upi: student.username,
          auid: String(300_000_000 + next()),
          email: student.email,
        },
        eligibility: {
          overseas: 'no',
          citizenOrResident: 'yes',
          enrolmentDetails: 'Master of Science',
          degreeLevel: 'postgraduate',
          otherContracts: 'no',
          maxHours: '20',
        },
        courses: courseIds.map((courseId) => ({ ...course, courseId, experience: 'Marked it last year.' })),
        documents: { cv, transcript },
        saved: ['identity', 'eligibility', 'courses', 'documents'],
      },
      updatedAt: now,
      updatedBy: studentId,
    })
  })
  return id
}

/** Submitted applications with their mails, counted in the database itself. */
export async function countSubmitted(termId: string): Promise<{ submitted: number; received: number }> {
  const submitted = await db.query.applications.findMany({
    columns: { id: true },
    where: (t, { and, eq }) => and(eq(t.termId, termId), eq(t.state, 'submitted')),
  })
  const received = await db.query.emails.findMany({
    columns: { id: true },
    where: (t, { and, eq }) => and(eq(t.termId, termId), eq(t.kind, 'application_received')),
  })
  return { submitted: submitted.length, received: received.length }
}
