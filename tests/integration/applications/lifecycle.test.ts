import { and, eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import {
  allocations,
  applicationDrafts,
  applications,
  auditLog,
  emails,
  lateGrants,
  preferredCourses,
  profiles,
  terms,
  users,
} from '@/db/schema'
import { blankCourse } from '@/lib/applications/answers'
import { deleteDraft, startApplication, withdrawApplication } from '@/lib/applications/commands'
import { grantLate, grantVersion, noGrant, revokeLate } from '@/lib/applications/late-grants'
import { listOpenings } from '@/lib/applications/openings'
import { getOwnApplication, listOwnApplications } from '@/lib/applications/own'
import { closedDraft, getForm, listPickable, listUnpickable } from '@/lib/applications/queries'
import { saveCourses, saveEligibility, saveIdentity, saveStep } from '@/lib/applications/step-commands'
import { submitApplication } from '@/lib/applications/submission'
import { addDays, todayIn } from '@/lib/dates'
import { type AppError, type ErrorCode, isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication, rejectApplication, undoDecision } from '@/lib/review/commands'
import { correctAnswers, getCorrection } from '@/lib/review/correct'
import { getLateStudent, listLate } from '@/lib/review/late'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeFile,
  makeTerm,
  makeUser,
  makeViewer,
} from '../../support/world'

const zone = 'Pacific/Auckland'
const today = todayIn(zone)

let term: string
let course: string
let other: string

beforeAll(async () => {
  term = await makeTerm()
  course = await makeCourse(term)
  other = await makeCourse(term)
})

const refusal = async (work: Promise<unknown>, code: ErrorCode): Promise<AppError> => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  )
  if (!isAppError(error, code)) throw new Error(`expected ${code}, got ${String(error)}`)
  return error
}

/** The version of the grant that a student has. */
const grantedAt = async (studentId: string) =>
  grantVersion((await db.select().from(lateGrants).where(eq(lateGrants.studentId, studentId)))[0])

const experience = 'Tutored a similar course.'
const courseAnswers = {
  completed: 'yes' as const,
  grade: 'A',
  whySuitable: '',
  experience,
  workedBefore: false,
}

/** A draft whose every answer is right, for a new student unless given. */
async function makeDraft(given: { viewer?: Viewer; courses?: string[]; termId?: string } = {}) {
  const viewer = given.viewer ?? (await makeViewer('student'))
  const { id } = await startApplication(viewer, { termId: given.termId ?? term, position: 'tutor' })
  const [cv, transcript] = [await makeFile(viewer.id, 'cv'), await makeFile(viewer.id, 'transcript')]
  await saveStep(viewer, id, 'documents', (answers) => ({ ...answers, documents: { cv, transcript } }))
  for (const courseId of given.courses ?? [course])
    await saveCourses(viewer, { id, order: [], answers: {}, add: courseId })
  const wanted = given.courses ?? [course]
  await saveCourses(viewer, {
    id,
    order: wanted,
    answers: Object.fromEntries(wanted.map((courseId) => [courseId, courseAnswers])),
  })
  return { viewer, id, cv, transcript }
}

const rowOf = async (id: string) => (await db.select().from(applications).where(eq(applications.id, id)))[0]!

describe('starting', () => {
  test('a draft is filled in from the profile, and ten first clicks at once make one', async () => {
    const viewer = await makeViewer('student', {
      username: 'abcd123',
      profile: { auid: '222222222', gpaHundredths: 725 },
    })
    const started = await Promise.all(
      Array.from({ length: 10 }, () => startApplication(viewer, { termId: term, position: 'tutor' })),
    )
    expect(new Set(started.map((s) => s.id)).size).toBe(1)
    expect(started.filter((s) => !s.existing)).toHaveLength(1)
    const form = await getForm(viewer, started[0]!.id)
    expect(form.answers.identity).toMatchObject({ upi: 'abcd123', auid: '222222222', email: viewer.email })
    expect(form.answers.eligibility).toMatchObject({ maxHours: '20', gpa: '7.25', overseas: 'no' })
    expect(form.answers.documents).toEqual({ cv: null, transcript: null })
  })

  test('with the limit one a second application waits until the first is withdrawn; tutor and marker are apart', async () => {
    const { viewer, id } = await makeDraft()
    await submitApplication(viewer, id)
    await refusal(startApplication(viewer, { termId: term, position: 'tutor' }), 'state')
    expect((await startApplication(viewer, { termId: term, position: 'marker' })).existing).toBe(false)
    await withdrawApplication(viewer, id)
    const again = await startApplication(viewer, { termId: term, position: 'tutor' })
    expect(again.id).not.toBe(id)
  })

  test('without a limit there can be several', async () => {
    const free = await makeTerm({ tutorLimit: 'none' })
    const viewer = await makeViewer('student')
    const first = await startApplication(viewer, { termId: free, position: 'tutor' })
    const second = await startApplication(viewer, { termId: free, position: 'tutor' })
    expect(second.id).not.toBe(first.id)
  })

  test('a student cannot start them without end: each one submitted mails an address of their choice', async () => {
    const [one, another] = [await makeViewer('student'), await makeViewer('student')]
    const start = (viewer: Viewer) => startApplication(viewer, { termId: term, position: 'tutor' })
    for (let n = 0; n < 20; n++) await deleteDraft(one, (await start(one)).id)
    await refusal(start(one), 'limit')
    expect((await start(another)).existing).toBe(false)
  })

  test('a closed or archived term takes none, a late grant opens the closed one', async () => {
    const closed = await makeTerm({ open: false })
    const archived = await makeTerm({ archivedAt: new Date() })
    const viewer = await makeViewer('student')
    await refusal(startApplication(viewer, { termId: closed, position: 'tutor' }), 'state')
    await refusal(startApplication(viewer, { termId: archived, position: 'tutor' }), 'state')
    await refusal(startApplication(viewer, { termId: 'none', position: 'tutor' }), 'not_found')
    const tc = await makeViewer('tutor_coordinator')
    await grantLate(tc, {
      studentId: viewer.id,
      termId: closed,
      position: 'tutor',
      until: today,
      version: noGrant,
    })
    expect(await startApplication(viewer, { termId: closed, position: 'tutor' })).toMatchObject({
      existing: false,
    })
    await refusal(startApplication(viewer, { termId: closed, position: 'marker' }), 'state')
    expect((await listOpenings(viewer)).filter((o) => o.termId === closed).map((o) => o.position)).toEqual([
      'tutor',
    ])
  })

  test('the course that someone came from is chosen at once, one that is not open is not', async () => {
    const noNeed = await makeCourse(term, { needTutors: false })
    const a = await makeViewer('student')
    const first = await startApplication(a, { termId: term, position: 'tutor', courseId: course })
    expect((await getForm(a, first.id)).answers.courses.map((c) => c.courseId)).toEqual([course])
    const b = await makeViewer('student')
    const second = await startApplication(b, { termId: term, position: 'tutor', courseId: noNeed })
    expect((await getForm(b, second.id)).answers.courses).toEqual([])
  })
})

