import { addDays, formatDay, todayIn } from '@/lib/dates'
import { expect, expectAccessible, test } from '../support/e2e'
import type { World } from '../support/world-client'

const zone = 'Pacific/Auckland'
const today = () => todayIn(zone)
const day = (n: number) => addDays(today(), n)
const label = (n: number) => formatDay(day(n)).replace(/ \d{4}$/, '')
const note = (description: string) => test.info().annotations.push({ type: 'figure', description })
const phone = { width: 360, height: 740 }

/** A term that runs, with the payday before and the one whose cut-off is in five days; a course with its coordinator. */
async function makeScene(world: World) {
  const termId = await world.makeTerm({ startsOn: day(-28), endsOn: day(56) })
  const ccId = await world.makeUser('course_coordinator')
  const courseId = await world.makeCourse(termId, { coordinators: [ccId] })
  const past = await world.makePayday(termId, {
    paidOn: day(-6),
    cutoffAt: new Date(Date.now() - 9 * 86_400_000),
  })
  const current = await world.makePayday(termId, {
    paidOn: day(8),
    cutoffAt: new Date(Date.now() + 5 * 86_400_000),
  })
  return { termId, ccId, courseId, past, current }
}

test('a student records a fortnight on a phone, by repeating the last one, and corrects what comes back', async ({
  world,
  pageAs,
}) => {
  const scene = await makeScene(world)
  const studentId = await world.makeUser('student')
  const allocationId = await world.makeAllocation({ ...scene, userId: studentId, quarters: 80 })
  await world.makeTimesheet({
    allocationId,
    paydayId: scene.past,
    state: 'approved',
    lines: [-20, -18, -16, -15].map((n) => ({ day: day(n), quarters: 8, activity: 'tutorial' as const })),
  })
  const page = await pageAs(studentId, { viewport: phone })
  await page.goto('/hours')
  await expectAccessible(page)
  const began = Date.now()
  await page.getByRole('link', { name: 'Repeat last period' }).click()
  await expect(page.getByText('nothing is saved yet')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Hours' }).first()).toHaveValue('2')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.getByRole('button', { name: 'Submit hours' }).click()
  await expect(page.getByText('Submitted: 8 h.')).toBeVisible()
  note(`a fortnight by repeating: 2 taps, ${((Date.now() - began) / 1000).toFixed(1)} s`)

  const cc = await pageAs(scene.ccId)
  await cc.goto(`/hours/approve?term=${scene.termId}`)
  await cc.getByRole('link', { name: /Person Number/ }).click()
  await expect(cc.getByRole('heading', { name: 'Lines' })).toBeVisible()
  await expectAccessible(cc)
  await cc.getByRole('button', { name: 'Return hours' }).click()
  await expect(cc.getByText('Write the reason: the student reads it.').first()).toBeVisible()
  await cc.getByLabel('Reason').fill('The lab on the last day was cancelled.')
  await cc.getByRole('button', { name: 'Return hours' }).click()
  await expect(cc.getByText('The student gets an email with the reason.')).toBeVisible()

  await page.goto('/hours')
  await expect(page.getByText('The lab on the last day was cancelled.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear line 4' }).click()
  await page.getByRole('button', { name: 'Add a line' }).click()
  await page.getByRole('button', { name: 'Submit hours' }).click()
  await expect(page.getByText('Submitted: 6 h.')).toBeVisible()
})

test('a student types a fortnight on a phone; a total above the allocation is refused and nothing is lost', async ({
  world,
  pageAs,
}) => {
  const scene = await makeScene(world)
  const studentId = await world.makeUser('student')
  await world.makeAllocation({ ...scene, userId: studentId, position: 'marker', quarters: 40 })
  const page = await pageAs(studentId, { viewport: phone })
  await page.goto('/hours')
  const began = Date.now()
  let taps = 0
  for (const [i, n] of [-8, -6, -3, -1].entries()) {
    const line = page.getByRole('group', { name: `Line ${i + 1}` })
    await line.getByLabel('Day').selectOption({ label: label(n) })
    await line.getByLabel('Hours').fill(i === 3 ? '5' : '2.5')
    // Open the list, choose the day; tap the field, type the figure.
    taps += 4
  }
  await expect(page.getByText('More than your hours in this course.')).toBeVisible()
  await page.getByRole('button', { name: 'Submit hours' }).click()
  await expect(page.getByRole('alert').first()).toContainText('This comes to 12.5 h in the course')
  const last = page.getByRole('group', { name: 'Line 4' })
  await expect(last.getByLabel('Hours')).toHaveValue('5')
  await last.getByLabel('Hours').fill('2')
  await page.getByRole('button', { name: 'Submit hours' }).click()
  await expect(page.getByText('Submitted: 9.5 h. 9.5 h of 10 h are recorded.')).toBeVisible()
  note(
    `a fortnight of four lines typed: ${taps + 1} taps, ${((Date.now() - began) / 1000).toFixed(1)} s by script`,
  )
})

test('@both hours are recorded, refused, corrected and submitted without scripts', async ({
  world,
  pageAs,
}) => {
  const scene = await makeScene(world)
  const studentId = await world.makeUser('student')
  await world.makeAllocation({ ...scene, userId: studentId, quarters: 80 })
  const page = await pageAs(studentId, { viewport: phone, javaScriptEnabled: false })
  await page.goto('/hours')
  const line = (i: number) => page.getByRole('group', { name: `Line ${i}` })
  await line(1)
    .getByLabel('Day')
    .selectOption({ label: label(-2) })
  await line(1).getByLabel('Hours').fill('2.3')
  await line(2)
    .getByLabel('Day')
    .selectOption({ label: label(-1) })
  await line(2).getByLabel('Hours').fill('3')
  await line(2).getByLabel('Note (optional)').fill('Lab 4, stood in')
  await page.getByRole('button', { name: 'Submit hours' }).click()
  await expect(page.getByRole('alert').first()).toContainText('Hours go by quarters')
  await expect(line(2).getByLabel('Note (optional)')).toHaveValue('Lab 4, stood in')
  await line(1).getByLabel('Hours').fill('2.25')
  await page.getByRole('button', { name: 'Save draft' }).click()
  await expect(page.getByText('Draft saved: 5.25 h.')).toBeVisible()
  // A saved draft has blank rows again.
  await line(3)
    .getByLabel('Day')
    .selectOption({ label: label(-3) })
  await line(3).getByLabel('Hours').fill('1')
  await page.getByRole('button', { name: 'Submit hours' }).click()
  await expect(page.getByText('Submitted: 6.25 h.')).toBeVisible()
  await expect(page.getByText('Lab 4, stood in')).toBeVisible()
})

test('a coordinator approves eighty timesheets with a few clicks and returns others with a reason', async ({
  world,
  pageAs,
}) => {
  const scene = await makeScene(world)
  const made = Array.from({ length: 82 }, async () => {
    const userId = await world.makeUser('student')
    const allocationId = await world.makeAllocation({ ...scene, userId })
    await world.makeTimesheet({ allocationId, paydayId: scene.current })
  })
  await Promise.all(made)
  const page = await pageAs(scene.ccId)
  await page.goto(`/hours/approve?term=${scene.termId}`)
  await expect(page.getByRole('heading', { name: /Approve hours/ })).toContainText('82')
  await expectAccessible(page)
  const boxes = page.getByRole('checkbox', { name: /^Select .*, COMPSCI/ })
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  await page.getByRole('button', { name: 'Return', exact: true }).click()
  await expect(page.getByText('2 students get their hours back')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Reason').fill('Which labs were these?')
  await page.getByRole('button', { name: 'Return 2 timesheets' }).click()
  await expect(page.getByText('Returned: 2 timesheets.')).toBeVisible()

  const began = Date.now()
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check()
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await page.getByRole('button', { name: 'Approve 80 timesheets' }).click()
  await expect(page.getByText('Approved: 80 timesheets.')).toBeVisible()
  note(`80 timesheets approved with 3 clicks in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  await expect(page.getByText('Nothing waits for you')).toBeVisible()

  await page.goto(`/hours/approve?term=${scene.termId}&tab=approved&view=courses`)
  await expect(page.getByRole('cell', { name: '160 h' }).first()).toBeVisible()
  await page.goto(`/hours/reminders?term=${scene.termId}`)
  await expect(page.getByRole('link', { name: /Submitted\s*80/ })).toBeVisible()
  await expectAccessible(page)
})
