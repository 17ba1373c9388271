import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { applications, endorsements } from '@/db/schema'
import { newId } from '@/db/sql'
import { AppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { previewBulk } from '@/lib/review/bulk'
import { decideMany } from '@/lib/review/decide-many'
import { eligibilities, eligibilityOf } from '@/lib/review/eligibility'
import { exportApplications } from '@/lib/review/export'
import { type ReviewParams, reviewColumnIds, reviewList, visibleColumns } from '@/lib/review/list'
import { listApplicationIds, listApplications } from '@/lib/review/queries'
import { getReviewRecord } from '@/lib/review/record'
import { tabs } from '@/lib/review/states'
import { removeView, saveView } from '@/lib/saved-views/commands'
import { listViews } from '@/lib/saved-views/queries'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
} from '../../support/world'

let termId: string
let tc: Viewer
let mc: Viewer
let ccId: string
let a: string
let b: string

beforeAll(async () => {
  termId = await makeTerm()
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
  ccId = await makeUser('course_coordinator')
  a = await makeCourse(termId, { code: 'AAA 101', coordinators: [ccId] })
  b = await makeCourse(termId, { code: 'BBB 202' })
})

const at = (tab: (typeof tabs)[number] = 'submitted', term = termId) => ({
  termId: term,
  position: 'tutor' as const,
  tab,
})
const ids = async (search: Record<string, string | string[]>, tab?: (typeof tabs)[number], term = termId) =>
  (await listApplications(tc, at(tab, term), reviewList.parse(search))).rows.map((row) => row.id)
const endorse = (
  applicationId: string,
  courseId: string,
  verdict: 'strong' | 'yes' | 'no',
  place: number | null,
) =>
  write((tx) =>
    tx.insert(endorsements).values({
      id: newId(),
      applicationId,
      courseId,
      coordinatorId: ccId,
      verdict,
      place,
      updatedAt: new Date(),
    }),
  )

