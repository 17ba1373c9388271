import { and, eq, inArray } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import {
  allocations,
  applications,
  auditLog,
  courseCoordinators,
  courses,
  paydays,
  terms,
  timesheets,
} from '@/db/schema'
import { addDays } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { copyTerm, previewCopy } from '@/lib/terms/copy'
import { refusal } from '../../support/refusal'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
  makeViewer,
} from '../../support/world'

let admin: Viewer
let tc: Viewer
beforeAll(async () => {
  admin = await makeViewer('admin')
  tc = await makeViewer('tutor_coordinator')
})

/** A term in use: two courses and an archived one, coordinators of all kinds, a payday, and work in it. */
async function usedTerm(name: string) {
  const termId = await makeTerm({
    name,
    startsOn: '2027-03-01',
    endsOn: '2027-06-28',
    tutorDeadline: '2027-02-12',
    markerDeadline: null,
  })
  const hana = await makeUser('course_coordinator', { name: 'Hana Coordinator' })
  const gone = await makeUser('course_coordinator', { name: 'Gone', state: 'deactivated' })
  const former = await makeUser('student', { name: 'No Longer' })
  const code = (n: number) => `${name} ${n}`
  const full = await makeCourse(termId, {
    code: code(1),
    coordinators: [hana, gone, former],
    availableQuarters: 400,
    tutorQuarters: 100,
    estimatedStudents: 200,
    currentStudents: 180,
    assignments: 3,
    labsPerWeek: 2,
    wantedTutors: 4,
    tutorResponsibility: 'Run labs.',
    canPreAssign: true,
    tutorDeadline: '2027-02-10',
    notes: 'Ask early.',
    version: 7,
  })
  await makeCourse(termId, { code: code(2) })
  await makeCourse(termId, { code: code(3), archivedAt: new Date() })
  const paydayId = await makePayday(termId, { paidOn: '2027-03-18', reminderDays: [5] })
  const student = await makeUser('student')
  await makeApplication({ studentId: student, termId, courses: [full] })
  const allocationId = await makeAllocation({ userId: student, courseId: full, termId })
  await makeTimesheet({ allocationId, paydayId })
  return { termId, hana, full }
}

const page = { page: 1, size: 50 }