describe('scope', () => {
  test('nobody but the student and an admin reads or changes an application form', async () => {
    const { viewer, id } = await makeDraft()
    const admin = await makeViewer('admin')
    expect((await getForm(viewer, id)).id).toBe(id)
    expect((await getForm(admin, id)).id).toBe(id)
    const strangers = [
      await makeViewer('student'),
      await makeViewer('tutor_coordinator'),
      await makeViewer('marker_coordinator'),
      await makeViewer('course_coordinator'),
    ]
    for (const stranger of strangers) {
      await refusal(getForm(stranger, id), 'not_found')
      await refusal(getOwnApplication(stranger, id), 'not_found')
      await refusal(saveCourses(stranger, { id, order: [], answers: {} }), 'not_found')
      await refusal(submitApplication(stranger, id), 'not_found')
      await refusal(withdrawApplication(stranger, id), 'not_found')
      await refusal(deleteDraft(stranger, id), 'not_found')
    }
    expect((await rowOf(id)).state).toBe('draft')
  })

  test('what an admin does on behalf is in the audit log under the admin’s name', async () => {
    const { viewer, id } = await makeDraft()
    const admin = await makeViewer('admin')
    const { identity } = (await getForm(admin, id)).answers
    await saveIdentity(admin, { id, values: { ...identity, name: 'Corrected Name' } })
    await submitApplication(admin, id)
    const entries = await db.select().from(auditLog).where(eq(auditLog.recordId, id))
    const of = (action: string) => entries.find((e) => e.action === action)
    expect(of('applications.edit')).toMatchObject({
      actorId: admin.id,
      subjectId: viewer.id,
      before: { name: identity.name },
      after: { name: 'Corrected Name' },
    })
    expect(of('applications.submit')).toMatchObject({ actorId: admin.id, position: 'tutor', termId: term })
  })
})