describe('the review table', () => {
  it('divides applications into its tabs, with counts, and never shows drafts or the other position', async () => {
    const term = await makeTerm()
    const make = async (given: Partial<Parameters<typeof makeApplication>[0]>) =>
      makeApplication({ studentId: await makeUser('student'), termId: term, ...given })
    const submitted = await make({})
    const accepted = await make({ decision: 'accepted' })
    const rejected = await make({ decision: 'rejected' })
    const reserve = await make({ decision: 'reserve' })
    const published = await make({ decision: 'rejected', state: 'published' })
    await make({ state: 'draft', submittedAt: null })
    const withdrawn = await make({ state: 'withdrawn' })
    await make({ state: 'withdrawn', submittedAt: null })
    await make({ position: 'marker' })
    const found = Object.fromEntries(
      await Promise.all(tabs.map(async (tab) => [tab, await ids({}, tab, term)] as const)),
    )
    expect(found).toEqual({
      submitted: [submitted],
      accepted: [accepted],
      rejected: [rejected],
      reserve: [reserve],
      published: [published],
      withdrawn: [withdrawn],
    })
    const { counts } = await listApplications(tc, at('submitted', term), reviewList.parse({}))
    expect(counts).toEqual({ submitted: 1, accepted: 1, rejected: 1, reserve: 1, published: 1, withdrawn: 1 })
  })

  it('is refused to whoever does not decide on the position', async () => {
    const params = reviewList.parse({})
    const student = await makeViewer('student')
    const cc = await makeViewer('course_coordinator')
    for (const who of [mc, student, cc]) {
      await expect(listApplications(who, at(), params)).rejects.toThrow(AppError)
      await expect(listApplicationIds(who, at(), params, 10)).rejects.toThrow(AppError)
      await expect(exportApplications(who, at(), params, 'csv', 'Term')).rejects.toThrow(AppError)
      await expect(previewBulk(who, at(), 'reject', [])).rejects.toThrow(AppError)
    }
    await expect(listApplications(tc, at(), params)).resolves.toBeDefined()
  })

  it('finds by name without accents, UPI, student ID and email, and takes % for a letter', async () => {
    const term = await makeTerm()
    const id = await makeApplication({
      studentId: await makeUser('student'),
      termId: term,
      name: 'Tāne Müller',
      sortName: 'tane muller',
      searchText: 'tane muller tmul001 123456789 t.muller@example.test',
    })
    for (const q of ['tāne', 'MULLER', 'tmul001', '123456789', 't.muller@', 'tane mul'])
      expect(await ids({ q }, 'submitted', term)).toEqual([id])
    for (const q of ['%', '_', 'tan_', 'nobody']) expect(await ids({ q }, 'submitted', term)).toEqual([])
  })

  it('filters by each column of few values, alone and together', async () => {
    const term = await makeTerm()
    const [c, d] = [await makeCourse(term), await makeCourse(term)]
    const make = async (given: Partial<Parameters<typeof makeApplication>[0]>) =>
      makeApplication({ studentId: await makeUser('student'), termId: term, ...given })
    const one = await make({ degreeLevel: 'undergraduate', gpaHundredths: null, courses: [c] })
    const two = await make({ citizenOrResident: false, validVisa: true, courses: [c, d] })
    const three = await make({ citizenOrResident: false, validVisa: false, overseas: true, courses: [d] })
    await endorse(one, c, 'strong', 1)
    await endorse(two, c, 'no', null)
    const found = async (search: Record<string, string | string[]>) =>
      (await ids(search, 'submitted', term)).sort()
    expect(await found({ degree: 'undergraduate' })).toEqual([one])
    expect(await found({ citizen: 'no' })).toEqual([two, three].sort())
    expect(await found({ citizen: ['yes', 'no'] })).toEqual([one, two, three].sort())
    expect(await found({ visa: 'no' })).toEqual([three])
    expect(await found({ overseas: 'yes' })).toEqual([three])
    expect(await found({ gpaGiven: 'no' })).toEqual([one])
    expect(await found({ course: d })).toEqual([two, three].sort())
    expect(await found({ endorsed: 'strong' })).toEqual([one])
    expect(await found({ endorsed: 'none' })).toEqual([three])
    expect(await found({ endorsed: ['no', 'none'] })).toEqual([two, three].sort())
    expect(await found({ citizen: 'no', course: c })).toEqual([two])

    const before = await makeTerm({ startsOn: '2020-01-01' })
    const studentOf = async (id: string) =>
      (await db.select().from(applications).where(eq(applications.id, id)))[0]!.studentId
    await makeAllocation({
      userId: await studentOf(two),
      termId: before,
      courseId: await makeCourse(before),
      quarters: 40,
    })
    await makeAllocation({
      userId: await studentOf(three),
      termId: term,
      courseId: c,
      quarters: 40,
      position: 'marker',
      state: 'proposed',
    })
    expect(await found({ worked: 'yes' })).toEqual([two])
    expect(await found({ worked: 'no' })).toEqual([one, three].sort())
    expect(await found({ holds: 'yes' })).toEqual([three])
    expect(await found({ holds: 'no', citizen: 'no' })).toEqual([two])
  })

  it('filters and sorts by eligibility as its cells say it, and by bands of hours a week', async () => {
    const term = await makeTerm()
    const answers = {
      eligible: {},
      on_visa: { citizenOrResident: false, validVisa: true },
      overseas: { overseas: true, returning: false },
      no_visa: { citizenOrResident: false, validVisa: null },
      no_visa_overseas: { citizenOrResident: false, validVisa: false, overseas: true, returning: null },
    }
    const made: Record<string, string> = {}
    const most = [20, 40, 41, 120, 160]
    for (const [i, word] of eligibilities.entries())
      made[word] = await makeApplication({
        studentId: await makeUser('student'),
        termId: term,
        maxWeekQuarters: most[i],
        ...answers[word],
      })
    const returning = await makeApplication({
      studentId: await makeUser('student'),
      termId: term,
      overseas: true,
      returning: true,
      maxWeekQuarters: null,
    })
    const { rows } = await listApplications(
      tc,
      at('submitted', term),
      reviewList.parse({ sort: 'eligibility', dir: 'desc' }),
    )
    expect(rows.map((row) => eligibilityOf(row).label)).toEqual([
      'No visa, overseas',
      'No visa',
      'Overseas',
      'On a visa',
      'Eligible',
      'Eligible',
    ])
    for (const word of eligibilities) {
      const found = await ids({ eligibility: word }, 'submitted', term)
      expect(found.sort()).toEqual(word === 'eligible' ? [made.eligible, returning].sort() : [made[word]])
    }
    expect(await ids({ eligibility: ['overseas', 'no_visa'] }, 'submitted', term)).toHaveLength(2)
    const of = async (max: string | string[]) => (await ids({ max }, 'submitted', term)).sort()
    expect(await of('to10')).toEqual([made.eligible, made.on_visa].sort())
    expect(await of('to20')).toEqual([made.overseas])
    expect(await of('to30')).toEqual([made.no_visa])
    expect(await of(['to30', 'over30'])).toEqual([made.no_visa, made.no_visa_overseas].sort())
  })

  it('shows who wants a person, in which place, and how the student ranked it, so that a clash is seen', async () => {
    const studentId = await makeUser('student')
    const id = await makeApplication({ studentId, termId, courses: [b, a] })
    await endorse(id, a, 'strong', 2)
    await endorse(id, b, 'yes', 1)
    const before = await makeTerm({ name: 'An earlier term', startsOn: '2020-01-01' })
    const there = await makeCourse(before)
    await makeAllocation({ userId: studentId, courseId: there, termId: before, quarters: 88 })
    await makeAllocation({ userId: studentId, courseId: a, termId, quarters: 24, position: 'marker' })
    await makeAllocation({ userId: studentId, courseId: b, termId, quarters: 8, state: 'declined' })
    const { rows } = await listApplications(tc, at(), reviewList.parse({ size: '100' }))
    const row = rows.find((one) => one.id === id)
    expect(row?.wantedBy).toEqual([
      { courseId: a, code: 'AAA 101', verdict: 'strong', place: 2, rank: 2 },
      { courseId: b, code: 'BBB 202', verdict: 'yes', place: 1, rank: 1 },
    ])
    expect(row).toMatchObject({
      endorsed: { strong: 1, yes: 1, no: 0 },
      heldQuarters: 24,
      earlierTerms: [{ name: 'An earlier term', quarters: 88 }],
    })
    expect(row?.wishes.map((wish) => [wish.rank, wish.code])).toEqual([
      [1, 'BBB 202'],
      [2, 'AAA 101'],
    ])
  })

  it.each(reviewColumnIds)(
    'is put in order by %s, both ways, every row once across its pages',
    async (sort) => {
      const term = await sortTerm()
      for (const dir of ['asc', 'desc']) {
        const seen: string[] = []
        for (const page of ['1', '2'])
          seen.push(...(await ids({ sort, dir, page, size: '25' }, 'submitted', term)))
        expect(new Set(seen).size).toBe(30)
      }
    },
  )

  it('puts what is missing last, in either direction', async () => {
    const term = await sortTerm()
    for (const dir of ['asc', 'desc']) {
      const { rows } = await listApplications(
        tc,
        at('submitted', term),
        reviewList.parse({ sort: 'gpa', dir, size: '50' }),
      )
      const gpas = rows.map((row) => row.gpaHundredths)
      const given = gpas.filter((gpa) => gpa !== null)
      expect(gpas.slice(given.length).every((gpa) => gpa === null)).toBe(true)
      expect(given).toEqual([...given].sort((x, y) => (dir === 'asc' ? x - y : y - x)))
      expect(given.length).toBeLessThan(gpas.length)
    }
  })

  it('costs the same number of queries with 1 and with 50 rows', async () => {
    const cost = async (count: number) => {
      const term = await makeTerm()
      const course = await makeCourse(term)
      for (let i = 0; i < count; i++)
        await makeApplication({
          studentId: await makeUser('student'),
          termId: term,
          courses: [course],
          cvFileId: null,
          transcriptFileId: null,
        })
      const params = reviewList.parse({ size: '50' })
      const before = queryCount()
      const { rows } = await listApplications(tc, at('submitted', term), params)
      return { rows: rows.length, queries: queryCount() - before }
    }
    const [few, many] = [await cost(1), await cost(50)]
    expect([few.rows, many.rows]).toEqual([1, 50])
    expect(many.queries).toBe(few.queries)
  })

  it('garbage in its address reads as nothing given, and no page is larger than 100', async () => {
    const params = reviewList.parse({
      sort: 'password',
      dir: 'sideways',
      page: '-3',
      size: '100000',
      tab: 'secret',
      degree: ['doctor', "' or 1=1"],
      course: ["x' --", ''],
      cols: ['nothing'],
    })
    expect(params).toMatchObject({ sort: 'name', dir: 'asc', page: 1, size: 50 })
    expect(params.filters).toMatchObject({ tab: undefined, degree: [], course: [], cols: [] })
    await expect(listApplications(tc, at(), params as ReviewParams)).resolves.toBeDefined()
  })
})

