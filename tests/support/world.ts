/**
 * People, terms, courses and applications for tests, written straight into the file's own database.
 * Each maker fills in a plausible record; give only what the test is about. Names are unique per file.
 */
import { db, write } from '@/db/client'
import {
  allocations,
  applicationDrafts,
  applications,
  courseCoordinators,
  courses,
  files,
  paydays,
  preferredCourses,
  profiles,
  terms,
  timesheetLines,
  timesheets,
  userRoles,
  users,
} from '@/db/schema'
import { newId } from '@/db/sql'
import { viewerOf } from '@/lib/auth/session'
import type { Viewer } from '@/lib/permissions'
import type { AllocationState, Position, Role } from '@/lib/vocabulary'

type Insert<T extends { $inferInsert: unknown }> = Partial<T['$inferInsert']>

let serial = 0
const next = () => ++serial
/** Folds as `lib/text` does for plain Latin text; fixtures use nothing else unless they say so. */
const fold = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' ').toLowerCase()

/** A user with the given roles, no password and a filled-in profile. Returns the row's id. */
export async function makeUser(
  role: Role | Role[] = 'student',
  given: Insert<typeof users> & { profile?: Insert<typeof profiles> } = {},
): Promise<string> {
  const n = next()
  const { profile, ...user } = given
  const now = new Date()
  const id = user.id ?? newId()
  const username = user.username ?? `user${String(n).padStart(4, '0')}`
  const name = user.name ?? `Person Number${n}`
  const email = user.email ?? `${username}@example.test`
  const auid = profile?.auid ?? String(100_000_000 + n)
  await write(async (tx) => {
    await tx.insert(users).values({
      id,
      username,
      email,
      name,
      sortName: fold(name),
      searchText: fold(name, username, email, auid),
      state: 'active',
      emailVerifiedAt: now,
      createdAt: now,
      updatedAt: now,
      ...user,
    })
    await tx.insert(profiles).values({
      userId: id,
      upi: username,
      auid,
      degreeLevel: 'postgraduate',
      enrolmentDetails: 'PhD in Computer Science, second year',
      citizenOrResident: true,
      overseas: false,
      otherContracts: false,
      maxWeekQuarters: 80,
      updatedAt: now,
      ...profile,
    })
    for (const r of Array.isArray(role) ? role : [role])
      await tx.insert(userRoles).values({ userId: id, role: r, createdAt: now })
  })
  return id
}

/** A user and the viewer that they are. Call `refresh` after giving them courses. */
export async function makeViewer(
  role: Role | Role[],
  given: Parameters<typeof makeUser>[1] = {},
): Promise<Viewer> {
  return viewer(await makeUser(role, given))
}

/** The viewer that a user is now. */
export async function viewer(userId: string): Promise<Viewer> {
  const found = await viewerOf(userId)
  if (!found) throw new Error(`no active user ${userId}`)
  return found
}

const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** An open term that starts in 30 days, with deadlines in 20 days. */
export async function makeTerm(given: Insert<typeof terms> = {}): Promise<string> {
  const n = next()
  const id = given.id ?? newId()
  const now = new Date()
  await write(async (tx) => {
    await tx.insert(terms).values({
      id,
      name: `Term ${n}`,
      startsOn: dayFromNow(30),
      endsOn: dayFromNow(30 + 84),
      breakWeeks: 0,
      open: true,
      tutorLimit: 'one',
      markerLimit: 'one',
      tutorDeadline: dayFromNow(20),
      markerDeadline: dayFromNow(20),
      createdAt: now,
      updatedAt: now,
      ...given,
    })
  })
  return id
}

/** A course that needs both positions and has 100 h. */
export async function makeCourse(
  termId: string,
  given: Insert<typeof courses> & { coordinators?: string[] } = {},
): Promise<string> {
  const n = next()
  const { coordinators = [], ...course } = given
  const id = course.id ?? newId()
  const now = new Date()
  const code = course.code ?? `COMPSCI ${String(n).padStart(3, '0')}`
  const name = course.name ?? `Course Number ${n}`
  await write(async (tx) => {
    await tx.insert(courses).values({
      id,
      termId,
      code,
      name,
      availableQuarters: 400,
      needTutors: true,
      needMarkers: true,
      searchText: fold(code, name),
      createdAt: now,
      updatedAt: now,
      ...course,
    })
    for (const userId of coordinators)
      await tx.insert(courseCoordinators).values({ courseId: id, userId, createdAt: now })
  })
  return id
}

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

/** An allocation of 10 h, by default accepted by its person (before its end, too). */
export async function makeAllocation(
  given: Insert<typeof allocations> & {
    userId: string
    courseId: string
    termId: string
    state?: AllocationState
  },
): Promise<string> {
  const id = given.id ?? newId()
  const position = given.position ?? 'tutor'
  const state = given.state ?? 'accepted'
  const live = state === 'proposed' || state === 'offered' || state === 'accepted'
  const now = new Date()
  await write(async (tx) => {
    await tx.insert(allocations).values({
      id,
      position,
      quarters: 40,
      source: 'application',
      liveKey: live ? `${given.courseId}:${given.userId}:${position}` : null,
      firstAcceptedAt: state === 'accepted' || state === 'ended' || given.agreedQuarters ? now : null,
      createdAt: now,
      updatedAt: now,
      ...given,
      state,
    })
  })
  return id
}

/** A payday of a term: by default in 10 days, hours due 3 days before. */
export async function makePayday(termId: string, given: Insert<typeof paydays> = {}): Promise<string> {
  const id = given.id ?? newId()
  const paidOn = given.paidOn ?? dayFromNow(10)
  await write(async (tx) => {
    await tx.insert(paydays).values({
      id,
      termId,
      paidOn,
      cutoffAt: new Date(Date.parse(`${paidOn}T04:00:00Z`) - 3 * 86_400_000),
      reminderDays: [7, 3, 1],
      createdAt: new Date(),
      ...given,
    })
  })
  return id
}

type GivenLine = Omit<Insert<typeof timesheetLines>, 'id' | 'timesheetId'>

/** A submitted timesheet with the given lines, by default one of 2 h today. */
export async function makeTimesheet(
  given: Insert<typeof timesheets> & { allocationId: string; paydayId: string; lines?: GivenLine[] },
): Promise<string> {
  const id = given.id ?? newId()
  const { lines = [{}], ...sheet } = given
  const [allocation] = await db.query.allocations.findMany({
    where: (t, { eq }) => eq(t.id, given.allocationId),
  })
  if (!allocation) throw new Error('no such allocation')
  const rows = lines.map((line) => ({
    id: newId(),
    timesheetId: id,
    day: dayFromNow(0),
    quarters: 8,
    activity: 'lab' as const,
    ...line,
  }))
  const now = new Date()
  const { userId, courseId, termId, position } = allocation
  await write(async (tx) => {
    await tx.insert(timesheets).values({
      id,
      userId,
      courseId,
      termId,
      position,
      state: 'submitted',
      quarters: rows.reduce((sum, row) => sum + row.quarters, 0),
      submittedAt: now,
      createdAt: now,
      updatedAt: now,
      ...sheet,
    })
    for (const row of rows) await tx.insert(timesheetLines).values(row)
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
