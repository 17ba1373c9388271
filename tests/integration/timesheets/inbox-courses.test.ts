import { beforeAll, describe, expect, it } from 'vitest'
import { inboxContext, scopeOf } from '@/app/(main)/hours/approve/_components/inbox-context'
import { chipsOf } from '@/app/(main)/hours/approve/_components/inbox-filters'
import { queryCount, write } from '@/db/client'
import { allocations, courses, timesheets } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { MOST_COURSE_OPTIONS } from '@/lib/courses/options'
import type { Viewer } from '@/lib/permissions'
import { keptParams } from '@/lib/saved-views/pages'
import { listInbox, listInboxIds } from '@/lib/timesheets/inbox'
import { listInboxGroups } from '@/lib/timesheets/inbox-groups'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { inboxOptions } from '@/lib/timesheets/inbox-options'
import { wholeList } from '@/lib/web/export'
import { makePayday, makeTerm, makeUser, makeViewer } from '../../support/world'

/** The course filter of the approval inbox in a term with more courses than a list of them would take. */

/** The code of a course that neither the list holds nor the row after it, which tells that there are too many. */
const LAST = MOST_COURSE_OPTIONS + 1
const last = `WIDE ${LAST}`
let termId: string
let ids: string[]
let ofTutors: string
let ofMarkers: string
let tc: Viewer
let mc: Viewer
let cc: Viewer

/** Each course has one timesheet that waits: a tutor's, but in the very last one a marker's. */
beforeAll(async () => {
  termId = await makeTerm()
  const paydayId = await makePayday(termId)
  const userId = await makeUser('student', { name: 'Wanda Everywhere' })
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
  const common = { createdAt: new Date(), updatedAt: new Date() }
  ids = Array.from({ length: LAST + 2 }, () => newId())
  ofMarkers = ids.at(-1)!
  ofTutors = ids.at(-2)!
  const made = ids.map((courseId, n) => {
    const code = `WIDE ${String(n).padStart(3, '0')}`
    const position = courseId === ofMarkers ? ('marker' as const) : ('tutor' as const)
    const allocationId = newId()
    const work = { userId, courseId, termId, position, ...common }
    return {
      course: {
        ...common,
        id: courseId,
        termId,
        code,
        name: `Course ${n}`,
        availableQuarters: 400,
        needTutors: true,
        needMarkers: true,
        searchText: code.toLowerCase(),
      },
      allocation: {
        ...work,
        id: allocationId,
        state: 'accepted' as const,
        source: 'application' as const,
        quarters: 40,
        liveKey: allocationId,
        firstAcceptedAt: common.createdAt,
      },
      sheet: {
        ...work,
        id: newId(),
        allocationId,
        paydayId,
        state: 'submitted' as const,
        quarters: 8,
        submittedAt: common.createdAt,
      },
    }
  })
  await write(async (tx) => {
    await insertMany(
      tx,
      courses,
      made.map((one) => one.course),
    )
    await insertMany(
      tx,
      allocations,
      made.map((one) => one.allocation),
    )
    await insertMany(
      tx,
      timesheets,
      made.map((one) => one.sheet),
    )
  })
  cc = { ...(await makeViewer('course_coordinator')), courseIds: [ids[7]!, ids[8]!] }
})

/** The inbox as its pages find it at an address: context and scope. */
async function at(by: Viewer, search: Record<string, string | string[]> = {}) {
  const { term, ...context } = await inboxContext(by, { term: termId, ...search })
  const shown = { ...context, term: term! }
  return { ...shown, scope: scopeOf(shown), shown }
}