let sortTermId: string | undefined
async function sortTerm(): Promise<string> {
  if (sortTermId) return sortTermId
  const term = await makeTerm()
  const courses = [await makeCourse(term), await makeCourse(term)]
  for (let i = 0; i < 30; i++) {
    const id = await makeApplication({
      studentId: await makeUser('student'),
      termId: term,
      courses: i % 4 ? [courses[i % 2]!] : [],
      gpaHundredths: i % 3 ? 400 + ((i * 37) % 300) : null,
      preferredGpaHundredths: i % 5 ? (i * 53) % 900 : null,
      overseas: i % 7 === 0,
      citizenOrResident: i % 6 !== 0,
      enrolmentDetails: i % 8 ? `Course of study ${i % 3}` : null,
      cvFileId: null,
      transcriptFileId: null,
    })
    if (i % 4 === 1) await endorse(id, courses[i % 2]!, (['strong', 'yes', 'no'] as const)[i % 3]!, i)
  }
  sortTermId = term
  return term
}

describe('bulk decisions', () => {
  it('are previewed with the course and hours of each, as those before leave room, and then done so', async () => {
    const term = await makeTerm()
    const first = await makeCourse(term, { code: 'ONE 1', availableQuarters: 80, tutorQuarters: null })
    const second = await makeCourse(term, { code: 'TWO 2', availableQuarters: 400, wantedTutors: 4 })
    const make = async (given: Partial<Parameters<typeof makeApplication>[0]>) =>
      makeApplication({
        studentId: await makeUser('student'),
        termId: term,
        courses: [first, second],
        ...given,
      })
    const [p, q, r] = [await make({}), await make({}), await make({})]
    const noVisa = await make({ citizenOrResident: false, validVisa: false })
    const decided = await make({ decision: 'accepted' })
    const published = await make({ state: 'published', decision: 'rejected' })
    const all = [p, q, r, noVisa, decided, published]
    const scope = { termId: term, position: 'tutor' as const }
    const preview = await previewBulk(tc, scope, 'accept', all)
    const given = Object.fromEntries(
      preview.lines.map((line) => [line.id, line.courses.map((one) => [one.code, one.quarters])]),
    )
    // 10 h is the usual share of the first course; when it is full, a quarter of the second's 100 h.
    expect(given[p]).toEqual([['ONE 1', 40]])
    expect(given[q]).toEqual([['ONE 1', 40]])
    expect(given[r]).toEqual([['TWO 2', 100]])
    for (const id of [noVisa, decided, published])
      expect(preview.lines.find((line) => line.id === id)?.leftOut).toBeTruthy()
    expect(preview.totals).toEqual({ people: 3, quarters: 180, courses: 2, changed: 0 })
    const taking = preview.lines.filter((line) => line.leftOut === null)
    expect(await decideMany(tc, 'accept', taking)).toMatchObject({ done: 3, failed: [] })
    expect((await ids({}, 'accepted', term)).sort()).toEqual([p, q, r, decided].sort())
  })

  it('never touch an application of the other position or term', async () => {
    const marker = await makeApplication({ studentId: await makeUser('student'), termId, position: 'marker' })
    const scope = { termId, position: 'tutor' as const }
    expect((await previewBulk(tc, scope, 'reject', [marker])).lines).toEqual([])
  })
})

