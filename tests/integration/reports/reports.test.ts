import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { read, utils } from 'xlsx'
import { db, queryCount, write } from '@/db/client'
import { allocations, applications, courses, timesheets } from '@/db/schema'
import { getCoordinatorHome } from '@/lib/home/coordinator'
import type { Viewer } from '@/lib/permissions'
import { reportOf, reports } from '@/lib/reports'
import { reportScope } from '@/lib/reports/scope'
import { termWorkbook } from '@/lib/reports/workbook'
import { chosenColumns } from '@/lib/table-columns'
import { getTerm } from '@/lib/terms/queries'
import { makePayrollBatch } from '../../support/payroll-world'
import { agreedWith, makePayday, makeScene, makeTimesheet, type Scene } from '../../support/report-scene'
import { makeAllocation, makeCourse, makeTerm, makeUser, makeViewer, viewer } from '../../support/world'

const settings = { visaCapHours: 25, timeZone: 'Pacific/Auckland' }
const isLive = (state: string) => ['proposed', 'offered', 'accepted'].includes(state)
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const counted = (row: { quarters: number; agreedQuarters: number | null }) =>
  Math.max(row.quarters, row.agreedQuarters ?? 0)

let scene: Scene
let admin: Viewer
let tutorCo: Viewer
let cc: Viewer

beforeAll(async () => {
  scene = await makeScene('REP')
  admin = await makeViewer('admin')
  tutorCo = await makeViewer('tutor_coordinator')
  cc = await viewer(scene.coordinatorId)
}, 60_000)

async function load(who: Viewer, id: string, query = '', termId = scene.termId) {
  const report = reportOf(id)!
  const scope = reportScope(who, (await getTerm(admin, termId))!, settings)
  return report.load(scope, report.list.parse(new URLSearchParams(query)))
}
const rowsOf = async (termId = scene.termId) => ({
  allocations: (await db.select().from(allocations)).filter((row) => row.termId === termId),
  sheets: (await db.select().from(timesheets)).filter((row) => row.termId === termId),
  courses: (await db.select().from(courses)).filter((row) => row.termId === termId),
  applications: (await db.select().from(applications)).filter((row) => row.termId === termId),
})
const hoursIn = (sheets: { quarters: number; state: string }[], ...states: string[]) =>
  sum(sheets.filter((row) => states.length === 0 || states.includes(row.state)).map((row) => row.quarters))

describe('hours by course', () => {
  test.each(['', 'tutor', 'marker'])(
    'equal a recount of the rows, row by row and in their totals (%s)',
    async (position) => {
      const report = await load(admin, 'courses', position ? `position=${position}` : '')
      const rows = await rowsOf()
      const of = new Map(rows.allocations.map((row) => [row.id, row]))
      expect(report.total).toBe(rows.courses.length)
      const used = (courseId: string, of: string) =>
        sum(
          rows.allocations
            .filter((row) => row.courseId === courseId && row.position === of && isLive(row.state))
            .map(counted),
        )
      // One budget for both positions; of one its split bounds what is left as well.
      const leftOf = (course: (typeof rows.courses)[number], of: string) => {
        const left = course.availableQuarters - used(course.id, 'tutor') - used(course.id, 'marker')
        if (!of) return left
        if (!(of === 'tutor' ? course.needTutors : course.needMarkers)) return 0
        const split = of === 'tutor' ? course.tutorQuarters : course.markerQuarters
        return split === null ? left : Math.min(left, split - used(course.id, of))
      }
      for (const course of rows.courses) {
        const held = rows.allocations.filter(
          (row) => row.courseId === course.id && (!position || row.position === position),
        )
        const sheets = rows.sheets.filter(
          (row) =>
            row.courseId === course.id && (!position || of.get(row.allocationId)!.position === position),
        )
        const { values } = report.rows.find((row) => row.id === course.id)!
        const live = held.filter((row) => isLive(row.state))
        expect(values).toMatchObject({
          assigned: sum(live.map(counted)),
          accepted: sum(held.map(agreedWith(rows.sheets))),
          people: new Set(live.map((row) => row.userId)).size,
          recorded: hoursIn(sheets),
          waiting: hoursIn(sheets, 'submitted'),
          approved: hoursIn(sheets, 'approved', 'exported'),
          exported: hoursIn(sheets, 'exported'),
          left: leftOf(course, position),
        })
      }
      for (const column of ['needed', 'assigned', 'left', 'accepted', 'recorded', 'approved'])
        expect(report.totals[column], column).toBe(sum(report.rows.map((row) => Number(row.values[column]))))
    },
  )

  test('stand in the order of any column, page by page, with the totals of all pages', async () => {
    const report = reportOf('courses')!
    const all = await load(admin, 'courses')
    for (const sort of report.list.sorts) {
      const asc = (await load(admin, 'courses', `sort=${sort}&dir=asc`)).rows.map((row) => row.values[sort]!)
      const sorted = [...asc].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      expect(asc, sort).toEqual(sorted)
    }
    const scope = reportScope(admin, (await getTerm(admin, scene.termId))!, settings)
    const params = report.list.parse({})
    const pages = await Promise.all([1, 2, 3].map((page) => report.load(scope, { ...params, size: 3, page })))
    expect(pages.flatMap((page) => page.rows.map((row) => row.id))).toEqual(all.rows.map((row) => row.id))
    for (const page of pages) expect(page.totals).toEqual(all.totals)
  })
})

