/**
 * Adds to the sample term what it leaves out and screens must stand: an empty term, a course without hours, long
 * names and names in other scripts, people at each stage, mails that failed. Prints as JSON what was made and found,
 * with a cookie for each person. Run against an app's database: `app.script('tests/support/sample-records.ts')`.
 */
import { and, eq, isNull } from 'drizzle-orm'
import { closeDatabase, db, write } from '@/db/client'
import {
  applications,
  courseCoordinators,
  courses,
  endorsements,
  preferredCourses,
  publications,
  savedViews,
} from '@/db/schema'
import { newId } from '@/db/sql'
import { viewerOf } from '@/lib/auth/session'
import { issueToken } from '@/lib/auth/tokens'
import { createImportPreview } from '@/lib/courses/import-previews'
import { saveSettings } from '@/lib/settings/commands'
import { makeSolvedRun } from './assignment-world'
import { addEmail } from './sample-emails'
import { findAllocation, findApplication, findUser, makeCookies, namesOf, one } from './sample-finders'
import { findHours, makePayrollRecords } from './sample-hours'
import { makeChanges, makeSchedule, storeFiles } from './sample-makers'
import { makeAllocation, makeApplication, makeCourse, makeReadyDraft, makeTerm, makeUser } from './world'

/** Sixty letters. */
const longName = 'Maximiliana Wilhelmina Featherstonehaugh-Wolfeschlegelsteinha'
const longEmail = 'maximiliana.wilhelmina.featherstonehaugh@postgraduate.student.example.test'