describe('the export', () => {
  it('holds what is shown, in its order, with text that stays text', async () => {
    const term = await makeTerm()
    const make = async (name: string, given: Partial<Parameters<typeof makeApplication>[0]> = {}) =>
      makeApplication({
        studentId: await makeUser('student'),
        termId: term,
        name,
        sortName: name.toLowerCase(),
        ...given,
      })
    await make('=HYPERLINK("http://evil")', { auid: '001234567' })
    await make('Zed Last', { auid: '000000001' })
    const params = reviewList.parse({ cols: ['auid', 'held'], sort: 'name', dir: 'desc' })
    const { bytes, name } = await exportApplications(tc, at('submitted', term), params, 'csv', '2027: S1/…')
    const lines = new TextDecoder().decode(bytes).replace('\ufeff', '').trim().split('\r\n')
    expect(lines[0]).toBe('Name,Student ID,Hours held,Decision')
    expect(lines[1]).toBe('Zed Last,000000001,0,undecided')
    expect(lines[2]).toContain('\'=HYPERLINK(""http://evil"")')
    // Made fit for a file system where it is sent (lib/web/download).
    expect(name).toMatch(/^Applications tutor submitted 2027: S1.*\.csv$/)
    const xlsx = await exportApplications(tc, at('submitted', term), params, 'xlsx', 'T')
    expect([...xlsx.bytes.slice(0, 2)]).toEqual([0x50, 0x4b])
  })
})