describe('hours by person', () => {
  test('equal a recount, and those over are as many as the home page says', async () => {
    const report = await load(admin, 'people')
    const rows = await rowsOf()
    const people = new Set(
      rows.allocations.filter((row) => isLive(row.state) || row.state === 'ended').map((row) => row.userId),
    )
    expect(new Set(report.rows.map((row) => row.id))).toEqual(people)
    for (const { id, values } of report.rows) {
      const held = rows.allocations.filter((row) => row.userId === id)
      const sheets = rows.sheets.filter((row) => row.userId === id)
      expect(values).toMatchObject({
        assigned: sum(held.filter((row) => isLive(row.state)).map(counted)),
        accepted: sum(held.map(agreedWith(rows.sheets))),
        recorded: hoursIn(sheets),
        approved: hoursIn(sheets, 'approved', 'exported'),
      })
    }
    const term = (await getTerm(admin, scene.termId))!
    const clock = { now: new Date(), zone: settings.timeZone, visaCapHours: 25, offersNeedAnswer: true }
    const home = (await getCoordinatorHome(tutorCo, term, clock))!
    const over = await load(tutorCo, 'people', 'over=1')
    expect(over.total).toBe(home.peopleOver)
    expect(over.rows.every((row) => row.values.over !== false)).toBe(true)
    expect(report.rows.filter((row) => row.values.over === true)).toHaveLength(home.peopleOver)
  })

  test('a student ID is told only of people in own positions', async () => {
    const markerOnly = await makeUser('student', { name: 'REP Marker Only', profile: { auid: '012345678' } })
    await makeAllocation({
      userId: markerOnly,
      courseId: scene.courses.C!,
      termId: scene.termId,
      position: 'marker',
    })
    const auidFor = async (who: Viewer) =>
      (await load(who, 'people', 'q=marker only')).rows.map((row) => row.values.auid)
    expect(await auidFor(admin)).toEqual(['012345678'])
    expect(await auidFor(await makeViewer('marker_coordinator'))).toEqual(['012345678'])
    expect(await auidFor(tutorCo)).toEqual([null])
  })
})

describe('allocations', () => {
  test('the tables behind the figures of the home page add up to them', async () => {
    const term = (await getTerm(admin, scene.termId))!
    const clock = { now: new Date(), zone: settings.timeZone, visaCapHours: 25, offersNeedAnswer: true }
    for (const [who, position] of [
      [admin, ''],
      [tutorCo, 'position=tutor&'],
    ] as const) {
      const home = (await getCoordinatorHome(who, term, clock))!
      const live = await load(who, 'allocations', `${position}state=proposed&state=offered&state=accepted`)
      expect(live.totals.hours).toBe(home.hours.assigned)
      expect((await load(who, 'allocations', `${position}agreed=1`)).totals.accepted).toBe(
        home.hours.accepted,
      )
      expect((await load(who, 'allocations', `${position}state=offered`)).total).toBe(home.offers.unanswered)
      expect((await load(who, 'paydays', position)).totals.recorded).toBe(home.hours.worked)
      expect((await load(who, 'courses', `${position}archived=no`)).totals.needed).toBe(home.hours.needed)
    }
  })

  test('a tutor coordinator reads no proposal of a marker, and does read those of tutors', async () => {
    const rows = await rowsOf()
    const proposed = rows.allocations.filter((row) => row.state === 'proposed')
    const markers = proposed.filter((row) => row.position === 'marker').map((row) => row.id)
    const tutors = proposed.filter((row) => row.position === 'tutor').map((row) => row.id)
    expect(Math.min(markers.length, tutors.length)).toBeGreaterThan(0)
    const seen = new Set((await load(tutorCo, 'allocations', 'size=100')).rows.map((row) => row.id))
    for (const id of markers) expect(seen.has(id)).toBe(false)
    for (const id of tutors) expect(seen.has(id)).toBe(true)
    const all = new Set((await load(admin, 'allocations', 'size=100')).rows.map((row) => row.id))
    for (const id of markers) expect(all.has(id)).toBe(true)
  })
})

