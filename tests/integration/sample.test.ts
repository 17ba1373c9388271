import { and, count, eq, gt, inArray, isNotNull, like, sql, sum } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { db } from '@/db/client'
import { addSampleTerm } from '@/db/sample'
import {
  allocations,
  applications,
  courses,
  files,
  paydays,
  terms,
  timesheetLines,
  timesheets,
  users,
} from '@/db/schema'
import { endOfDay } from '@/lib/dates'
import { storage } from '@/lib/storage'
import { payPeriods, periodOf } from '@/lib/timesheets/periods'
import { liveAllocationStates, timesheetStates } from '@/lib/vocabulary'

const now = new Date('2027-04-05T02:00:00Z')

it('adds the sample term of the specification, the same each time, and refuses a second one', async () => {
  const result = await addSampleTerm({ password: 'a-password-for-the-sample', now })
  expect(result.counts).toMatchObject({ courses: 39, people: 249, applications: 300 })
  const states = await db
    .select({ state: applications.state, decision: applications.decision, n: count() })
    .from(applications)
    .groupBy(applications.state, applications.decision)
  for (const state of ['draft', 'submitted', 'published', 'withdrawn'])
    expect(states.some((row) => row.state === state && row.n > 0)).toBe(true)
  for (const decision of ['accepted', 'rejected', 'reserve'])
    expect(states.some((row) => row.state === 'published' && row.decision === decision && row.n > 0)).toBe(
      true,
    )
  const [first] = await db.select({ name: users.name }).from(users).where(eq(users.username, 'stud001'))
  expect(first?.name).toBe('Zanele Okafor')
  await expect(addSampleTerm({ now })).rejects.toThrow('already holds')
})

it('makes courses and applications that are found as those made by hand: by compact code and by UPI', async () => {
  const [course] = await db
    .select({ code: courses.code })
    .from(courses)
    .where(and(like(courses.searchText, '%compsci101%'), like(courses.searchText, '%compsci 101%')))
  expect(course?.code).toBe('COMPSCI 101')
  const upis = await db
    .select({ upi: applications.upi, text: applications.searchText })
    .from(applications)
    .where(isNotNull(applications.upi))
  expect(upis.length).toBeGreaterThan(100)
  for (const { upi, text } of upis) expect(text).toContain(upi)
})

it('breaks no rule but by a written reason, and nobody submitted after the deadline', async () => {
  const rows = await db
    .select({ a: applications, reason: allocations.overrideReason })
    .from(allocations)
    .innerJoin(applications, eq(applications.id, allocations.applicationId))
  const keptOut = rows.filter(
    ({ a }) =>
      (a.citizenOrResident === false && a.validVisa !== true) || (a.overseas && a.returning !== true),
  )
  expect(keptOut.length).toBeGreaterThan(0)
  for (const { reason } of keptOut) expect(reason).toBeTruthy()
  const [term] = await db.select().from(terms)
  const late = await db
    .select({ id: applications.id })
    .from(applications)
    .where(
      and(
        eq(applications.position, 'tutor'),
        gt(applications.submittedAt, endOfDay(term!.tutorDeadline!, 'Pacific/Auckland')),
      ),
    )
  expect(late).toEqual([])
})

it('keeps every budget, adds up its hours and stores the files that it names', async () => {
  const used = await db
    .select({
      code: courses.code,
      budget: courses.availableQuarters,
      used: sum(allocations.quarters).mapWith(Number),
    })
    .from(allocations)
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .where(inArray(allocations.state, [...liveAllocationStates]))
    .groupBy(courses.id, courses.code, courses.availableQuarters)
  expect(used.length).toBeGreaterThan(5)
  for (const row of used) expect(row.used, row.code).toBeLessThanOrEqual(row.budget)
  const wrong = await db
    .select({ id: timesheets.id })
    .from(timesheets)
    .innerJoin(timesheetLines, eq(timesheetLines.timesheetId, timesheets.id))
    .groupBy(timesheets.id, timesheets.quarters)
    .having(sql`sum(${timesheetLines.quarters}) <> ${timesheets.quarters}`)
  expect(wrong).toEqual([])
  const wrongTotals = await db
    .select({ id: allocations.id })
    .from(allocations)
    .innerJoin(timesheets, eq(timesheets.allocationId, allocations.id))
    .groupBy(allocations.id, allocations.quarters)
    .having(sql`sum(${timesheets.quarters}) > ${allocations.quarters}`)
  expect(wrongTotals).toEqual([])
  const [file] = await db.select().from(files).limit(1)
  expect((await storage().get(file!.storageKey))?.size).toBe(file!.size)
})

it('has hours in every state, each line in the period of its payday, not in the future', async () => {
  const states = await db.selectDistinct({ state: timesheets.state }).from(timesheets)
  expect(states.map((row) => row.state).sort()).toEqual([...timesheetStates].sort())
  const [term] = await db.select().from(terms).limit(1)
  const rows = await db.select().from(paydays).where(eq(paydays.termId, term!.id))
  const periods = payPeriods(term!, rows, 'Pacific/Auckland')
  const lines = await db
    .select({ day: timesheetLines.day, paydayId: timesheets.paydayId })
    .from(timesheetLines)
    .innerJoin(timesheets, eq(timesheets.id, timesheetLines.timesheetId))
  expect(lines.length).toBeGreaterThan(100)
  const astray = lines.filter(
    (line) => periodOf(periods, line.day)?.paydayId !== line.paydayId || line.day > '2027-04-05',
  )
  expect(astray).toEqual([])
  const drafts = await db.select().from(timesheets).where(eq(timesheets.state, 'draft'))
  expect(drafts.every((sheet) => sheet.submittedAt === null)).toBe(true)
})
