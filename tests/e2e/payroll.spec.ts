import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from '../support/e2e'
import type { World } from '../support/world-client'

/** A tutor coordinator, and two tutors with approved hours for one payday. */
async function waitingHours(world: World, name: string) {
  const coordinator = await world.makeUser('tutor_coordinator', { name: `${name} Coordinator` })
  const termId = await world.makeTerm({ name: `${name} term`, startsOn: '2027-03-01', endsOn: '2027-06-28' })
  const courseId = await world.makeCourse(termId, { coordinators: [coordinator] })
  const paydayId = await world.makePayday(termId, { paidOn: '2027-03-18' })
  const person = (n: number, given: string) =>
    world.makeUser('student', { name: given, profile: { auid: `00${name.length}45678${n}` } })
  const sheet = (userId: string, hours: Record<string, number>, state?: 'submitted') =>
    world.makePayrollSheet({ paydayId, courseId, termId, hours, userId, decidedBy: coordinator, state })
  const mei = await sheet(await person(1, 'Mei Chen'), { '2027-03-02': 8, '2027-03-03': 5 })
  await sheet(await person(2, 'Tāne Wairangi'), { '2027-03-04': 6 })
  const waits = await sheet(await person(3, 'Late Approval'), { '2027-03-05': 4 }, 'submitted')
  return { coordinator, termId, paydayId, mei, waits }
}

async function downloaded(page: Page, name: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name }).click(),
  ])
  return readFile(await download.path())
}

test('hours go to payroll in batches, and a correction is the difference in the next one', async ({
  page,
  login,
  world,
}) => {
  const { coordinator, termId, mei, waits } = await waitingHours(world, 'Flow')
  await login(coordinator)

  await page.goto('/payroll/rates')
  await expect(page.getByText('No pay rates')).toBeVisible()
  await page.getByLabel('Degree level').selectOption('Postgraduate')
  await page.getByLabel('Rate per hour').fill('31.555')
  await page.getByLabel('Valid from').fill('2027-03-01')
  await page.getByRole('button', { name: 'Add rate' }).click()
  await expect(page.getByText('Amounts go by cents').first()).toBeVisible()
  await page.getByLabel('Rate per hour').fill('31.55')
  await page.getByRole('button', { name: 'Add rate' }).click()
  await expect(page.getByRole('row', { name: /Tutor, postgraduate/ })).toContainText('$31.55')
  await expectAccessible(page)

  await page.goto(`/payroll?term=${termId}`)
  const payday = page.getByRole('row', { name: /Thu 18 Mar 2027/ })
  await expect(payday).toContainText('2 timesheets, 4.75 h')
  await expect(payday).toContainText('1 timesheet')
  await expectAccessible(page)
  await payday.getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tutors, payday Thu 18 Mar 2027')
  await expect(page.getByText(/1 timesheet waits for approval/)).toBeVisible()
  await expect(page.getByRole('row', { name: /Mei Chen/ })).toContainText('$102.54')
  await expect(page.getByRole('row', { name: /Late Approval/ })).toHaveCount(0)
  await expectAccessible(page)

  // What is approved while the preview is open has not been seen: it is shown before it is exported.
  await world.correctPayrollSheet(waits.id, { '2027-03-05': 4 })
  await page.getByRole('button', { name: 'Export 2 timesheets as batch 1' }).click()
  await expect(page.getByText('The hours that wait have changed since you looked')).toBeVisible()
  await expect(page.getByRole('row', { name: /Late Approval/ })).toBeVisible()
  await page.getByRole('button', { name: 'Export 3 timesheets as batch 1' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tutor batch 1, Thu 18 Mar 2027')
  await expect(page.getByRole('row', { name: /Mei Chen/ })).toContainText('3.25 h')
  await expectAccessible(page)
  const first = { xlsx: await downloaded(page, 'Download XLSX'), csv: await downloaded(page, 'Download CSV') }
  expect(first.csv.toString('utf8')).toContain('Mei Chen,004456781,')
  const batch1 = page.url()

  await world.correctPayrollSheet(mei.id, { '2027-03-02': 8 })
  await page.goto(`/payroll?term=${termId}`)
  await page
    .getByRole('row', { name: /Thu 18 Mar 2027/ })
    .first()
    .getByRole('link')
    .first()
    .click()
  const difference = page.getByRole('row', { name: /Mei Chen/ })
  await expect(difference).toContainText('Correction')
  await expect(difference).toContainText('−1.25 h')
  await expect(difference).toContainText('−$39.44')
  await page.getByRole('button', { name: 'Export 1 timesheet as batch 2' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tutor batch 2, Thu 18 Mar 2027')

  await page.goto(batch1)
  expect((await downloaded(page, 'Download XLSX')).equals(first.xlsx)).toBe(true)
  expect((await downloaded(page, 'Download CSV')).equals(first.csv)).toBe(true)
  await page.goto('/payroll/rates')
  await expect(page.getByRole('row', { name: /Tutor, postgraduate/ })).toContainText('In use')
})

test('the payroll works without JavaScript on a phone', async ({ pageAs, world }) => {
  const { coordinator, termId } = await waitingHours(world, 'Plain')
  const page = await pageAs(coordinator, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
  await page.goto(`/payroll?term=${termId}`)
  await page.getByRole('link', { name: 'Thu 18 Mar 2027' }).click()
  await page.getByRole('button', { name: 'Export 2 timesheets as batch 1' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tutor batch 1, Thu 18 Mar 2027')
  await expect(page.getByText('Exported as batch 1.')).toBeVisible()
  // Nothing is wider than the phone.
  const wide = await page.locator('body').evaluate((body) => body.scrollWidth)
  expect(wide).toBeLessThanOrEqual(360)
  await page.goto(`/payroll?term=${termId}`)
  await expect(page.getByRole('link', { name: 'XLSX of Tutor batch 1, Thu 18 Mar 2027' })).toBeVisible()
})