describe('hours by payday', () => {
  test('equal a recount, and the plan adds up to what people agreed to', async () => {
    const report = await load(admin, 'paydays')
    const rows = await rowsOf()
    expect(report.rows.map((row) => row.id)).toEqual(scene.paydays)
    for (const { id, values } of report.rows) {
      const sheets = rows.sheets.filter((row) => row.paydayId === id)
      expect(values).toMatchObject({
        recorded: hoursIn(sheets),
        waiting: hoursIn(sheets, 'submitted'),
        approved: hoursIn(sheets, 'approved', 'exported'),
        exported: hoursIn(sheets, 'exported'),
        sheets: sheets.length,
      })
    }
    expect(report.totals.planned).toBe(sum(rows.allocations.map(agreedWith(rows.sheets))))
  })
})

describe('exported hours', () => {
  test('are what payroll batches hold, also while a correction is under way', async () => {
    const before = await load(admin, 'paydays')
    const [first] = scene.paydays
    const exported = (report: typeof before) =>
      [report.rows.find((row) => row.id === first)!.values.exported, report.totals.exported] as number[]
    const [sheet] = (await rowsOf()).sheets.filter(
      (row) => row.paydayId === first && row.state === 'exported',
    )
    const set = (state: 'returned' | 'approved' | 'exported', quarters: number) =>
      write((tx) => tx.update(timesheets).set({ state, quarters }).where(eq(timesheets.id, sheet!.id)))
    await set('returned', sheet!.quarters)
    expect(exported(await load(admin, 'paydays'))).toEqual(exported(before))
    const less = sheet!.quarters - 1
    await set('approved', less)
    expect(exported(await load(admin, 'paydays'))).toEqual(exported(before))
    await set('exported', less)
    await makePayrollBatch(sheet!.id, -1)
    const after = await load(admin, 'paydays')
    expect(exported(after)).toEqual(exported(before).map((quarters) => quarters - 1))
    for (const report of ['courses', 'people'])
      expect((await load(admin, report)).totals.exported).toBe(after.totals.exported)
  })
})

describe('comparison of terms', () => {
  test('equals a recount; first-timers are those without earlier work', async () => {
    const report = await load(admin, 'terms')
    const [now, before] = [await rowsOf(), await rowsOf(scene.earlierTermId)]
    const worked = (rows: typeof now) =>
      new Set(rows.allocations.filter((row) => row.firstAcceptedAt !== null).map((row) => row.userId))
    const of = (id: string) => report.rows.find((row) => row.id === id)!.values
    const handedIn = now.applications.filter((row) => ['submitted', 'published'].includes(row.state))
    expect(of(scene.termId)).toMatchObject({
      applications: handedIn.length,
      accepted: handedIn.filter((row) => row.decision === 'accepted').length,
      needed: sum(now.courses.map((row) => row.availableQuarters)),
      assigned: sum(now.allocations.filter((row) => isLive(row.state)).map(counted)),
      worked: hoursIn(now.sheets),
      people: worked(now).size,
      firstTimers: [...worked(now)].filter((id) => !worked(before).has(id)).length,
    })
    expect(of(scene.earlierTermId)).toMatchObject({
      people: worked(before).size,
      firstTimers: worked(before).size,
      worked: hoursIn(before.sheets),
    })
  })
})

describe('who reads what', () => {
  test('a course coordinator reads own courses only, in every report, and no decision', async () => {
    const own = [scene.courses.A!, scene.courses.B!]
    const rows = await rowsOf()
    const mine = rows.allocations.filter((row) => own.includes(row.courseId))
    const sheets = rows.sheets.filter((row) => own.includes(row.courseId))
    expect((await load(cc, 'courses')).rows.map((row) => row.id)).toEqual(own)
    const people = await load(cc, 'people')
    expect(people.totals.assigned).toBe(sum(mine.filter((row) => isLive(row.state)).map(counted)))
    expect(people.rows.every((row) => row.values.limit === null && row.values.over === null)).toBe(true)
    // Being over is no filter for those who know only a part of the hours.
    expect((await load(cc, 'people', 'over=1')).total).toBe(people.total)
    expect((await load(cc, 'allocations')).total).toBe(mine.length)
    expect((await load(cc, 'allocations', `course=${scene.courses.C}`)).total).toBe(0)
    expect((await load(cc, 'paydays')).totals.recorded).toBe(hoursIn(sheets))
    const terms = await load(cc, 'terms')
    expect(new Set(terms.rows.map((row) => row.id))).toEqual(new Set([scene.termId, scene.earlierTermId]))
    expect(terms.rows.every((row) => row.values.accepted === null)).toBe(true)
  })

  test('a coordinator of no course reads nothing, a student is refused', async () => {
    const nobody = await makeViewer('course_coordinator')
    for (const id of ['courses', 'people', 'allocations', 'terms'])
      expect((await load(nobody, id)).total).toBe(0)
    // The days are no secret; the hours are.
    expect((await load(nobody, 'paydays')).totals).toMatchObject({ planned: 0, recorded: 0, sheets: 0 })
    const student = await viewer(scene.students[0]!)
    for (const report of reports) await expect(load(student, report.id)).rejects.toThrow()
  })
})