describe('steps', () => {
  test('what was typed is kept as it is, right or wrong, and named as a problem', async () => {
    const { viewer, id } = await makeDraft()
    const { identity, eligibility } = (await getForm(viewer, id)).answers
    await saveIdentity(viewer, { id, values: { ...identity, auid: '12-half' } })
    await saveEligibility(viewer, { id, values: { ...eligibility, maxHours: 'ten', gpa: '9.9' } })
    const form = await getForm(viewer, id)
    expect(form.answers.identity.auid).toBe('12-half')
    expect(form.answers.eligibility).toMatchObject({ maxHours: 'ten', gpa: '9.9' })
    expect(form.marks).toMatchObject({ identity: 'attention', eligibility: 'attention', courses: 'complete' })
    const error = await refusal(submitApplication(viewer, id), 'invalid')
    expect(Object.keys(error.detail.fields ?? {}).sort()).toEqual(['auid', 'gpa', 'maxHours'])
    expect((await rowOf(id)).state).toBe('draft')
  })

  test('courses are added, moved and removed with ranks from 1 to n, at most ten, each once', async () => {
    const viewer = await makeViewer('student')
    const { id } = await startApplication(viewer, { termId: term, position: 'tutor' })
    const many = await Promise.all(Array.from({ length: 11 }, () => makeCourse(term)))
    for (const courseId of many.slice(0, 10))
      await saveCourses(viewer, { id, order: [], answers: {}, add: courseId })
    const error = await refusal(
      saveCourses(viewer, { id, order: [], answers: {}, add: many[10]! }),
      'invalid',
    )
    expect(error.detail.fields?.add).toMatch(/most/)
    await saveCourses(viewer, { id, order: [], answers: {}, add: many[0]! })
    await saveCourses(viewer, { id, order: [], answers: {}, move: { courseId: many[9]!, by: -1 } })
    await saveCourses(viewer, { id, order: [many[5]!], answers: {}, remove: many[2]! })
    const ids = (await getForm(viewer, id)).answers.courses.map((c) => c.courseId)
    expect(ids).toEqual([5, 0, 1, 3, 4, 6, 7, 9, 8].map((n) => many[n]))
  })

  test('a course of another term, without need, without published hours, past its day or held is not offered and not taken', async () => {
    const viewer = await makeViewer('student')
    const elsewhere = await makeCourse(await makeTerm())
    const bad = {
      noNeed: await makeCourse(term, { needTutors: false }),
      noHours: await makeCourse(term, { availableQuarters: 0 }),
      archived: await makeCourse(term, { archivedAt: new Date() }),
      passed: await makeCourse(term, { tutorDeadline: addDays(today, -1) }),
      full: await makeCourse(term, { availableQuarters: 40 }),
      splitFull: await makeCourse(term, { tutorQuarters: 40 }),
      held: await makeCourse(term),
    }
    const lastDay = await makeCourse(term, { tutorDeadline: today })
    const someone = await makeUser('student')
    await makeAllocation({ userId: someone, courseId: bad.full, termId: term, position: 'marker' })
    await makeAllocation({ userId: someone, courseId: bad.splitFull, termId: term })
    await makeAllocation({ userId: viewer.id, courseId: bad.held, termId: term, state: 'offered' })
    const { id } = await startApplication(viewer, { termId: term, position: 'tutor' })
    const offered = (await listPickable(await getForm(viewer, id), { q: '', limit: 100 })).rows.map(
      (c) => c.id,
    )
    expect(offered).toContain(lastDay)
    for (const [why, courseId] of [...Object.entries(bad), ['elsewhere', elsewhere] as const]) {
      expect([why, offered.includes(courseId)]).toEqual([why, false])
      await refusal(saveCourses(viewer, { id, order: [], answers: {}, add: courseId }), 'invalid')
    }
    // The number told before starting is that of the list to choose from.
    const told = async (when?: Date) =>
      (await listOpenings(viewer, viewer.id, when)).find((o) => o.termId === term && o.position === 'tutor')
        ?.openCourses
    expect(await told()).toBe(offered.length)
    // A late grant opens what has only its day passed.
    const coordinator = await makeViewer('tutor_coordinator')
    const until = addDays(today, 3)
    await grantLate(coordinator, {
      studentId: viewer.id,
      termId: term,
      position: 'tutor',
      until,
      reason: null,
      version: noGrant,
    })
    const late = (await listPickable(await getForm(viewer, id), { q: '', limit: 100 })).rows.map((c) => c.id)
    expect(late.filter((one) => !offered.includes(one))).toEqual([bad.passed])
    expect(await told()).toBe(late.length)
    await saveCourses(viewer, { id, order: [], answers: {}, add: lastDay })
  })

  test('proposals that are not published change nothing that a student is offered', async () => {
    const viewer = await makeViewer('student')
    const [filling, mine] = [await makeCourse(term, { availableQuarters: 40 }), await makeCourse(term)]
    const { id } = await startApplication(viewer, { termId: term, position: 'tutor' })
    const offered = async () =>
      (await listPickable(await getForm(viewer, id), { q: '', limit: 100 })).rows.map((c) => c.id)
    const before = await offered()
    expect(before).toEqual(expect.arrayContaining([filling, mine]))
    await makeAllocation({ userId: await makeUser(), courseId: filling, termId: term, state: 'proposed' })
    await makeAllocation({ userId: viewer.id, courseId: mine, termId: term, state: 'proposed' })
    expect(await offered()).toEqual(before)
    await saveCourses(viewer, { id, order: [], answers: {}, add: filling })
    await saveCourses(viewer, { id, order: [], answers: {}, add: mine })
  })

  test('what differs names nobody who decided, nor when', async () => {
    const corrects = await makeViewer('tutor_coordinator', { name: 'Cora Corrects' })
    const decides = await makeViewer('tutor_coordinator', { name: 'Dee Decides' })
    const { viewer, id } = await makeDraft()
    await submitApplication(viewer, id)
    const { base, answers } = await getForm(viewer, id)
    const named = (name: string) => ({ ...answers.identity, name })
    await saveIdentity(viewer, { id, base: base.identity, values: named('First') })
    const stale = (await getForm(viewer, id)).base.identity
    await saveIdentity(viewer, { id, base: stale, values: answers.identity })
    await rejectApplication(decides, { id, version: (await rowOf(id)).version })
    const second = { id, base: stale, values: named('Second') }
    const here = await refusal(saveIdentity(viewer, second), 'conflict')
    expect(here.detail.conflict?.by).toBe('Another window of yours')
    expect(here.message).not.toContain('Dee')

    await saveIdentity(viewer, { ...second, force: true })
    const { version, ...form } = await getCorrection(corrects, id).then(({ application, answers: now }) => ({
      id,
      version: application.version,
      identity: { name: 'Corrected', email: now.identity.email },
      eligibility: now.eligibility,
      courses: {},
    }))
    await correctAnswers(corrects, { ...form, version })
    await undoDecision(decides, { id, version: (await rowOf(id)).version })
    const late = await refusal(submitApplication(viewer, id), 'conflict')
    expect(late.detail.conflict?.by).toBe('Cora Corrects')
    expect(late.message).not.toContain('Dee')
  })

  test('two windows on one step: the second is told what differs, and may keep its own; other steps never clash', async () => {
    const { viewer, id } = await makeDraft()
    const { base, answers } = await getForm(viewer, id)
    await saveIdentity(viewer, { id, base: base.identity, values: { ...answers.identity, name: 'First' } })
    const second = { id, base: base.identity, values: { ...answers.identity, name: 'Second' } }
    const error = await refusal(saveIdentity(viewer, second), 'conflict')
    expect(error.detail.conflict?.differences).toEqual([{ field: 'Name', yours: 'Second', theirs: 'First' }])
    expect((await getForm(viewer, id)).answers.identity.name).toBe('First')
    await saveEligibility(viewer, { id, base: base.eligibility, values: answers.eligibility })
    await saveIdentity(viewer, { ...second, force: true })
    expect((await getForm(viewer, id)).answers.identity.name).toBe('Second')
    // The same words saved twice are no conflict.
    await saveIdentity(viewer, second)
  })

  test('search of courses folds accents and case and treats wildcards as text', async () => {
    const viewer = await makeViewer('student')
    await makeCourse(term, { code: 'MAORI 130', name: 'Te Ao Māori', searchText: 'maori 130 te ao maori' })
    const { id } = await startApplication(viewer, { termId: term, position: 'marker' })
    const form = await getForm(viewer, id)
    const find = async (q: string) => (await listPickable(form, { q, limit: 10 })).rows.map((c) => c.code)
    expect(await find('MĀORI')).toEqual(['MAORI 130'])
    expect(await find('%')).toEqual([])
    expect(await listUnpickable(form, '%')).toEqual([])
  })
})

