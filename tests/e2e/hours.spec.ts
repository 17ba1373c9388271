import { readFile } from 'node:fs/promises'
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

test('what of many could not be approved is named with its page, and the rest is not offered again', async ({
  world,
  pageAs,
}) => {
  const scene = await makeScene(world)
  const students = await Promise.all([0, 1, 2].map(() => world.makeUser('student')))
  for (const userId of students) {
    const allocationId = await world.makeAllocation({ ...scene, userId, quarters: 80 })
    await world.makeTimesheet({
      allocationId,
      paydayId: scene.current,
      lines: [{ day: day(-1), quarters: 8 }],
    })
  }
  const page = await pageAs(scene.ccId)
  await page.goto(`/hours/approve?term=${scene.termId}`)
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check()
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await expect(page.getByText('6 h of 3 people are approved')).toBeVisible()
  const student = await pageAs(students[0]!, { viewport: phone })
  await student.goto('/hours')
  await student.getByRole('link', { name: 'Change the hours' }).click()
  await student.getByRole('textbox', { name: 'Hours' }).first().fill('3')
  await student.getByRole('button', { name: 'Submit the change' }).click()
  await expect(student.getByText('Submitted: 3 h.')).toBeVisible()
  await page.getByRole('button', { name: 'Approve 3 timesheets' }).click()
  await expect(page.getByText('Approved: 2 timesheets. 1 could not be done')).toBeVisible()
  await expect(page.getByText('6 h of 3 people are approved')).toBeHidden()
  await expect(page.getByRole('button', { name: /^Approve/ })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Back to the table' })).toBeVisible()
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Nothing was saved' })
    .getByRole('link', { name: /Person Number/ })
    .click()
  await page.getByRole('button', { name: 'Approve 3 h' }).click()
  await expect(page.getByText(/^Approved: .*, 3 h in/)).toBeVisible()
})

test('hours typed where the address names the term outlive the session', async ({ world, pageAs }) => {
  const scene = await makeScene(world)
  const studentId = await world.makeUser('student')
  await world.makeAllocation({ ...scene, userId: studentId, quarters: 80 })
  const page = await pageAs(studentId, { viewport: phone })
  await page.goto(`/hours?term=${scene.termId}`)
  await page.getByLabel('Day').first().selectOption(day(0))
  await page.getByRole('textbox', { name: 'Hours' }).first().fill('2.5')
  const cookies = await page.context().cookies()
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Submit hours' }).click()
  await expect(page.getByRole('alert').first()).toContainText('You are signed out')
  await expect(page.getByRole('textbox', { name: 'Hours' }).first()).toHaveValue('2.5')
  await page.context().addCookies(cookies)
  await page.getByRole('button', { name: 'Submit hours' }).click()
  await expect(page.getByText('Submitted: 2.5 h.')).toBeVisible()
})

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

test('@both who worked nothing says so with one button, without scripts; it is approved as such', async ({
  world,
  pageAs,
}) => {
  const scene = await makeScene(world)
  const name = 'Nil Nihil'
  const studentId = await world.makeUser('student', { name })
  await world.makeAllocation({ ...scene, userId: studentId, quarters: 80 })
  const page = await pageAs(studentId, { viewport: phone, javaScriptEnabled: false })
  await page.goto('/hours')
  // Both at once is no answer: the line typed stays for the person to decide.
  const line = page.getByRole('group', { name: 'Line 1' })
  await line.getByLabel('Day').selectOption({ label: label(-1) })
  await line.getByLabel('Hours').fill('2')
  await page.getByRole('button', { name: 'Nothing worked' }).click()
  await expect(page.getByRole('alert').first()).toContainText('take them out first')
  await expect(line.getByLabel('Hours')).toHaveValue('2')

  await page.goto('/hours')
  const button = page.getByRole('button', { name: 'Nothing worked' })
  const box = await button.boundingBox()
  expect(box!.x + box!.width, 'the button is within the phone').toBeLessThanOrEqual(360)
  await button.click()
  await expect(page.getByText('Submitted: nothing worked.')).toBeVisible()
  await expect(page.getByText('Nothing worked in this period.')).toBeVisible()
  await expect(button, 'what was said is not asked again').toHaveCount(0)

  const cc = await pageAs(scene.ccId, { viewport: phone, javaScriptEnabled: false })
  await cc.goto(`/hours/approve?term=${scene.termId}`)
  await cc.getByRole('link', { name }).first().click()
  await cc.getByRole('button', { name: 'Approve: nothing worked' }).click()
  await expect(cc.getByText(`Approved: ${name}, nothing worked in `)).toBeVisible()
  await page.goto('/hours')
  await expect(page.getByText('Approved', { exact: true }).first()).toBeVisible()
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
  // The page does not scroll beside the table that does.
  const scrolls = () => page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)
  await expect.poll(scrolls).toBeLessThanOrEqual(0)
  const boxes = page.getByRole('checkbox', { name: /^Select .*, COMPSCI/ })
  const every = page.getByRole('checkbox', { name: 'Select all rows on this page' })
  await boxes.nth(0).check()
  expect(await every.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true)
  await every.check()
  expect(await every.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(false)
  await expect(page.getByText('82 selected, 164 h', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Clear selection' }).click()
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  await expect(page.getByText('2 selected, 4 h', { exact: true })).toBeVisible()
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
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Export/ }).click()
  await page.getByRole('link', { name: /CSV/ }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv.trim().split('\n'), 'a heading and the sum of the course, not its timesheets').toHaveLength(2)
  const strip = page.getByRole('navigation', { name: 'Timesheets by state' })
  expect(await strip.evaluate((nav) => nav.scrollHeight - nav.clientHeight), 'tabs fit their strip').toBe(0)
  await page.goto(`/hours/reminders?term=${scene.termId}`)
  await expect(page.getByRole('link', { name: /Submitted\s*80/ })).toBeVisible()
  await expectAccessible(page)
})

for (const javaScriptEnabled of [true, false])
  test(`"Keep mine" does what was pressed: a student submits, an approver approves, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async ({
    world,
    pageAs,
  }) => {
    test.setTimeout(90_000)
    const scene = await makeScene(world)
    const studentId = await world.makeUser('student', { name: 'Two Windows' })
    await world.makeAllocation({ ...scene, userId: studentId, quarters: 80 })
    const page = await pageAs(studentId, { javaScriptEnabled })
    const other = await page.context().newPage()
    await page.goto('/hours')
    await other.goto('/hours')
    const write = async (on: typeof page, hours: string) => {
      const line = on.getByRole('group', { name: 'Line 1' })
      await line.getByLabel('Day').selectOption({ label: label(-1) })
      await line.getByLabel('Hours').fill(hours)
    }
    await write(other, '3')
    await other.getByRole('button', { name: 'Save draft' }).click()
    await expect(other.getByText('Draft saved: 3 h.')).toBeVisible()
    await write(page, '4')
    await page.getByRole('button', { name: 'Submit hours' }).click()
    await expect(page.getByText(/saved this .*, while you were working on it/)).toBeVisible()
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await expect(page.getByText('Submitted: 4 h.')).toBeVisible()

    const cc = await pageAs(scene.ccId, { javaScriptEnabled })
    await cc.goto(`/hours/approve?term=${scene.termId}`)
    await cc.getByRole('link', { name: 'Two Windows' }).first().click()
    await expect(cc.getByRole('button', { name: 'Approve 4 h' })).toBeVisible()
    await other.goto('/hours')
    await other.getByRole('link', { name: 'Change the hours' }).click()
    await write(other, '5')
    await other.getByRole('button', { name: 'Submit the change' }).click()
    await expect(other.getByText('Submitted: 5 h.')).toBeVisible()
    await cc.getByRole('button', { name: 'Approve 4 h' }).click()
    await expect(cc.getByText(/saved this .*, while you were working on it/)).toBeVisible()
    await cc.getByRole('button', { name: 'Keep mine' }).click()
    await expect(cc.getByText(/^Approved: Two Windows, 5 h in /)).toBeVisible()
  })

test('who has just accepted is accused of nothing; who owes hours reads it at home; a period ahead says when it begins', async ({
  world,
  pageAs,
}) => {
  const scene = await makeScene(world)
  const ahead = await world.makePayday(scene.termId, {
    paidOn: day(22),
    cutoffAt: new Date(Date.now() + 19 * 86_400_000),
  })
  const accepted = new Date(Date.now() - 20 * 86_400_000)
  const work = { ...scene, quarters: 80 }
  const fresh = await world.makeUser('student')
  const allocationId = await world.makeAllocation({ ...work, userId: fresh })
  const longer = await world.makeUser('student')
  await world.makeAllocation({ ...work, userId: longer, firstAcceptedAt: accepted })
  const accusation = 'Hours of an earlier period are not submitted'

  const page = await pageAs(fresh, { viewport: phone })
  await page.goto('/')
  await expect(page.getByText('to submit for')).toBeVisible()
  await expect(page.getByText('is overdue')).toHaveCount(0)
  await page.goto('/hours')
  await expect(page.getByRole('button', { name: 'Submit hours' })).toBeVisible()
  await expect(page.getByText(accusation)).toHaveCount(0)
  await page.goto(`/hours/record/${allocationId}/${ahead}`)
  await expect(page.getByText(/^This pay period begins on /)).toBeVisible()
  await expect(page.getByRole('group', { name: 'Line 1' })).toHaveCount(0)
  await expectAccessible(page)
  // The days before are there all the same, for those who started before they clicked.
  await page.goto(`/hours/record/${allocationId}/${scene.past}`)
  await expect(page.getByRole('button', { name: 'Submit late' })).toBeVisible()

  const other = await pageAs(longer, { viewport: phone })
  await other.goto('/')
  await other.getByRole('link', { name: /timesheet is overdue/ }).click()
  await expect(other.getByText(accusation)).toBeVisible()
})

for (const javaScriptEnabled of [true, false])
  test(`a cut-off is set in the past only when that is confirmed, and the save says who is late, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async ({
    world,
    pageAs,
  }) => {
    const scene = await makeScene(world)
    for (let i = 0; i < 2; i++)
      await world.makeAllocation({
        ...scene,
        userId: await world.makeUser('student'),
        firstAcceptedAt: new Date(Date.now() - 20 * 86_400_000),
      })
    const page = await pageAs(await world.makeUser('admin'), { javaScriptEnabled })
    await page.goto(`/terms/${scene.termId}/paydays`)
    const due = page.getByLabel('Cut-off', { exact: true }).nth(1)
    await due.fill(day(-1))
    await page.getByRole('button', { name: 'Save paydays' }).click()
    const question = `The cut-off of ${formatDay(day(8))} would lie in the past. 2 timesheets that are not submitted count as late then.`
    await expect(page.getByText(question).first()).toBeVisible()
    await expect(due).toHaveValue(day(-1))
    if (javaScriptEnabled) await expectAccessible(page)
    await page.getByRole('checkbox', { name: 'The cut-off lies in the past' }).check()
    await page.getByRole('button', { name: 'Save paydays' }).click()
    await expect(
      page.getByText(
        `The cut-off of ${formatDay(day(8))} has passed now: 2 timesheets that are not submitted count as late.`,
      ),
    ).toBeVisible()
    await expect(page.getByRole('checkbox', { name: 'The cut-off lies in the past' })).toHaveCount(0)
    await expect(due).toHaveValue(day(-1))
  })
