import { expect, test } from 'vitest'
import { currentTerm, listTermsForSwitch, resolveTerm } from '@/lib/terms/queries'
import { listSwitchTerms } from '@/lib/terms/switch'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const over = await makeTerm({ name: 'Over', startsOn: day(-300), endsOn: day(-200), open: true })
await makeTerm({ name: 'Running', startsOn: day(-30), endsOn: day(60), open: true })
await makeTerm({ name: 'Next', startsOn: day(70), endsOn: day(150), open: true })
const planned = await makeTerm({ name: 'Planned', startsOn: day(300), endsOn: day(400), open: false })
const archived = await makeTerm({
  name: 'Archived',
  startsOn: day(-900),
  endsOn: day(-800),
  archivedAt: new Date(),
})

const names = async (viewer: Parameters<typeof listTermsForSwitch>[0]) =>
  (await listTermsForSwitch(viewer)).map((term) => term.name)
const resolved = async (...given: Parameters<typeof resolveTerm>) => (await resolveTerm(...given))?.name

test('the term that is asked for wins over the running open one; an unknown one counts for nothing', async () => {
  const staff = await makeViewer('tutor_coordinator')
  expect(await resolved(staff, undefined)).toBe('Running')
  expect(await resolved(staff, planned)).toBe('Planned')
  expect(await resolved(staff, over)).toBe('Over')
  expect(await resolved(staff, 'no-such-term')).toBe('Running')
})

test('the current term is the one that runs, open or not; between terms the open one that begins next', () => {
  const term = (name: string, startsOn: string, endsOn: string, open = false) => ({
    name,
    startsOn,
    endsOn,
    open,
  })
  const all = [
    term('Later', '2027-07-19', '2027-11-12', true),
    term('Next', '2027-03-01', '2027-06-25', true),
    term('Closed summer', '2027-01-05', '2027-02-20'),
    term('Full year', '2027-01-01', '2027-02-21'),
    term('Open but over', '2026-07-20', '2026-11-13', true),
  ]
  const on = (day: string) => currentTerm(all, day)?.name
  // People work in a running term long after it closed for applications.
  expect(on('2027-02-10')).toBe('Closed summer')
  expect(on('2027-02-21')).toBe('Full year')
  expect(on('2027-02-22')).toBe('Next')
  expect(on('2027-06-25')).toBe('Next')
  expect(on('2027-06-26')).toBe('Later')
  expect(on('2027-11-13')).toBeUndefined()
})

test('staff switch between all terms but the archived, which only the URL reaches', async () => {
  const staff = await makeViewer('course_coordinator')
  expect(await names(staff)).toEqual(['Planned', 'Next', 'Running', 'Over'])
  expect(await resolved(staff, archived)).toBe('Archived')
})

test('a student sees open terms and terms in which they take part, and no other', async () => {
  const outsider = await makeViewer('student')
  expect(await names(outsider)).toEqual(['Next', 'Running', 'Over'])
  expect(await resolved(outsider, planned)).toBe('Running')

  const applicant = await makeViewer('student')
  await makeApplication({ studentId: applicant.id, termId: planned })
  expect(await resolved(applicant, planned)).toBe('Planned')

  const course = await makeCourse(planned)
  const proposed = await makeViewer('student')
  await makeAllocation({ userId: proposed.id, courseId: course, termId: planned, state: 'proposed' })
  expect(await resolved(proposed, planned)).toBe('Running')
  const offered = await makeViewer('student')
  await makeAllocation({ userId: offered.id, courseId: course, termId: planned, state: 'offered' })
  expect(await resolved(offered, planned)).toBe('Planned')
})

test('a withdrawn application shows a closed term to nobody', async () => {
  const student = await makeViewer('student')
  await makeApplication({ studentId: student.id, termId: planned, state: 'withdrawn' })
  expect(await names(student)).not.toContain('Planned')
})

test('the switch names the current term, then those a person takes part in, then the others', async () => {
  const groups = async (who: Parameters<typeof listSwitchTerms>[0]) =>
    (await listSwitchTerms(who)).map((term) => [term.group, term.name])
  const student = await makeViewer('student')
  await makeApplication({ studentId: student.id, termId: over })
  expect(await groups(student)).toEqual([
    ['Current term', 'Running'],
    ['Your terms', 'Over'],
    ['All terms', 'Next'],
  ])
  const coordinator = await makeUser('course_coordinator')
  await makeCourse(planned, { coordinators: [coordinator] })
  expect(await groups(await viewer(coordinator))).toEqual([
    ['Current term', 'Running'],
    ['Your terms', 'Planned'],
    ['All terms', 'Next'],
    ['All terms', 'Over'],
  ])
  // A proposal makes no term one's own before it is published.
  const proposed = await makeViewer('student')
  const course = await makeCourse(over)
  await makeAllocation({ userId: proposed.id, courseId: course, termId: over, state: 'proposed' })
  expect((await groups(proposed)).map(([group]) => group)).not.toContain('Your terms')
})
