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

  // Who else is not in a course: who holds its places, and what would change.
  await page.getByRole('link', { name: codes[0]!, exact: true }).first().click()
  const panel = page.locator('[data-panel]')
  const notIn = panel.getByRole('listitem').filter({ hasText: /All 2 places are taken\. .* suits it/ })
  await notIn
    .first()
    .getByRole('link', { name: /^What would change if they worked here\?/ })
    .click()
  await expect(panel.getByRole('status').first()).toContainText(/^For .* to have \d+ h here, /)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)

  // By keyboard alone: the menu of a chip.
  const chip = courseItem(page, codes[0]!)
    .getByRole('button', { name: /^Change / })
    .first()
  await chip.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: /^Lock/ }).and(page.locator(':focus'))).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(courseItem(page, codes[0]!).getByLabel('Locked')).toHaveCount(1)

  // Another one by mouse, and a third is kept out.
  const board = page.locator('section[aria-labelledby=courses]')
  const unlocked = board
    .locator('li[data-course] li')
    .filter({ hasNot: page.getByLabel('Locked') })
    .getByRole('button', { name: /^Change / })
  await unlocked.first().click()
  await page.getByRole('button', { name: /^Lock/ }).click()
  await expect(board.getByLabel('Locked')).toHaveCount(2)
  const other = unlocked.first()
  const [, out = '', from = ''] = /^Change (.+), .* in (.+)$/.exec((await other.getAttribute('aria-label'))!)!
  await other.click()
  await page.getByRole('button', { name: /^Keep out/ }).click()
  await expect(page.getByText(`${out} is kept out of`).first()).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText(`Undone: ${out} is in ${from} as before`)).toBeVisible()
  await expect(courseItem(page, from).getByText('Kept out:')).toHaveCount(0)
  await courseItem(page, from)
    .getByRole('button', { name: `Change ${out}` })
    .click()
  await page.getByRole('button', { name: /^Keep out/ }).click()
  await expect(courseItem(page, from).getByText('Kept out:')).toBeVisible()
  await expect(page.getByText('Edited since it was solved')).toBeVisible()

  // What was taken is given back in one step, long after the line with "Undo" is gone.
  const boardAddress = page.url()
  await page.goto(boardAddress)
  await courseItem(page, from)
    .getByRole('button', { name: /^Let in again with \d+ h/ })
    .click()
  await expect(page.getByText(`${out} is in ${from} again, with the hours as before`)).toBeVisible()
  await expect(courseItem(page, from).getByText('Kept out:')).toHaveCount(0)
  await courseItem(page, from)
    .getByRole('button', { name: `Change ${out}` })
    .click()
  await page.getByRole('button', { name: /^Keep out/ }).click()
  await expect(
    courseItem(page, from).getByRole('button', { name: /^Let in again without hours/ }),
  ).toBeVisible()

  await page.getByLabel('Name of the new scenario').fill('Second try')
  await page.getByRole('button', { name: 'Solve again' }).click()
  await expect(page).toHaveTitle(/Second try/, { timeout: 60_000 })
  await done(page)
  await expect(board.getByLabel('Locked')).toHaveCount(2)
  await expect(courseItem(page, from).getByRole('button', { name: `Change ${out}` })).toHaveCount(0)
  await expect(courseItem(page, from).getByText('Kept out:')).toBeVisible()
  await expect(page.getByRole('link', { name: /changed by solving since First try/ })).toBeVisible()
  await expect(page.getByText(/changed by hand in First try before/)).toBeVisible()

  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await page.getByLabel('Compare with').selectOption({ label: 'First try' })
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByText(/pairs? differs? from “First try”/)).toBeVisible()
  await expectAccessible(page)
  // Its people and courses lead to their panels.
  const differs = page.getByRole('table', { name: 'Pairs that differ' }).getByRole('row').nth(1)
  for (const at of [0, 1]) {
    const name = (await differs.getByRole('link').nth(at).textContent())!
    await differs.getByRole('link').nth(at).click()
    await expect(page.locator('[data-panel]').getByRole('heading', { level: 1, name })).toBeVisible()
    await page.goBack()
  }
  await page.getByRole('link', { name: 'Second try' }).first().click()

  await page.getByRole('link', { name: 'Apply', exact: true }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Apply: accept/ }).click()
  await expect(page.getByText(/^Applied: \d+ applications? accepted\. Students are told/)).toBeVisible()
  await expect(page.getByText('Applied', { exact: true }).first()).toBeVisible()
  await page.getByRole('link', { name: 'Undo', exact: true }).click()
  await page.getByRole('button', { name: 'Undo this scenario' }).click()
  await expect(page.getByRole('link', { name: 'Apply', exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Apply', exact: true }).click()
  await page.getByRole('button', { name: /^Apply: accept/ }).click()
  await expect(page.getByText('Applied', { exact: true }).first()).toBeVisible()

  await page.getByRole('link', { name: 'Publish tutor results' }).click()
  await page.getByRole('button', { name: 'Publish results' }).click()
  await expect(page.getByRole('heading', { name: 'Published tutor results' })).toBeVisible()
  await page.goto(`/assign?term=${termId}`)
  await expect(page.getByRole('row', { name: /Second try/ })).toContainText('Applied and published')
  await page.getByRole('link', { name: 'Second try' }).click()
  await expect(page.getByText('it cannot be undone any more')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Undo', exact: true })).toHaveCount(0)
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
  await expect(page.getByText(/^Checked with these rules: /)).toBeFocused()
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
  await panel.getByRole('button', { name: 'Keep out' }).first().click()
  await expect(panel.getByText('Kept out', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(panel.getByText('Kept out', { exact: true })).toHaveCount(0)
  await expect(panel.getByText('12.5 h').first()).toBeVisible()
  await page.goto(page.url().split('?')[0]!)
  await page.getByRole('link', { name: 'Apply', exact: true }).click()
  await page.getByRole('button', { name: /^Apply: accept/ }).click()
  await expect(page.getByText('Applied', { exact: true }).first()).toBeVisible()
})

test('the line with Undo of one scenario does not follow into another one', async ({ world, pageAs }) => {
  test.setTimeout(120_000)
  const page = await pageAs(await world.makeUser('tutor_coordinator'))
  const { termId, codes } = await smallTerm(world)
  const boards: string[] = []
  for (const name of ['One', 'Two']) {
    await page.goto(`/assign?term=${termId}`)
    await page.getByLabel('Name of the scenario').fill(name)
    await page.getByRole('button', { name: 'Solve', exact: true }).click()
    await done(page)
    boards.push(page.url())
  }
  await courseItem(page, codes[0]!)
    .getByRole('button', { name: /^Change / })
    .first()
    .click()
  await page.getByRole('button', { name: 'Take out' }).click()
  const undo = page.getByRole('button', { name: 'Undo', exact: true })
  await expect(undo).toBeVisible()
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Assign' }).click()
  await expect(page.getByRole('heading', { name: 'Scenarios' })).toBeVisible()
  await expect(undo).toHaveCount(0)
  await page.getByRole('link', { name: 'One', exact: true }).click()
  await done(page)
  await expect(undo).toHaveCount(0)
  expect(page.url()).toBe(boards[0])
  await page.getByRole('link', { name: 'Assign' }).first().click()
  await page.getByRole('link', { name: 'Two', exact: true }).click()
  await done(page)
  await expect(undo, 'nor does it come back').toHaveCount(0)
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
  await page
    .getByRole('navigation', { name: 'Parts of the board' })
    .getByRole('link', { name: /People/ })
    .click()
  await expect(page.getByRole('heading', { name: /^People/ })).toBeInViewport()
  await courseItem(page, codes[0]!).getByRole('link').nth(1).click()
  const panel = page.locator('[data-panel]')
  await expect(panel).toBeVisible()
  await fits()
  // Its name and the way out stay in sight.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(100)
  await expect(panel.getByRole('heading', { level: 1 })).toBeInViewport()
  await panel.getByRole('link', { name: 'Close' }).click()
  await expect(panel).toHaveCount(0)
  await page.getByRole('link', { name: 'Apply', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'What changes' })).toBeVisible()
  await fits()
})

test('a chip is dragged to another course by mouse, and the panel does the same by keyboard', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const page = await pageAs(await world.makeUser('tutor_coordinator'))
  const { termId, codes } = await smallTerm(world)
  // Both courses in sight: a page that scrolls under the pressed mouse begins no drag.
  await page.setViewportSize({ width: 1440, height: 1200 })
  await page.goto(`/assign?term=${termId}`)
  await page.getByRole('button', { name: 'Solve', exact: true }).click()
  await done(page)
  const [from, to] = [courseItem(page, codes[0]!), courseItem(page, codes[1]!)]
  const chips = from.getByRole('button', { name: /^Change / })
  const name = (await chips.first().getAttribute('aria-label'))!.replace(/^Change /, '').split(',')[0]!
  const chip = (course: typeof from) => course.getByRole('link', { name: new RegExp(`^${name} `) })
  const before = await chips.count()
  await chip(from).dragTo(to.getByRole('heading'))
  await expect(page.getByText(`${name} moved from ${codes[0]} to ${codes[1]}`).first()).toBeVisible()
  await expect(chip(to)).toHaveCount(1)
  await expect(from.getByRole('button', { name: /^Change / })).toHaveCount(before - 1)

  // A person dragged onto a course is given a useful block there.
  const person = page.locator('li[data-person]', { hasText: 'Zoe Late' })
  await person.dragTo(from.getByRole('heading'))
  await expect(from.getByRole('link', { name: /Zoe Late 10 h/ })).toBeVisible()

  // The way back without a mouse: the panel's "Move to".
  await chip(to).focus()
  await page.keyboard.press('Enter')
  const panel = page.locator('[data-panel]')
  await panel.getByLabel('Move to').first().selectOption({ label: codes[0]! })
  await panel.getByRole('button', { name: 'Move', exact: true }).first().press('Enter')
  await expect(page.getByText(`${name} moved from ${codes[1]} to ${codes[0]}`).first()).toBeVisible()
  await expect(chip(from)).toHaveCount(1)
})

test('in a scenario for tutors and markers a person dragged onto a course gets the position that is open, or is asked for', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const code = `BOTH ${Math.floor(Math.random() * 900) + 100}`
  const courseId = await world.makeCourse(termId, { code, availableQuarters: 400 })
  // Below the minimum, so that the solver leaves them to the coordinator.
  const apply = (studentId: string, position: 'tutor' | 'marker') =>
    world.makeApplication({ studentId, termId, position, courses: [{ courseId, grade: 'C-' }] })
  const both = await world.makeUser('student', { name: 'Bo Both' })
  await apply(both, 'tutor')
  await apply(both, 'marker')
  await apply(await world.makeUser('student', { name: 'Mia Marker' }), 'marker')
  const page = await pageAs(await world.makeUser('admin'))
  await page.goto(`/assign?term=${termId}&scope=both`)
  await page.getByRole('button', { name: 'Solve', exact: true }).click()
  await done(page)
  const course = courseItem(page, code)
  const person = (name: string) => page.locator('li[data-person]', { hasText: name })
  const chip = (name: RegExp) => course.getByRole('link', { name })

  await person('Mia Marker').dragTo(course.getByRole('heading'))
  await expect(chip(/Mia Marker 10 h marker/)).toBeVisible()

  const asked = page.getByRole('dialog', { name: `Bo Both in ${code}` })
  await person('Bo Both').dragTo(course.getByRole('heading'))
  await expect(asked).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(asked).toBeHidden()
  await expect(chip(/Bo Both/), 'nothing was answered').toHaveCount(0)
  await person('Bo Both').dragTo(course.getByRole('heading'))
  await asked.getByRole('button', { name: 'As marker' }).click()
  await expect(chip(/Bo Both 10 h marker/)).toBeVisible()
  await expect(asked).toBeHidden()

  // Without a mouse: the panel of the course has a line for each position that is open.
  await course.getByRole('heading').getByRole('link').focus()
  await page.keyboard.press('Enter')
  const give = page.locator('[data-panel]').getByRole('button', { name: /^Give 10 h/ })
  await expect(give).toHaveCount(1)
  await give.press('Enter')
  await expect(page.getByText(`Bo Both: 10 h as tutor in ${code}`).first()).toBeVisible()
  await expect(chip(/Bo Both 10 h tutor/)).toBeVisible()
  await expect(chip(/Bo Both 10 h marker/)).toBeVisible()
})

test('of two coordinators who change one scenario the second sees what stands beside what they tried', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const page = await pageAs(await world.makeUser('tutor_coordinator', { name: 'Mine Own' }))
  const rival = await pageAs(await world.makeUser('tutor_coordinator', { name: 'Tane Quick' }))
  const { termId, codes } = await smallTerm(world)
  await page.goto(`/assign?term=${termId}`)
  await page.getByRole('button', { name: 'Solve', exact: true }).click()
  await done(page)
  await courseItem(page, codes[0]!).getByRole('link').nth(1).click()
  const panel = page.locator('[data-panel]')
  await expect(panel).toBeVisible()
  const name = (await panel.getByRole('heading', { level: 1 }).textContent())!
  await rival.goto(page.url())

  const give = async (who: Page, hours: string) => {
    await who
      .locator('[data-panel]')
      .getByLabel(/Hours$/)
      .first()
      .fill(hours)
    await who.locator('[data-panel]').getByRole('button', { name: 'Save hours' }).first().click()
  }
  await give(rival, '15')
  await expect(rival.getByText(`${name}: 15 h as tutor in ${codes[0]}`).first()).toBeVisible()
  await give(page, '25')
  const notice = panel.getByRole('status').filter({ hasText: 'Tane Quick changed this scenario' })
  await expect(notice).toContainText(`${name}: 25 h as tutor in ${codes[0]}`)
  await expect(notice).toContainText(`${codes[0]}: 15 h`)
  await expectAccessible(page)
  await notice.getByRole('button', { name: 'Do it all the same' }).click()
  await expect(notice).toHaveCount(0)
  await expect(panel.getByText('25 h', { exact: true }).first()).toBeVisible()

  // Now the other one is behind, and leaves it.
  await give(rival, '30')
  await rival.getByRole('link', { name: 'Leave it as it stands' }).click()
  await expect(rival.locator('[data-panel]').getByText('25 h', { exact: true }).first()).toBeVisible()
})