describe('what was decided', () => {
  const shown = (search: Record<string, string | string[]>) => visibleColumns(reviewList.parse(search))

  it('stands in the tabs that are about it, unless other columns were chosen', () => {
    expect(shown({ tab: 'published' }).slice(0, 4)).toEqual(['name', 'result', 'given', 'upi'])
    expect(shown({ tab: 'accepted' }).slice(0, 3)).toEqual(['name', 'given', 'upi'])
    for (const tab of ['', 'submitted', 'rejected']) {
      expect(shown({ tab })).not.toContain('given')
      expect(shown({ tab })).not.toContain('result')
    }
    expect(shown({ tab: 'published', cols: ['gpa'] })).toEqual(['name', 'gpa'])
  })

  it('tells published results apart, and how each offer stands', async () => {
    const term = await makeTerm()
    const course = await makeCourse(term, { code: 'CCC 303' })
    const make = async (decision: 'accepted' | 'rejected', name: string) =>
      makeApplication({
        studentId: await makeUser('student'),
        termId: term,
        name,
        sortName: name.toLowerCase(),
        state: 'published',
        decision,
      })
    const yes = await make('accepted', 'Yes')
    const no = await make('rejected', 'No')
    const [row] = await db.select().from(applications).where(eq(applications.id, yes))
    await makeAllocation({
      userId: row!.studentId,
      courseId: course,
      termId: term,
      applicationId: yes,
      quarters: 82,
      state: 'declined',
    })
    expect(await ids({ result: 'rejected' }, 'published', term)).toEqual([no])
    expect(await ids({ sort: 'result' }, 'published', term)).toEqual([yes, no])
    const params = reviewList.parse({ tab: 'published', result: 'accepted', cols: ['result', 'given'] })
    const { bytes } = await exportApplications(tc, at('published', term), params, 'csv', 'T')
    const lines = new TextDecoder().decode(bytes).replace('\ufeff', '').trim().split('\r\n')
    expect(lines).toEqual(['Name,Result,Given', 'Yes,Accepted,"CCC 303 20.5 h, declined"'])
  })
})

describe('kept views', () => {
  it('are a person’s own, replaced under the same name, and hold parameters only', async () => {
    await saveView(tc, { page: 'review', name: 'Weak', params: 'sort=gpa&dir=asc&page=7' })
    await saveView(tc, { page: 'review', name: 'Weak', params: 'sort=gpa&dir=desc' })
    const views = await listViews(tc, 'review')
    expect(views.map(({ name, params }) => ({ name, params }))).toEqual([
      { name: 'Weak', params: 'sort=gpa&dir=desc' },
    ])
    expect(await listViews(mc, 'review')).toEqual([])
    await expect(removeView(mc, views[0]!.id)).rejects.toThrow(AppError)
    await removeView(tc, views[0]!.id)
    expect(await listViews(tc, 'review')).toEqual([])
  })
})

describe('the record of an application', () => {
  it('costs the same number of queries with one and with ten preferences', async () => {
    const term = await makeTerm()
    const courses: string[] = []
    for (let i = 0; i < 10; i++) courses.push(await makeCourse(term))
    const cost = async (wanted: string[]) => {
      const id = await makeApplication({
        studentId: await makeUser('student'),
        termId: term,
        courses: wanted,
      })
      for (const courseId of wanted) await endorse(id, courseId, 'yes', 1)
      const before = queryCount()
      const record = await getReviewRecord(tc, id)
      expect(record.preferences).toHaveLength(wanted.length)
      return queryCount() - before
    }
    expect(await cost(courses)).toBe(await cost(courses.slice(0, 1)))
  })

  it('of a draft, of the other position and of nobody is not found', async () => {
    const studentId = await makeUser('student')
    const draft = await makeApplication({ studentId, termId, state: 'draft', submittedAt: null })
    const marker = await makeApplication({ studentId, termId, position: 'marker' })
    for (const id of [draft, marker, 'no-such-id'])
      await expect(getReviewRecord(tc, id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await getReviewRecord(mc, marker)).application.id).toBe(marker)
    const rows = await db.select({ id: applications.id }).from(applications)
    expect(rows.map((row) => row.id)).toContain(draft)
  })
})