describe('copying a term', () => {
  it('moves courses, needs, coordinators and paydays to the new dates, and leaves people’s work behind', async () => {
    const { termId, hana } = await usedTerm('Copied')
    const id = await copyTerm(tc, { id: termId, name: 'The Copy', startsOn: '2027-07-19' })
    const [term] = await db.select().from(terms).where(eq(terms.id, id))
    expect(term).toMatchObject({
      name: 'The Copy',
      startsOn: '2027-07-19',
      endsOn: '2027-11-15',
      tutorDeadline: addDays('2027-02-12', 140),
      markerDeadline: null,
      open: false,
      version: 1,
      archivedAt: null,
    })
    const copied = await db.select().from(courses).where(eq(courses.termId, id)).orderBy(courses.code)
    expect(copied.map((course) => course.code)).toEqual(['Copied 1', 'Copied 2'])
    expect(copied[0]).toMatchObject({
      availableQuarters: 400,
      tutorQuarters: 100,
      estimatedStudents: 200,
      currentStudents: null,
      assignments: 3,
      labsPerWeek: 2,
      wantedTutors: 4,
      tutorResponsibility: 'Run labs.',
      canPreAssign: true,
      tutorDeadline: addDays('2027-02-10', 140),
      notes: 'Ask early.',
      version: 1,
      archivedAt: null,
    })
    const held = await db
      .select({ userId: courseCoordinators.userId })
      .from(courseCoordinators)
      .where(
        inArray(
          courseCoordinators.courseId,
          copied.map((course) => course.id),
        ),
      )
    // Neither the deactivated one nor the one who has lost the role.
    expect(held).toEqual([{ userId: hana }])
    const days = await db.select().from(paydays).where(eq(paydays.termId, id))
    expect(days).toMatchObject([{ paidOn: '2027-08-05', reminderDays: [5] }])
    for (const table of [applications, allocations, timesheets])
      expect(await db.select().from(table).where(eq(table.termId, id))).toEqual([])
    const log = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'terms.copy')))
    expect(log).toMatchObject([
      { actorId: tc.id, after: { from: 'Copied', courses: 2, paydays: ['2027-08-05'] } },
    ])
    expect(await db.select().from(auditLog).where(eq(auditLog.recordId, copied[0]!.id))).toMatchObject([
      { action: 'courses.copy', after: { from: 'Copied', coordinators: ['Hana Coordinator'] } },
    ])
    // The term copied from is as it was.
    expect(await db.select().from(courses).where(eq(courses.termId, termId))).toHaveLength(3)
  })

  it('is what its preview showed', async () => {
    const { termId } = await usedTerm('Previewed')
    const input = { id: termId, name: 'Preview copy', startsOn: '2027-07-20' }
    const before = await db.select({ id: terms.id }).from(terms)
    const preview = await previewCopy(tc, input, page)
    expect(await db.select({ id: terms.id }).from(terms)).toHaveLength(before.length)
    expect(preview).toMatchObject({ shift: 141, courseCount: 2, archivedCount: 1, errors: {} })
    expect(preview.courses.map((course) => [course.code, course.coordinators])).toEqual([
      ['Previewed 1', ['Hana Coordinator']],
      ['Previewed 2', []],
    ])
    const id = await copyTerm(tc, input)
    const [term] = await db.select().from(terms).where(eq(terms.id, id))
    expect(term).toMatchObject(preview.term)
    const days = await db.select().from(paydays).where(eq(paydays.termId, id))
    expect(days).toMatchObject(preview.paydays)
  })

  it('needs a name that is free, and dates that a new term could have', async () => {
    const { termId } = await usedTerm('Named')
    const taken = { id: termId, name: '  named ', startsOn: '2027-07-19' }
    expect((await refusal(copyTerm(tc, taken))).detail.fields).toHaveProperty('name')
    expect((await previewCopy(tc, taken, page)).errors).toHaveProperty('name')
    await write(async (tx) => {
      await tx.update(terms).set({ tutorResultsOn: '2027-01-01' }).where(eq(terms.id, termId))
    })
    const early = { id: termId, name: 'Early', startsOn: '2027-07-19' }
    expect((await refusal(copyTerm(tc, early))).detail.fields).toEqual({
      startsOn: 'Results cannot be expected before the deadline.',
    })
    expect(await db.select().from(terms).where(eq(terms.name, 'Early'))).toEqual([])
  })

  it('by two people at once under one name is one copy, and the other is told', async () => {
    const { termId } = await usedTerm('Twice')
    const input = { id: termId, name: 'Once only', startsOn: '2027-07-19' }
    const both = await Promise.allSettled([copyTerm(tc, input), copyTerm(admin, input)])
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    const copies = await db.select().from(terms).where(eq(terms.name, 'Once only'))
    expect(copies).toHaveLength(1)
    expect(await db.select().from(courses).where(eq(courses.termId, copies[0]!.id))).toHaveLength(2)
  })

  it('works from an archived term, and is for those who manage terms', async () => {
    const { termId } = await usedTerm('Old')
    await write(async (tx) => {
      await tx.update(terms).set({ archivedAt: new Date() }).where(eq(terms.id, termId))
    })
    const input = { id: termId, name: 'From an archived one', startsOn: '2028-03-06' }
    for (const role of ['course_coordinator', 'student'] as const) {
      const viewer = await makeViewer(role)
      expect((await refusal(copyTerm(viewer, input))).code).toBe('not_allowed')
      expect((await refusal(previewCopy(viewer, input, page))).code).toBe('not_allowed')
    }
    expect((await refusal(copyTerm(tc, { ...input, id: 'nothing' }))).code).toBe('not_found')
    const id = await copyTerm(tc, input)
    expect((await db.select().from(terms).where(eq(terms.id, id)))[0]).toMatchObject({ archivedAt: null })
  })

  it('previews with the same number of queries for 2 and for 60 courses, a page at a time', async () => {
    const { termId, hana } = await usedTerm('Many')
    const input = { id: termId, name: 'Many copied', startsOn: '2027-07-19' }
    const counted = async () => {
      const before = queryCount()
      const preview = await previewCopy(tc, input, page)
      return { queries: queryCount() - before, preview }
    }
    const few = await counted()
    for (let i = 0; i < 58; i++) await makeCourse(termId, { coordinators: [hana] })
    const many = await counted()
    expect(many.queries).toBe(few.queries)
    expect(many.preview.courseCount).toBe(60)
    expect(many.preview.courses).toHaveLength(50)
    expect((await previewCopy(tc, input, { page: 2, size: 50 })).courses).toHaveLength(10)
  })
})