test('every report costs the same number of queries for few and for many rows', async () => {
  const empty = await makeTerm()
  const course = await makeCourse(empty)
  const payday = await makePayday(empty, 3)
  const person = await makeUser('student')
  const work = { userId: person, courseId: course, termId: empty }
  const allocationId = await makeAllocation(work)
  await makeTimesheet({ ...work, allocationId, paydayId: payday, state: 'approved', quarters: 4 })
  for (const report of reports) {
    const cost = async (termId: string) => {
      const scope = reportScope(admin, (await getTerm(admin, termId))!, settings)
      const before = queryCount()
      await report.load(scope, report.list.parse({}))
      return queryCount() - before
    }
    expect(await cost(empty), report.id).toBe(await cost(scene.termId))
  }
})

describe('the term workbook', () => {
  const open = async (who: Viewer) => {
    const scope = reportScope(who, (await getTerm(admin, scene.termId))!, settings)
    const book = read(await termWorkbook(scope), { cellDates: true })
    return Object.fromEntries(
      book.SheetNames.map((name) => [name, utils.sheet_to_json<Record<string, unknown>>(book.Sheets[name]!)]),
    )
  }

  test('holds a sheet of each kind, with student IDs that keep their zeros', async () => {
    const sheets = await open(admin)
    expect(Object.keys(sheets)).toEqual([
      'Courses',
      'People',
      'Allocations',
      'Paydays',
      'Timesheets',
      'Tutor applications',
      'Marker applications',
      'Preferences',
    ])
    const rows = await rowsOf()
    expect(sheets.Courses).toHaveLength(rows.courses.length)
    expect(sheets.Allocations).toHaveLength(rows.allocations.length)
    expect(sheets.Timesheets).toHaveLength(rows.sheets.length)
    expect(sheets.Paydays).toHaveLength(4)
    for (const row of sheets.People!) expect(row['Student ID']).toMatch(/^0\d{8}$/)
    const handedIn = rows.applications.filter((row) => ['submitted', 'published'].includes(row.state))
    expect([...sheets['Tutor applications']!, ...sheets['Marker applications']!]).toHaveLength(
      handedIn.length,
    )
    expect(sum(sheets.Allocations!.map((row) => Number(row.Hours) * 4))).toBe(
      sum(rows.allocations.map(counted)),
    )
  })

  test('a tutor coordinator gets no marker application, a course coordinator none at all and own courses only', async () => {
    const forTutors = await open(tutorCo)
    expect(Object.keys(forTutors)).toContain('Tutor applications')
    expect(Object.keys(forTutors)).not.toContain('Marker applications')
    expect(forTutors.Preferences!.every((row) => row.Position === 'Tutor')).toBe(true)
    const own = await open(cc)
    expect(Object.keys(own).filter((name) => name.endsWith('applications'))).toEqual([])
    for (const name of ['Courses', 'Allocations', 'Timesheets', 'Preferences'])
      for (const row of own[name]!) expect(['REP A', 'REP B']).toContain(row.Course)
    expect(own.Preferences!.length).toBeGreaterThan(0)
    expect(JSON.stringify(own)).not.toContain('Reserve')
  })

  test('text that begins like a formula stays text', async () => {
    const evil = await makeUser('student', { name: '=HYPERLINK("http://example.test")' })
    await makeAllocation({ userId: evil, courseId: scene.courses.D!, termId: scene.termId })
    const scope = reportScope(admin, (await getTerm(admin, scene.termId))!, settings)
    const book = read(await termWorkbook(scope), { cellFormula: true })
    const cells = Object.values(book.Sheets.People!).filter((cell) => String(cell?.v).startsWith('='))
    expect(cells).toHaveLength(1)
    expect(cells[0]).toMatchObject({ t: 's' })
    expect(cells[0].f).toBeUndefined()
  })
})

test('chosen columns are shown, the naming one always, unknown ones never', async () => {
  const scope = reportScope(cc, (await getTerm(admin, scene.termId))!, settings)
  const columns = reportOf('terms')!.columns(scope)
  expect(chosenColumns(columns, ['worked', 'accepted', 'secret']).map((column) => column.id)).toEqual([
    'name',
    'worked',
  ])
})