async function makeRecords() {
  const admin = await findUser('admin1')
  const coordinator = await findUser('coord01')
  const course = await one('course', db.select().from(courses).where(eq(courses.code, 'COMPSCI 101')))
  const term = course.termId

  // Nothing at all, and one of each.
  const emptyTerm = await makeTerm({ name: 'A term in which nothing is' })
  const oneTerm = await makeTerm({ name: 'A term with a name so long that no switch can hold it' })
  const noHours = await makeCourse(oneTerm, {
    code: 'COMPSCI 799X',
    name: 'Special topics in the philosophy, history and sociology of computation and its applications',
    availableQuarters: 0,
    coordinators: [coordinator],
    canPreAssign: true,
  })
  await makeApplication({ studentId: await makeUser('student'), termId: oneTerm, courses: [noHours] })

  // Names that strain a layout, in the sample term itself.
  const longStudent = await makeUser('student', { name: longName, email: longEmail })
  const longApplication = await makeApplication({
    studentId: longStudent,
    termId: term,
    gpaHundredths: null,
    citizenOrResident: false,
    validVisa: false,
    overseas: true,
    returning: false,
    enrolmentDetails:
      'Doctor of Philosophy in Computer Science, joint with the University of Edinburgh, fourth year',
    courses: (
      await db.select({ id: courses.id }).from(courses).where(eq(courses.termId, term)).limit(10)
    ).map((one) => one.id),
  })
  const chineseStudent = await makeUser('student', { name: '欧阳志强' })
  await makeApplication({ studentId: chineseStudent, termId: term, courses: [course.id] })

  const newcomer = await makeUser('student', {
    name: 'Newcomer',
    profile: { upi: null, auid: null, enrolmentDetails: null, degreeLevel: null, maxWeekQuarters: null },
  })
  const newCoordinator = await makeUser('course_coordinator', { name: 'Without Courses' })
  const everyRole = await makeUser(
    ['admin', 'tutor_coordinator', 'marker_coordinator', 'course_coordinator', 'student'],
    { name: 'Every Role' },
  )
  await write(async (tx) => {
    await tx
      .insert(courseCoordinators)
      .values({ courseId: course.id, userId: everyRole, createdAt: new Date() })
    await tx.insert(savedViews).values({
      id: newId(),
      userId: everyRole,
      page: 'review',
      name: 'Postgraduates without a word from anybody',
      params: 'degree=postgraduate',
      createdAt: new Date(),
    })
  })

  const draft = await findApplication('marker', 'draft')
  const ready = await makeUser('student', { name: 'Rāwiri Hēnare' })
  const markerCourses = await db
    .select({ id: courses.id })
    .from(courses)
    .where(and(eq(courses.termId, term), eq(courses.needMarkers, true)))
    .limit(3)
  const readyDraft = await makeReadyDraft({
    studentId: ready,
    termId: term,
    courseIds: markerCourses.map((one) => one.id),
  })
  const submitted = await findApplication('marker', 'submitted')
  const changing = await makeChanges(submitted.id)
  const withdrawn = await findApplication('marker', 'withdrawn')
  const rejected = await findApplication('tutor', 'published', 'rejected')
  const reserve = await findApplication('tutor', 'published', 'reserve')
  const accepted = await findApplication('tutor', 'published', 'accepted')
  const decided = await findApplication('tutor', 'submitted', 'accepted')
  const undecided = await one(
    'endorsed tutor application',
    db
      .select({ id: applications.id, studentId: applications.studentId })
      .from(applications)
      .innerJoin(endorsements, eq(endorsements.applicationId, applications.id))
      .where(
        and(
          eq(applications.position, 'tutor'),
          eq(applications.state, 'submitted'),
          isNull(applications.decision),
        ),
      )
      .limit(1),
  )
  const working = await findAllocation('accepted')
  const offered = await findAllocation('offered')
  const proposed = await findAllocation('proposed')
  await makeAllocation({
    userId: longStudent,
    courseId: course.id,
    termId: term,
    state: 'proposed',
    source: 'pre_assignment',
  })
  // Hours agreed to, of which a change waits.
  await makeAllocation({
    userId: offered.userId,
    courseId: noHours,
    termId: oneTerm,
    state: 'offered',
    quarters: 120,
    agreedQuarters: 160,
    offeredAt: new Date(),
    answerBy: new Date(Date.now() + 3 * 86_400_000),
  })
  const reserveCourse = await one(
    'wish of somebody on reserve',
    db
      .select({ id: preferredCourses.courseId })
      .from(preferredCourses)
      .where(eq(preferredCourses.applicationId, reserve.id))
      .limit(1),
  )
  await storeFiles()

  const schedule = await makeSchedule(term, await findUser('tutorco'), decided.id)
  const publication = await one(
    'publication',
    db.select().from(publications).where(eq(publications.position, 'tutor')),
  )
  const failedEmail = await addEmail({
    state: 'failed',
    toUserId: longStudent,
    toName: longName,
    toAddress: longEmail,
    subject: 'Your application as tutor, 2027 Semester One: the result',
    error: `550 5.1.1 <${longEmail}>: Recipient address rejected: User unknown in virtual mailbox table`,
    position: 'tutor',
  })
  const mail = {
    toUserId: rejected.studentId,
    toName: 'Somebody',
    toAddress: longEmail,
    position: 'tutor',
  } as const
  await addEmail({ ...mail, state: 'sent', subject: 'Your application as tutor: the result' })
  await addEmail({ ...mail, state: 'cancelled', subject: 'Your application as tutor: the result' })
  const asAdmin = (await viewerOf(admin))!
  await saveSettings(asAdmin, { institutionName: 'School of Computer Science' })
  const preview = await createImportPreview(asAdmin, {
    termId: term,
    fileName: 'Courses of the second semester, corrected.csv',
    bytes: new TextEncoder().encode(importFile),
  })
  const reset = await write((tx) => issueToken(tx, { kind: 'reset_password', userId: newcomer }))

  const tutorco = await findUser('tutorco')
  const hours = await findHours()
  const payroll = await makePayrollRecords(term, tutorco)
  const run = await makeSolvedRun(tutorco, term, 'tutor')
  const people: Record<string, string> = {
    admin1: admin,
    tutorco,
    markerco: await findUser('markerco'),
    coord01: coordinator,
    coord05: await findUser('coord05'),
    stud001: await findUser('stud001'),
    newCoordinator,
    everyRole,
    newcomer,
    drafting: draft.studentId,
    ready,
    submitted: submitted.studentId,
    changing: changing.studentId,
    withdrawn: withdrawn.studentId,
    rejected: rejected.studentId,
    reserve: reserve.studentId,
    accepted: accepted.studentId,
    working: working.userId,
    offered: offered.userId,
    longName: longStudent,
    undecided: undecided.studentId,
    decided: decided.studentId,
  }
  const ids = {
    term,
    emptyTerm,
    oneTerm,
    course: course.id,
    noHours,
    workingCourse: working.courseId,
    draft: draft.id,
    readyDraft,
    submitted: submitted.id,
    changing: changing.id,
    withdrawn: withdrawn.id,
    rejected: rejected.id,
    reserve: reserve.id,
    reserveCourse: reserveCourse.id,
    schedule,
    accepted: accepted.id,
    decided: decided.id,
    undecided: undecided.id,
    longApplication,
    allocation: working.id,
    proposed: proposed.id,
    publication: publication.id,
    failedEmail,
    preview,
    ...hours,
    ...payroll,
    run,
    offer: offered.id,
    resetToken: reset.token,
    person: working.userId,
    longPerson: longStudent,
    coordinator,
  }
  return { ids, names: await namesOf(people), cookies: await makeCookies(people) }
}

/** A new course, one that changes, one that is in error. */
const importFile = `courseNum,courseName,totalAvailableHours,estimatedNumOfStudents,needTutors,prerequisite
COMPSCI 101,Principles of Programming,720,900,Y,
COMPSCI 777,Quantum Software Engineering,60,45,N,COMPSCI 230 or equivalent
COMPSCI 778,Half an hour too many,sixty,45,maybe,
`

export type SampleRecords = Awaited<ReturnType<typeof makeRecords>>

try {
  console.log(JSON.stringify(await makeRecords()))
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  await closeDatabase()
}