test('a search that finds nothing to add says why its courses cannot be', async () => {
  const viewer = await makeViewer('student')
  const named = (code: string, given: Parameters<typeof makeCourse>[1] = {}) =>
    makeCourse(term, { code, searchText: code.toLowerCase(), ...given })
  await named('WHY 1', { needMarkers: false })
  await named('WHY 2', { markerDeadline: addDays(today, -1) })
  await named('WHY 3', { availableQuarters: 0 })
  await named('WHY 4', { archivedAt: new Date() })
  const chosen = await named('WHY 5')
  const { id } = await startApplication(viewer, { termId: term, position: 'marker' })
  await saveCourses(viewer, { id, order: [], answers: {}, add: chosen })
  const form = await getForm(viewer, id)
  const why = async (n: number) => (await listUnpickable(form, `why ${n}`))[0]
  expect(await why(1)).toBe('WHY 1 does not need markers.')
  expect(await why(2)).toMatch(/^The deadline of WHY 2 was /)
  expect(await why(3)).toBe('WHY 3 has no hours left.')
  expect(await why(4)).toBeUndefined()
  expect(await why(5)).toBe('WHY 5 is among your courses.')
  expect(await listUnpickable(form, 'why')).toHaveLength(3)
})

describe('submitting', () => {
  test('copies answers and courses into the application, gives them to the profile and locks the identity', async () => {
    const viewer = await makeViewer('student', { username: 'subm001', profile: { upi: null, auid: null } })
    const { id, cv, transcript } = await makeDraft({ viewer, courses: [other, course] })
    const { answers } = await getForm(viewer, id)
    await saveIdentity(viewer, { id, values: { ...answers.identity, upi: 'SUBM001', auid: '310 000-001' } })
    await saveEligibility(viewer, {
      id,
      values: {
        ...answers.eligibility,
        citizenOrResident: 'no',
        validVisa: 'yes',
        returning: 'yes',
        gpa: '7.25',
        maxHours: '12.5',
      },
    })
    await saveCourses(viewer, {
      id,
      order: [],
      answers: { [course]: { ...courseAnswers, completed: 'no', whySuitable: 'I know it well.' } },
    })
    expect(await submitApplication(viewer, id)).toEqual({ first: true })
    const row = await rowOf(id)
    expect(row).toMatchObject({
      state: 'submitted',
      upi: 'subm001',
      auid: '310000001',
      gpaHundredths: 725,
      maxWeekQuarters: 50,
      citizenOrResident: false,
      validVisa: true,
      overseas: false,
      returning: null,
      cvFileId: cv,
      transcriptFileId: transcript,
      preferredGpaHundredths: 800,
      version: 2,
    })
    expect(row.submittedAt).toBeInstanceOf(Date)
    const wanted = await db
      .select()
      .from(preferredCourses)
      .where(eq(preferredCourses.applicationId, id))
      .orderBy(preferredCourses.rank)
    expect(wanted).toMatchObject([
      { courseId: other, rank: 1, grade: 'A', whySuitable: null },
      { courseId: course, rank: 2, grade: null, whySuitable: 'I know it well.' },
    ])
    const [profile] = await db.select().from(profiles).where(eq(profiles.userId, viewer.id))
    expect(profile).toMatchObject({
      upi: 'subm001',
      auid: '310000001',
      cvFileId: cv,
      maxWeekQuarters: 50,
      validVisa: true,
    })
    expect(profile?.identityLockedAt).toBeInstanceOf(Date)
    expect((await db.select().from(users).where(eq(users.id, viewer.id)))[0]?.searchText).toContain(
      '310000001',
    )
    expect(await db.select().from(applicationDrafts).where(eq(applicationDrafts.applicationId, id))).toEqual(
      [],
    )
    await saveIdentity(viewer, { id, values: { ...answers.identity, upi: 'other99', auid: '999999999' } })
    expect((await getForm(viewer, id)).answers.identity).toMatchObject({ upi: 'subm001', auid: '310000001' })
  })

  test('the first submission is confirmed by one email to the preferred address, later changes by none', async () => {
    const { viewer, id } = await makeDraft({ courses: [other, course] })
    const { answers } = await getForm(viewer, id)
    await saveIdentity(viewer, { id, values: { ...answers.identity, email: 'prefers@example.org' } })
    const mails = () => db.select().from(emails).where(eq(emails.applicationId, id))
    expect(await mails()).toEqual([])
    await submitApplication(viewer, id)
    await saveIdentity(viewer, { id, values: { ...answers.identity, name: 'Other Name' } })
    await submitApplication(viewer, id)
    expect(await mails()).toMatchObject([
      {
        kind: 'application_received',
        toAddress: 'prefers@example.org',
        toUserId: viewer.id,
        position: 'tutor',
      },
    ])
  })

  test('a later change of the profile leaves the application as it was', async () => {
    const { viewer, id } = await makeDraft()
    await submitApplication(viewer, id)
    await write((tx) =>
      tx.update(profiles).set({ maxWeekQuarters: 20, cvFileId: null }).where(eq(profiles.userId, viewer.id)),
    )
    expect(await rowOf(id)).toMatchObject({ maxWeekQuarters: 80 })
    expect((await getOwnApplication(viewer, id)).answers.eligibility.maxHours).toBe('20')
  })

  test('a UPI or student ID of another account is refused on its field and changes neither account', async () => {
    const taken = await makeUser('student', { profile: { upi: 'taken01', auid: '400000001' } })
    for (const [field, value] of [
      ['upi', 'taken01'],
      ['auid', '400000001'],
    ] as const) {
      const { viewer, id } = await makeDraft()
      const { identity } = (await getForm(viewer, id)).answers
      await saveIdentity(viewer, { id, values: { ...identity, [field]: value } })
      const error = await refusal(submitApplication(viewer, id), 'invalid')
      expect(Object.keys(error.detail.fields ?? {})).toEqual([field])
      expect((await rowOf(id)).state).toBe('draft')
    }
    expect((await db.select().from(profiles).where(eq(profiles.userId, taken)))[0]).toMatchObject({
      upi: 'taken01',
      maxWeekQuarters: 80,
    })
  })

  test('a course that filled up or lost its need after it was chosen stops the submission and is named', async () => {
    const vanishing = await makeCourse(term, { code: 'GONE 101' })
    const { viewer, id } = await makeDraft({ courses: [course, vanishing] })
    const { courses } = await import('@/db/schema')
    await write((tx) => tx.update(courses).set({ needTutors: false }).where(eq(courses.id, vanishing)))
    const error = await refusal(submitApplication(viewer, id), 'invalid')
    expect(Object.values(error.detail.fields ?? {})).toEqual([
      'GONE 101 does not need tutors. Remove it to go on.',
    ])
    await saveCourses(viewer, { id, order: [], answers: {}, remove: vanishing })
    await submitApplication(viewer, id)
  })

  test('two drafts from before the limit: one is submitted, under the key that holds the limit', async () => {
    const free = await makeTerm({ tutorLimit: 'none' })
    const wanted = await makeCourse(free)
    const viewer = await makeViewer('student')
    const first = await makeDraft({ viewer, termId: free, courses: [wanted] })
    const second = await makeDraft({ viewer, termId: free, courses: [wanted] })
    await write((tx) => tx.update(terms).set({ tutorLimit: 'one' }).where(eq(terms.id, free)))
    for (const { id } of [first, second]) {
      const error = await refusal(submitApplication(viewer, id), 'state')
      expect(error.message).toMatch(/one is the limit. Delete or withdraw/)
    }
    await deleteDraft(viewer, second.id)
    await submitApplication(viewer, first.id)
    const [row] = await db.select().from(applications).where(eq(applications.id, first.id))
    expect(row).toMatchObject({ state: 'submitted', liveKey: `${viewer.id}:${free}:tutor` })
  })

  test('without a limit both are submitted', async () => {
    const free = await makeTerm({ tutorLimit: 'none' })
    const wanted = await makeCourse(free)
    const viewer = await makeViewer('student')
    for (let i = 0; i < 2; i++) {
      const { id } = await makeDraft({ viewer, termId: free, courses: [wanted] })
      await submitApplication(viewer, id)
    }
  })

  test('a double click submits once', async () => {
    const { viewer, id } = await makeDraft()
    const answers = await Promise.all([submitApplication(viewer, id), submitApplication(viewer, id)])
    expect(answers.map((a) => a.first).sort()).toEqual([false, true])
    expect((await rowOf(id)).version).toBe(2)
    const entries = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'applications.submit')))
    expect(entries).toHaveLength(1)
  })

  test('100 students at once: none lost, none doubled, each answered', async () => {
    const drafts = []
    for (let n = 0; n < 100; n++) drafts.push(await makeDraft())
    const answers = await Promise.all(drafts.map(({ viewer, id }) => submitApplication(viewer, id)))
    expect(answers.filter((a) => a.first)).toHaveLength(100)
    for (const { id } of drafts) {
      expect((await rowOf(id)).state).toBe('submitted')
      expect(
        await db.select().from(preferredCourses).where(eq(preferredCourses.applicationId, id)),
      ).toHaveLength(1)
    }
  })
})

