import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from '../support/e2e'
import type { World } from '../support/world-client'

/** A small term: two courses of 40 h for tutors, five applicants with grades that tell them apart. */
async function smallTerm(world: World) {
  const termId = await world.makeTerm({ name: `Term ${Date.now()}-${Math.round(Math.random() * 1e6)}` })
  const n = String(Math.floor(Math.random() * 900) + 100)
  const codes = [`ALGO ${n}`, `LOGIC ${n}`]
  const courses: string[] = []
  for (const code of codes)
    courses.push(
      await world.makeCourse(termId, {
        code,
        availableQuarters: 160,
        needMarkers: false,
        wantedTutors: 2,
      }),
    )
  const names = ['Aroha Ngata', 'Mei Chen', 'Tom Baker', 'Ana Silva', 'Zoe Late']
  const grades = ['A+', 'A', 'B+', 'B', 'C-']
  for (const [i, name] of names.entries())
    await world.makeApplication({
      studentId: await world.makeUser('student', { name }),
      termId,
      maxWeekQuarters: 20,
      courses: courses.map((courseId) => ({ courseId, grade: grades[i] })),
    })
  return { termId, codes, names }
}

const courseItem = (page: Page, code: string) =>
  page.locator('section[aria-labelledby=courses] li[data-course]', { hasText: code })
const done = (page: Page) =>
  expect(page.getByRole('heading', { name: /^Courses/ })).toBeVisible({ timeout: 60_000 })

test('the whole way: check, solve, lock, keep out, solve again, compare, apply, undo, apply, publish', async ({
  page,
  world,
  login,
}) => {
  test.setTimeout(240_000)
  await login(await world.makeUser('tutor_coordinator'))
  const { termId, codes } = await smallTerm(world)
  await page.goto(`/assign?term=${termId}`)
  await expect(page.getByText('Hours needed', { exact: true })).toBeVisible()
  await expect(page.getByText('80 h', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Name of the scenario').fill('First try')
  await page.getByRole('button', { name: 'Solve', exact: true }).click()
  await done(page)
  await expect(page).toHaveTitle(/First try – Assign/)
  await expect(page.getByText('80 h of 80 h')).toBeVisible()
  await expectAccessible(page)

  // Zoe's grade is below the minimum: two clicks from the board to why.
  await page.getByRole('link', { name: 'Zoe Late' }).click()
  await expect(page.getByText(/below the minimum/).first()).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-panel]')).toHaveCount(0)

  // By keyboard alone: the menu of a chip.
  const chip = courseItem(page, codes[0]!)
    .getByRole('button', { name: /^Change / })
    .first()
  const name = (await chip.getAttribute('aria-label'))!.replace(/^Change /, '').split(',')[0]!
  await chip.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: /^Lock/ }).and(page.locator(':focus'))).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(courseItem(page, codes[0]!).getByLabel('Locked')).toHaveCount(1)

  // Keep somebody else out.
  const other = page
    .getByRole('button', { name: /^Change / })
    .and(page.locator(`button:not([aria-label*="${name}"])`))
    .first()
  const out = (await other.getAttribute('aria-label'))!.replace(/^Change /, '').split(',')[0]!
  await other.click()
  await page.getByRole('button', { name: /^Keep out/ }).click()
  await expect(page.getByText(`${out} is kept out of`).first()).toBeVisible()
  await expect(page.getByText('Against the solver’s answer')).toBeVisible()

  await page.getByLabel('Name of the new scenario').fill('Second try')
  await page.getByRole('button', { name: 'Solve again' }).click()
  await expect(page).toHaveTitle(/Second try/, { timeout: 60_000 })
  await done(page)
  await expect(courseItem(page, codes[0]!).getByLabel('Locked')).toHaveCount(1)

  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await page.getByLabel('Compare with').selectOption({ label: 'First try' })
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByText(/pairs? differs? from “First try”/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Second try' }).first().click()

  await page.getByRole('link', { name: 'Apply', exact: true }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Apply: accept/ }).click()
  await expect(page.getByText('Applied', { exact: true }).first()).toBeVisible()
  await page.getByRole('link', { name: 'Undo', exact: true }).click()
  await page.getByRole('button', { name: 'Undo this scenario' }).click()
  await expect(page.getByRole('link', { name: 'Apply', exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Apply', exact: true }).click()
  await page.getByRole('button', { name: /^Apply: accept/ }).click()
  await expect(page.getByText('Applied', { exact: true }).first()).toBeVisible()

  await page.goto(`/review/publish?term=${termId}&position=tutor`)
  await page.getByRole('button', { name: 'Publish results' }).click()
  await expect(page.getByRole('heading', { name: 'Published tutor results' })).toBeVisible()
})

test('without JavaScript a scenario is solved, edited, moved and applied by plain forms', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(180_000)
  const page = await pageAs(await world.makeUser('tutor_coordinator'), { javaScriptEnabled: false })
  const { termId, codes } = await smallTerm(world)
  await page.goto(`/assign?term=${termId}`)
  for (const _ of [6, 7, 8]) await page.getByLabel('Spreading hours over people').press('ArrowRight')
  await page.getByRole('button', { name: 'Check with these rules' }).click()
  await expect(page.getByLabel('Spreading hours over people')).toHaveValue('8')
  await page.getByRole('button', { name: 'Solve', exact: true }).click()
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('heading', { name: /^Courses/ })).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 60_000 })
  await courseItem(page, codes[0]!).getByRole('link').nth(1).click()
  const panel = page.locator('[data-panel]')
  const hours = panel.getByLabel(/Hours$/).first()
  await hours.fill('12.5')
  await panel.getByRole('button', { name: 'Save hours' }).first().click()
  await expect(page.locator('[data-panel]').getByText('12.5 h').first()).toBeVisible()
  await expect(page.getByText(/Not a whole step/).first()).toBeVisible()
  await page.goto(page.url().split('?')[0]!)
  await page.getByRole('link', { name: 'Apply', exact: true }).click()
  await page.getByRole('button', { name: /^Apply: accept/ }).click()
  await expect(page.getByText('Applied', { exact: true }).first()).toBeVisible()
})

test('on a phone the board stays within the screen, and dragging has its equal in a menu', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const page = await pageAs(await world.makeUser('admin'), { viewport: { width: 360, height: 740 } })
  const { termId, codes } = await smallTerm(world)
  await page.goto(`/assign?term=${termId}&scope=tutor`)
  const fits = async () =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await fits()
  await page.getByRole('button', { name: 'Solve', exact: true }).click()
  await done(page)
  await fits()
  await expectAccessible(page)
  await courseItem(page, codes[0]!).getByRole('link').nth(1).click()
  await expect(page.locator('[data-panel]')).toBeVisible()
  await fits()
})