describe('the courses of the approval inbox', () => {
  it('are asked for by code where there are too many, and the code filters whatever is shown', async () => {
    expect((await at(tc)).courses).toMatchObject({ byCode: true, chosen: [], ids: [] })
    const { params, scope, courses: choice } = await at(tc, { course: ` wide  ${LAST} ` })
    expect(choice.options).toHaveLength(MOST_COURSE_OPTIONS)
    expect(choice.chosen).toEqual([{ id: ofTutors, code: last, name: `Course ${LAST}` }])
    expect(params.filters.course).toEqual([ofTutors])
    const rows = await listInbox(tc, scope, 'waiting', params)
    expect(rows.rows.map((row) => row.courseCode)).toEqual([last])
    expect(rows.total).toBe(1)
    const byCourse = await listInboxGroups(tc, scope, 'waiting', 'courses', params)
    expect(byCourse.rows).toMatchObject([{ name: last, sheets: 1 }])
    const byPerson = await listInboxGroups(tc, scope, 'waiting', 'people', params)
    expect(byPerson.rows).toMatchObject([{ name: 'Wanda Everywhere', sheets: 1 }])
    const file = await listInbox(tc, scope, 'waiting', wholeList(params))
    expect(file.rows.map((row) => row.courseCode)).toEqual([last])
    expect(await listInboxIds(tc, scope, 'waiting', params, 501)).toEqual([rows.rows[0]!.id])
  })

  it('stay in links and in views of the inbox', async () => {
    const { params } = await at(tc, { course: last })
    const href = inboxList.href('/hours/approve', params)
    expect(new URLSearchParams(href.split('?')[1]).getAll('course')).toEqual([ofTutors])
    const kept = new URLSearchParams(keptParams('hours/approve', `term=${termId}&course=wide+${LAST}`))
    expect([...kept]).toEqual(expect.arrayContaining([['course', `wide ${LAST}`]]))
    expect(kept.get('term')).toBe(termId)
    expect((await at(tc, Object.fromEntries(kept))).params.filters.course).toEqual([ofTutors])
  })

  it('that do not exist match nothing, and their chip says so', async () => {
    const found = await at(tc, { course: ['WIDE 999', last] })
    const chips = chipsOf(found.shown, await inboxOptions(tc, found.scope))
    expect(chips.map((chip) => [chip.value, chip.param])).toEqual([
      ['WIDE 999, which is not a course of this term', 'course'],
      [last, 'course'],
    ])
    const { params, scope } = await at(tc, { course: 'WIDE 999' })
    expect(await listInbox(tc, scope, 'waiting', params)).toMatchObject({ rows: [], total: 0 })
    expect(await listInboxGroups(tc, scope, 'waiting', 'courses', params)).toMatchObject({ total: 0 })
    expect(await listInboxIds(tc, scope, 'waiting', params, 501)).toEqual([])
  })

  it('are those of the position that one approves, and a course coordinator’s own', async () => {
    const forMarkers = await at(mc)
    expect(forMarkers.courses).toMatchObject({ byCode: false, options: [{ id: ofMarkers }] })
    expect(await list(mc, last)).toEqual([])
    const own = await at(cc, { course: last })
    expect(own.courses.byCode).toBe(false)
    expect(own.courses.options.map((course) => course.id)).toEqual([ids[7], ids[8]])
    expect(own.courses).toMatchObject({ chosen: [], ids: [last] })
    expect(await list(cc, last)).toEqual([])
    // Nor by the id of a course that is not theirs.
    expect((await at(cc, { course: ofTutors })).courses.chosen).toEqual([])
    expect(await list(cc, ofTutors)).toEqual([])
    expect(await list(cc, 'wide 007')).toEqual(['WIDE 007'])
  })

  it('take one query, and one more for what is not in the list', async () => {
    const counted = async (search: Record<string, string | string[]>) => {
      const before = queryCount()
      await at(tc, search)
      return queryCount() - before
    }
    const none = await counted({})
    expect(await counted({ course: 'wide 000' })).toBe(none)
    expect(await counted({ course: last })).toBe(none + 1)
    expect(await counted({ course: [last, 'WIDE 999', ofMarkers, ...ids.slice(0, 50)] })).toBe(none + 1)
  })
})

async function list(by: Viewer, course: string) {
  const { params, scope } = await at(by, { course })
  return (await listInbox(by, scope, 'waiting', params)).rows.map((row) => row.courseCode)
}