describe('deadlines', () => {
  test('after the deadline of a course it has to go before the rest can be submitted; it is named', async () => {
    const { courses } = await import('@/db/schema')
    const early = await makeCourse(term, { code: 'EARLY 101' })
    const { viewer, id } = await makeDraft({ courses: [course, early] })
    await write((tx) =>
      tx
        .update(courses)
        .set({ tutorDeadline: addDays(today, -1) })
        .where(eq(courses.id, early)),
    )
    const error = await refusal(submitApplication(viewer, id), 'invalid')
    expect(Object.values(error.detail.fields ?? {})[0]).toMatch(/^The deadline of EARLY 101 was/)
    const tc = await makeViewer('tutor_coordinator')
    const grant = { studentId: viewer.id, termId: term, position: 'tutor' as const, version: noGrant }
    await grantLate(tc, { ...grant, until: today, reason: 'Ill' })
    await revokeLate(tc, { ...grant, version: await grantedAt(viewer.id) })
    await refusal(submitApplication(viewer, id), 'invalid')
    await grantLate(tc, { ...grant, until: today })
    await submitApplication(viewer, id)
  })

  test('a draft is closed once nothing of its term takes it, and a later course or a grant opens it', async () => {
    const { courses } = await import('@/db/schema')
    const passed = addDays(today, -1)
    const termId = await makeTerm()
    const only = await makeCourse(termId)
    const { viewer, id } = await makeDraft({ termId, courses: [only] })
    const closed = async () => closedDraft(await getForm(viewer, id))
    expect(await closed()).toBeNull()
    await write((tx) => tx.update(terms).set({ tutorDeadline: passed }).where(eq(terms.id, termId)))
    await write((tx) => tx.update(courses).set({ tutorDeadline: null }).where(eq(courses.id, only)))
    expect(await closed()).toEqual({ day: passed, problems: [] })
    const later = await makeCourse(termId, { tutorDeadline: addDays(today, 5) })
    expect(await closed()).toBeNull()
    await write((tx) => tx.update(courses).set({ needTutors: false }).where(eq(courses.id, later)))
    expect(await closed()).not.toBeNull()
    const tc = await makeViewer('tutor_coordinator')
    await grantLate(tc, { studentId: viewer.id, termId, position: 'tutor', version: noGrant, until: today })
    expect(await closed()).toBeNull()
  })

  test('only the coordinators of the position and admins grant late submissions, and each grant is recorded', async () => {
    const studentId = await makeUser('student')
    const grant = {
      studentId,
      termId: term,
      position: 'tutor' as const,
      until: addDays(today, 3),
      reason: 'Ill',
      version: noGrant,
    }
    for (const role of ['student', 'course_coordinator', 'marker_coordinator'] as const)
      await refusal(grantLate(await makeViewer(role), grant), 'not_allowed')
    const tc = await makeViewer('tutor_coordinator')
    await refusal(grantLate(tc, { ...grant, until: addDays(today, -1) }), 'invalid')
    await refusal(grantLate(tc, { ...grant, until: '2027-02-31' }), 'invalid')
    await grantLate(tc, grant)
    const version = await grantedAt(studentId)
    await grantLate(await makeViewer('admin'), { ...grant, until: addDays(today, 5), version })
    const entries = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, studentId), eq(auditLog.action, 'applications.grantLate')))
    expect(entries.map((e) => e.reason)).toEqual(['Ill', 'Ill'])
  })

  test('of two who grant or take back a late submission the second learns of the first', async () => {
    const tc = await makeViewer('tutor_coordinator', { name: 'Tui First' })
    const admin = await makeViewer('admin')
    const studentId = await makeUser('student')
    const grant = { studentId, termId: term, position: 'tutor' as const }
    const until = addDays(today, 2)
    await grantLate(tc, { ...grant, until, version: noGrant })
    const late = await refusal(
      grantLate(admin, { ...grant, until: addDays(today, 9), version: noGrant }),
      'conflict',
    )
    expect(late.detail.conflict).toMatchObject({ by: 'Tui First', differences: [{ field: 'Until' }] })
    await refusal(revokeLate(admin, { ...grant, version: noGrant }), 'conflict')
    const version = await grantedAt(studentId)
    expect(late.detail.data).toEqual({ version })
    expect((await listLate(admin, { termId: term, position: 'tutor' })).map((row) => row.version)).toContain(
      version,
    )
    expect(await getLateStudent(admin, { termId: term, position: 'tutor' }, studentId)).toMatchObject({
      version,
    })
    await revokeLate(admin, { ...grant, version })
    await refusal(grantLate(tc, { ...grant, until, version }), 'conflict')
    await grantLate(tc, { ...grant, until, version: noGrant })
  })

  test('nobody grants themselves a late submission', async () => {
    const both = await makeViewer(['student', 'tutor_coordinator'])
    const grant = { studentId: both.id, termId: term, position: 'tutor' as const }
    await refusal(grantLate(both, { ...grant, until: today, version: noGrant }), 'not_allowed')
  })
})

