import { NextRequest } from 'next/server'
import { beforeAll, expect, test } from 'vitest'
import { read, utils } from 'xlsx'
import type { GET } from '@/app/(main)/hours/approve/export/route'
import { write } from '@/db/client'
import { insertSession, sessionCookie } from '@/lib/auth/session'
import {
  makeAllocation,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
} from '../../support/world'
import { signInAs } from '../permissions/harness'

let route: typeof GET
let termId: string
let anna: string

beforeAll(async () => {
  const admin = await makeUser('admin')
  const session = await write((tx) =>
    insertSession(tx, { userId: admin, keep: false, ip: null, userAgent: null }),
  )
  signInAs(await sessionCookie(session, admin, false))
  // After the harness has put itself in the place of Next's request.
  route = (await import('@/app/(main)/hours/approve/export/route')).GET
  termId = await makeTerm()
  const courseId = await makeCourse(termId, { code: 'INBOXFILE 101' })
  const paydays = [
    await makePayday(termId, { paidOn: '2026-04-08' }),
    await makePayday(termId, { paidOn: '2026-04-22' }),
  ]
  anna = await makeUser('student', { name: 'Anna Twice' })
  const bea = await makeUser('student', { name: 'Bea Marker' })
  const forAnna = await makeAllocation({ userId: anna, courseId, termId, quarters: 80 })
  const forBea = await makeAllocation({ userId: bea, courseId, termId, quarters: 80, position: 'marker' })
  for (const paydayId of paydays) await makeTimesheet({ allocationId: forAnna, paydayId, quarters: 10 })
  await makeTimesheet({ allocationId: forBea, paydayId: paydays[0]!, quarters: 20 })
  await makeTimesheet({ allocationId: forBea, paydayId: paydays[1]!, quarters: 4, state: 'approved' })
})

async function rowsOf(query: string): Promise<Record<string, unknown>[]> {
  const answer = await route(
    new NextRequest(`http://localhost/hours/approve/export?term=${termId}&format=csv&${query}`),
    { params: Promise.resolve({}) },
  )
  expect(answer.status).toBe(200)
  const book = read(new Uint8Array(await answer.arrayBuffer()))
  return utils.sheet_to_json(book.Sheets[book.SheetNames[0]!]!, { defval: null })
}
const people = async (query: string) => (await rowsOf(query)).map((row) => row.Person).sort()

test('the inbox is exported with its tab, its view, its filters and its columns', async () => {
  expect(await people('')).toEqual(['Anna Twice', 'Anna Twice', 'Bea Marker'])
  expect(await people('tab=approved')).toEqual(['Bea Marker'])
  expect(await people('position=marker')).toEqual(['Bea Marker'])
  expect(await people(`person=${anna}`)).toEqual(['Anna Twice', 'Anna Twice'])
  const sums = await rowsOf('view=people')
  expect(sums.map((row) => [row.Person, Number(row.Timesheets), Number(row.Hours)]).sort()).toEqual([
    ['Anna Twice', 2, 5],
    ['Bea Marker', 1, 5],
  ])
  expect((await rowsOf('view=courses')).map((row) => row.Course)).toEqual(['INBOXFILE 101'])
  expect(Object.keys((await rowsOf('cols=person&cols=hours'))[0]!)).toEqual(['Person', 'Hours'])
  expect(Object.keys((await rowsOf('view=people&cols=hours'))[0]!)).toEqual(['Person', 'Hours'])
})
