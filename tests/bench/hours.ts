/**
 * The approval inbox of a term with so many timesheets (default 20,000): milliseconds of what each page of it asks of the
 * database. Runs on a database of its own, in a process of its own:
 *
 *   DATA_DIR=<an empty folder> node scripts/run-ts.mjs tests/bench/hours.ts 20000
 *
 * Prints one line of JSON: the quickest of each page.
 */
import { write } from '@/db/client'
import { migrate } from '@/db/migrate'
import { allocations, timesheets, users } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { todayIn } from '@/lib/dates'
import { listInbox } from '@/lib/timesheets/inbox'
import { listInboxGroups } from '@/lib/timesheets/inbox-groups'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { inboxOptions, listInboxCourses } from '@/lib/timesheets/inbox-options'
import type { TimesheetState } from '@/lib/vocabulary'
import { makeCourse, makePayday, makeTerm, makeUser, makeViewer, viewer } from '../support/world'

const total = Number(process.argv[2] ?? 20_000)
const zone = 'Pacific/Auckland'
/** Timesheets of an allocation, one for each payday. */
const PAYDAYS = 5
const SHEETS_OF_A_COURSE = 20
const states: TimesheetState[] = ['submitted', 'submitted', 'approved', 'exported', 'returned']
const runs = 15
const leastMs = Number(process.argv[3] ?? 200)
const now = new Date('2027-05-01T00:00:00Z')

await migrate()
const seed = await makeRows()
const scope = { termId: seed.termId, now, today: todayIn(zone, now), zone }
const people = {
  admin: await makeViewer('admin'),
  tutorco: await makeViewer('tutor_coordinator'),
  coordinator: await viewer(seed.few),
  'coordinator of many': await viewer(seed.many),
}

/** The quickest of several: what other work of the machine adds is no figure of ours. */
async function quickest(work: () => Promise<unknown>): Promise<number> {
  const all: number[] = []
  const until = performance.now() + leastMs
  for (let run = 0; run < runs + 3 || performance.now() < until; run++) {
    const started = performance.now()
    await work()
    if (run >= 3) all.push(performance.now() - started)
  }
  return Number(Math.min(...all).toFixed(2))
}

const figures: Record<string, number> = {}
for (const [name, person] of Object.entries(people)) {
  const sheets = (query: string) => () =>
    listInbox(person, scope, 'waiting', inboxList.parse(new URLSearchParams(query)))
  const groups = (by: 'courses' | 'people') => () =>
    listInboxGroups(person, scope, 'waiting', by, inboxList.parse({}))
  for (const query of [
    '',
    'sort=person',
    'sort=course',
    'sort=payday',
    'sort=hours',
    'late=1',
    'q=person+0001',
  ])
    figures[`${name}: ${query || 'timesheets'}`] = await quickest(sheets(query))
  figures[`${name}: by course`] = await quickest(groups('courses'))
  figures[`${name}: by person`] = await quickest(groups('people'))
  figures[`${name}: filters`] = await quickest(() =>
    Promise.all([inboxOptions(person, scope), listInboxCourses(person, seed.termId)]),
  )
}
console.log(JSON.stringify(figures))
process.exit(0)

/** A term of so many timesheets, and as many of an earlier one. Two in five wait for approval. */
async function makeRows() {
  const few = await makeUser('course_coordinator')
  const many = await makeUser('course_coordinator')
  for (const [n, startsOn] of ['2026-03-01', '2027-03-01'].entries()) {
    const termId = await makeTerm({ startsOn, endsOn: startsOn.replace('03-01', '06-28') })
    const paydayIds: string[] = []
    for (let i = 0; i < PAYDAYS; i++)
      paydayIds.push(
        await makePayday(termId, {
          paidOn: `${startsOn.slice(0, 4)}-${['03-18', '04-01', '04-15', '04-29', '05-13'][i]}`,
        }),
      )
    const courseIds: string[] = []
    const courses = Math.max(6, total / SHEETS_OF_A_COURSE / PAYDAYS)
    for (let i = 0; i < courses; i++)
      courseIds.push(
        await makeCourse(termId, {
          code: `BENCH ${String(i).padStart(4, '0')}`,
          availableQuarters: 40_000,
          coordinators: [...(i % 6 === 0 ? [many] : []), ...(i < 2 ? [few] : [])],
        }),
      )
    await makeSheets(termId, courseIds, paydayIds)
    if (n === 1) return { termId, few, many }
  }
  throw new Error('no term')
}

async function makeSheets(termId: string, courseIds: string[], paydayIds: string[]): Promise<void> {
  const common = { termId, createdAt: now, updatedAt: now }
  const work = Array.from({ length: total / PAYDAYS }, (_, i) => ({
    id: newId(),
    userId: newId(),
    courseId: courseIds[i % courseIds.length]!,
    position: i % 5 < 3 ? ('tutor' as const) : ('marker' as const),
  }))
  await write(async (tx) => {
    await insertMany(
      tx,
      users,
      work.map(({ userId }, i) => {
        const name = `Person ${String((i * 7919) % work.length).padStart(5, '0')}`
        return {
          id: userId,
          username: userId,
          email: `${userId}@example.test`,
          name,
          sortName: name.toLowerCase(),
          searchText: name.toLowerCase(),
          state: 'active' as const,
          createdAt: now,
          updatedAt: now,
        }
      }),
    )
    await insertMany(
      tx,
      allocations,
      work.map((one) => ({
        ...one,
        quarters: 400,
        state: 'accepted' as const,
        firstAcceptedAt: now,
        source: 'application' as const,
        ...common,
      })),
    )
    await insertMany(
      tx,
      timesheets,
      work.flatMap(({ id, userId, courseId, position }, i) =>
        paydayIds.map((paydayId, n) => ({
          id: newId(),
          allocationId: id,
          paydayId,
          userId,
          courseId,
          position,
          state: states[(i + n * 3) % states.length]!,
          late: (i + n) % 9 === 0,
          quarters: 8 + ((i * 13 + n) % 40),
          submittedAt: new Date(now.getTime() - ((i * 7919 + n * 104_729) % 2_000_000) * 1000),
          ...common,
        })),
      ),
    )
  })
}