describe('changing what was submitted', () => {
  test('changes are nobody’s business until they are submitted, and are checked whole', async () => {
    const { viewer, id } = await makeDraft()
    await submitApplication(viewer, id)
    const { answers } = await getForm(viewer, id)
    await saveIdentity(viewer, { id, values: { ...answers.identity, name: 'New Name', email: 'wrong' } })
    expect(await rowOf(id)).toMatchObject({ version: 2, name: answers.identity.name })
    await refusal(submitApplication(viewer, id), 'invalid')
    await saveIdentity(viewer, { id, values: { ...answers.identity, name: 'New Name' } })
    expect(await submitApplication(viewer, id)).toEqual({ first: false })
    const row = await rowOf(id)
    expect(row).toMatchObject({ version: 3, name: 'New Name', state: 'submitted' })
    expect(row.editedAt).toBeInstanceOf(Date)
    expect(row.sortName).toBe('new name')
  })

  test('going back to what was submitted leaves no changes behind', async () => {
    const { viewer, id } = await makeDraft()
    await submitApplication(viewer, id)
    const { answers } = await getForm(viewer, id)
    await saveIdentity(viewer, { id, values: { ...answers.identity, name: 'Other' } })
    expect((await getOwnApplication(viewer, id)).unsubmittedChanges).toBe(true)
    await saveIdentity(viewer, { id, values: answers.identity })
    expect((await getOwnApplication(viewer, id)).unsubmittedChanges).toBe(false)
  })

  test('after the deadline it stands as submitted, and can still be withdrawn', async () => {
    const { terms } = await import('@/db/schema')
    const own = await makeTerm()
    const { viewer, id } = await makeDraft({ termId: own, courses: [await makeCourse(own)] })
    await submitApplication(viewer, id)
    await write((tx) =>
      tx
        .update(terms)
        .set({ tutorDeadline: addDays(today, -1) })
        .where(eq(terms.id, own)),
    )
    const form = await getForm(viewer, id)
    expect(form.editable).toBe(false)
    await refusal(saveIdentity(viewer, { id, values: form.answers.identity }), 'state')
    await refusal(submitApplication(viewer, id), 'state')
    await withdrawApplication(viewer, id)
    expect((await rowOf(id)).state).toBe('withdrawn')
  })

  test('published and withdrawn applications change no more, whoever asks', async () => {
    const admin = await makeViewer('admin')
    for (const state of ['published', 'withdrawn'] as const) {
      const viewer = await makeViewer('student')
      const id = await makeApplication({
        studentId: viewer.id,
        termId: term,
        state,
        decision: state === 'published' ? 'rejected' : null,
        publishedAt: state === 'published' ? new Date() : null,
        courses: [course],
      })
      for (const who of [viewer, admin]) {
        const { answers } = await getForm(who, id)
        await refusal(saveIdentity(who, { id, values: answers.identity }), 'state')
        await refusal(submitApplication(who, id), 'state')
        await refusal(withdrawApplication(who, id), 'state')
        await refusal(deleteDraft(who, id), 'state')
      }
    }
  })
})

