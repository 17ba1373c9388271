import { readFile } from 'node:fs/promises'
import type { Download, Page } from '@playwright/test'
import { read, utils } from 'xlsx'
import { expect, test } from '../support/e2e'
import { looksRight } from '../support/e2e-sample'
import type { Scene } from '../support/report-scene'

/** One scene for all tests of this file, which only read it. */
let scene: Scene
let admin: string
let tutorCo: string

test.beforeAll(async ({ world }) => {
  scene = await world.makeScene('E2E')
  admin = await world.makeUser('admin')
  tutorCo = await world.makeUser('tutor_coordinator')
})

const inTerm = (path: string) => `${path}${path.includes('?') ? '&' : '?'}term=${scene.termId}`

/** The first sheet of what was downloaded. */
async function rowsOf(download: Download): Promise<Record<string, unknown>[]> {
  const book = read(await readFile(await download.path()))
  return utils.sheet_to_json(book.Sheets[book.SheetNames[0]!]!)
}

/** Follows a figure of the home page and gives the number that it said. */
async function follow(page: Page, label: string): Promise<number> {
  const figure = page.getByRole('link', { name: new RegExp(`^${label}`) }).first()
  // Its label, its number, and a note for some of them.
  const said = Number((await figure.locator('span').nth(1).textContent())?.replaceAll(',', ''))
  await figure.click()
  return said
}

test('each figure of a coordinator’s home leads to the table of exactly its rows', async ({
  page,
  login,
}) => {
  await login(tutorCo)
  const home = inTerm('/')
  for (const [label, title] of [
    ['Undecided', 'Review'],
    ['Courses with hours left', 'Courses'],
    ['Courses over their hours', 'Courses'],
    ['People over their maximum', 'Hours by person'],
    ['Offers unanswered', 'Allocations'],
    ['Approvals late', 'Approve hours'],
  ] as const) {
    await page.goto(home)
    const said = await follow(page, label)
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    expect(said, label).toBeGreaterThan(0)
    await expect(page.locator('[data-row]'), label).toHaveCount(said)
  }
  await page.goto(home)
  const bar = page.locator('figure', { hasText: 'Hours of the term' })
  const worked = await bar.getByRole('listitem').filter({ hasText: 'Worked' }).textContent()
  await bar.getByRole('link', { name: 'Worked' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Hours by payday' })).toBeVisible()
  await expect(page.locator('tfoot')).toContainText((worked ?? '').replace('Worked', '').trim())
})

test('a report is filtered, put in order and exported as shown; the workbook holds all of it', async ({
  page,
  login,
}) => {
  await login(admin)
  await page.goto(inTerm('/reports'))
  await page.getByRole('link', { name: /^Hours by course/ }).click()
  await page.getByRole('link', { name: 'Assigned' }).click()
  await expect(page).toHaveURL(/sort=assigned/)
  const order = await page.locator('[data-row] td:first-child').allInnerTexts()
  await page.getByRole('button', { name: 'Export' }).click()
  const wait = page.waitForEvent('download')
  await page.getByRole('link', { name: /^CSV/ }).click()
  const file = await wait
  expect(file.suggestedFilename()).toMatch(/^Hours by course, .*\.csv$/)
  expect((await rowsOf(file)).map((row) => row.Course)).toEqual(order.map((text) => text.trim()))

  const workbook = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Term workbook' }).click()
  const book = read(await readFile(await (await workbook).path()))
  expect(book.SheetNames).toContain('Marker applications')
  const people = utils.sheet_to_json<Record<string, string>>(book.Sheets.People!)
  expect(people[0]!['Student ID']).toMatch(/^00\d{7}$/)
  await looksRight(page)
})

test('a course coordinator reads and exports own courses only', async ({ page, login }) => {
  await login(scene.coordinatorId)
  await page.goto(inTerm('/reports/courses'))
  await expect(page.locator('[data-row]')).toHaveCount(2)
  await page.goto(`/enrolment?course=${scene.courses.A}`)
  await page.getByRole('button', { name: 'Export' }).click()
  const wait = page.waitForEvent('download')
  await page.getByRole('link', { name: /^XLSX/ }).click()
  expect((await rowsOf(await wait))[0]).toMatchObject({ Name: 'E2E Coordinator', Position: 'Coordinator' })
  const other = await page.request.get(`/enrolment/export?course=${scene.courses.C}`)
  expect(other.status()).toBe(404)
})

test('homes, reports and exports work without JavaScript', async ({ pageAs }) => {
  const page = await pageAs(scene.coordinatorId, { javaScriptEnabled: false })
  await page.goto(inTerm('/'))
  const chart = page.locator('figure', { hasText: 'Hours worked against plan' })
  await chart.getByText('Show as table').click()
  await expect(chart.getByRole('columnheader', { name: 'Planned' })).toBeVisible()
  await page
    .getByRole('link', { name: /not yet endorsed/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1, name: /^Endorse for E2E/ })).toBeVisible()

  await page.goto(inTerm('/reports/allocations'))
  const all = await page.locator('[data-row]').count()
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByRole('checkbox', { name: 'Accepted', exact: true }).check()
  await page.getByRole('button', { name: 'Show', exact: true }).first().click()
  await expect(page).toHaveURL(/state=accepted/)
  const accepted = await page.locator('[data-row]').count()
  expect(accepted).toBeGreaterThan(0)
  expect(accepted).toBeLessThan(all)
  await page.getByRole('button', { name: 'Export' }).click()
  const wait = page.waitForEvent('download')
  await page.getByRole('link', { name: /^XLSX/ }).click()
  const rows = await rowsOf(await wait)
  expect(rows).toHaveLength(accepted)
  expect(new Set(rows.map((row) => row.State))).toEqual(new Set(['Accepted']))
})

test('a student finds no report, and nothing on the home page that is not published', async ({
  page,
  login,
  world,
}) => {
  const student = await world.makeUser('student')
  const applicationId = await world.makeApplication({
    studentId: student,
    termId: scene.termId,
    courses: [scene.courses.D!],
    decision: 'accepted',
    decidedAt: new Date(),
  })
  await world.makeAllocation({
    userId: student,
    courseId: scene.courses.D!,
    termId: scene.termId,
    state: 'proposed',
    quarters: 222,
    applicationId,
  })
  await login(student)
  await page.goto(inTerm('/'))
  await expect(page.getByText('Submitted').first()).toBeVisible()
  const html = await page.content()
  expect(html).not.toContain('55.5 h')
  expect(html).not.toMatch(/accepted/i)
  await expect(page.getByRole('link', { name: 'Reports' })).toHaveCount(0)
  for (const path of ['/reports', '/reports/people/export', '/reports/workbook', '/users/export'])
    expect((await page.request.get(path)).status(), path).toBe(403)
})