describe('what a student learns', () => {
  const see = async (viewer: Viewer, id: string) => {
    const form = await getForm(viewer, id)
    const pickable = await listPickable(form, { q: '', limit: 100 })
    const {
      now: _n,
      context: { now: _c, ...context },
      ...rest
    } = form
    return JSON.parse(
      JSON.stringify(
        [
          { ...rest, context },
          await getOwnApplication(viewer, id),
          await listOwnApplications(viewer),
          await listOpenings(viewer),
          pickable,
        ],
        (_, value) => (value instanceof Map || value instanceof Set ? [...value] : value),
      ),
    )
  }

  test('a decision with hours and notes changes nothing that the student reads, and the form behaves the same', async () => {
    const tc = await makeViewer('tutor_coordinator')
    const roomy = await makeCourse(term, { availableQuarters: 60 })
    const a = await makeDraft({ courses: [roomy] })
    await submitApplication(a.viewer, a.id)
    const before = await see(a.viewer, a.id)
    await acceptApplication(tc, {
      id: a.id,
      version: undefined,
      courses: [{ courseId: roomy, quarters: 60 }],
      note: 'Welcome',
      internalReason: 'Strong',
    })
    expect(await rowOf(a.id)).toMatchObject({ decision: 'accepted' })
    expect(await see(a.viewer, a.id)).toEqual(before)
    const { answers, base } = await getForm(a.viewer, a.id)
    await saveIdentity(a.viewer, {
      id: a.id,
      base: base.identity,
      values: { ...answers.identity, name: 'Changed After' },
    })
    await submitApplication(a.viewer, a.id)
    const row = await rowOf(a.id)
    expect(row).toMatchObject({ decision: 'accepted', name: 'Changed After', state: 'submitted' })
    expect(row.editedAt!.getTime()).toBeGreaterThanOrEqual(row.decidedAt!.getTime())
    // The coordinator who saw the earlier version is told.
    await refusal(rejectApplication(tc, { id: a.id, version: 3 }), 'conflict')
  })

  test('withdrawing frees what was proposed, clears the decision and is recorded', async () => {
    const tc = await makeViewer('tutor_coordinator')
    const own = await makeCourse(term)
    const { viewer, id } = await makeDraft({ courses: [own] })
    await submitApplication(viewer, id)
    await acceptApplication(tc, { id, version: undefined, courses: [{ courseId: own, quarters: 40 }] })
    await withdrawApplication(viewer, id)
    expect(await rowOf(id)).toMatchObject({ state: 'withdrawn', decision: null, liveKey: null })
    expect(await db.select().from(allocations).where(eq(allocations.courseId, own))).toEqual([])
    const [entry] = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'applications.withdraw')))
    expect(entry).toMatchObject({
      before: { state: 'submitted', decision: 'accepted' },
      after: { state: 'withdrawn', decision: null },
    })
  })

  test('once published the student reads decision, note and offered hours, and nothing that is only proposed', async () => {
    const viewer = await makeViewer('student')
    const publishedAt = new Date()
    const id = await makeApplication({
      studentId: viewer.id,
      termId: term,
      state: 'published',
      decision: 'accepted',
      noteToStudent: 'See you soon',
      internalReason: 'Secret',
      publishedAt,
      courses: [course, other],
    })
    await makeAllocation({
      userId: viewer.id,
      courseId: course,
      termId: term,
      state: 'offered',
      applicationId: id,
    })
    await makeAllocation({
      userId: viewer.id,
      courseId: other,
      termId: term,
      state: 'proposed',
      applicationId: id,
    })
    const seen = await getOwnApplication(viewer, id)
    expect(seen.result).toMatchObject({
      decision: 'accepted',
      note: 'See you soon',
      courses: [{ id: course, quarters: 40, state: 'offered' }],
    })
    expect(seen.result?.courses).toHaveLength(1)
    expect(JSON.stringify(await see(viewer, id))).not.toContain('Secret')
    expect((await listOwnApplications(viewer))[0]).toMatchObject({ decision: 'accepted' })
  })
})

test('deleting a draft leaves nothing but its trace in the audit log', async () => {
  const { viewer, id } = await makeDraft()
  await deleteDraft(viewer, id)
  expect(await rowOf(id)).toBeUndefined()
  expect(await db.select().from(applicationDrafts).where(eq(applicationDrafts.applicationId, id))).toEqual([])
  const entries = await db.select().from(auditLog).where(eq(auditLog.recordId, id))
  expect(entries.map((e) => e.action)).toContain('applications.deleteDraft')
})

test('own list and form cost the same with 1 and with 50 rows', async () => {
  const count = async (work: () => Promise<unknown>) => {
    const before = queryCount()
    await work()
    return queryCount() - before
  }
  const few = await makeViewer('student')
  const many = await makeViewer('student')
  const free = await makeTerm({ tutorLimit: 'none' })
  const big = await Promise.all(Array.from({ length: 50 }, () => makeCourse(free)))
  await makeApplication({ studentId: few.id, termId: free, courses: [big[0]!], liveKey: null })
  for (let n = 0; n < 50; n++)
    await makeApplication({ studentId: many.id, termId: free, courses: big.slice(0, 3), liveKey: null })
  expect(await listOwnApplications(many)).toHaveLength(50)
  expect(await count(() => listOwnApplications(many))).toBe(await count(() => listOwnApplications(few)))
  expect(await count(() => listOpenings(many))).toBe(await count(() => listOpenings(few)))
  const [one] = await listOwnApplications(few)
  const [ten] = await listOwnApplications(many)
  expect(await count(() => getOwnApplication(many, ten!.id))).toBe(
    await count(() => getOwnApplication(few, one!.id)),
  )
  const form = await getForm(few, one!.id)
  expect(await count(() => listPickable(form, { q: '', limit: 50 }))).toBe(2)
})

test('saved course answers of a course that is not chosen are passed over', async () => {
  const { viewer, id } = await makeDraft()
  await saveCourses(viewer, {
    id,
    order: [other],
    answers: { [other]: blankCourse(other), ['__proto__']: blankCourse('x') },
  })
  expect((await getForm(viewer, id)).answers.courses.map((c) => c.courseId)).toEqual([course])
})
