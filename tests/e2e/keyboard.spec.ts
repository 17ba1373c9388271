import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/e2e'
import { pdfFile } from '../support/walk'

/** Everything by keyboard alone: after the first page nothing here points or clicks. */

/** Presses Tab until the focus is there; fails when it never comes. */
async function tabTo(page: Page, target: Locator, most = 120): Promise<void> {
  await expect(target).toBeVisible()
  for (let n = 0; n < most; n++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expect(target).toBeInViewport()
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`no way to ${target} by Tab`)
}

/** Goes to a field and types over what stands in it. */
async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}

/** Chooses the given answer of a question: Tab to the group, then space or the arrows. */
async function choose(page: Page, question: string | RegExp, answer: string): Promise<void> {
  const radios = page
    .getByRole('radiogroup', { name: question })
    .first()
    .locator(':scope > div > div > div > input')
  const wanted = page
    .getByRole('radiogroup', { name: question })
    .first()
    .getByRole('radio', { name: answer })
    .first()
  const checked = radios.and(page.locator(':checked')).first()
  await tabTo(page, (await checked.count()) > 0 ? checked : radios.first())
  await page.keyboard.press('Space')
  for (let n = 0; n < 4 && !(await wanted.isChecked()); n++) await page.keyboard.press('ArrowDown')
  await expect(wanted).toBeChecked()
}

async function pressed(page: Page, button: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, button)
  await page.keyboard.press(key)
}

test('a whole application by keyboard: every answer, the order of the courses, the files, the submission', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(180_000)
  const termId = await world.makeTerm({ name: 'Term of keys' })
  await world.makeCourse(termId, { code: 'KEYS 101', name: 'Keys and locks' })
  await world.makeCourse(termId, { code: 'KEYS 102', name: 'Keys and scores' })
  const studentId = await world.makeUser('student')
  const page = await pageAs(studentId)
  const next = page.getByRole('button', { name: 'Save and continue' })
  const at = (step: string) => expect(page).toHaveURL(new RegExp(`/applications/[\\w-]+/${step}(\\?|#|$)`))

  await page.goto(`/applications/new?term=${termId}&position=tutor`)
  await page.keyboard.press('Tab')
  await expect(
    page.getByRole('link', { name: /^Skip to/ }),
    'the first Tab offers to skip the menu',
  ).toBeFocused()
  await page.keyboard.press('Enter')
  await pressed(page, page.getByRole('button', { name: 'Apply as tutor' }).first())

  await test.step('identity', async () => {
    await at('identity')
    await typeInto(page, page.getByLabel('Student ID', { exact: true }), '555666777')
    await pressed(page, next)
  })

  await test.step('eligibility', async () => {
    await at('eligibility')
    await choose(page, 'Are you overseas now?', 'No')
    await choose(page, /citizen or permanent resident/, 'Yes')
    await typeInto(page, page.getByLabel('Enrolment details'), 'MSc, full time')
    await choose(page, 'Degree level', 'Postgraduate')
    await choose(page, /other tutoring or assistant contracts/, 'No')
    await typeInto(page, page.getByLabel('Maximum hours a week'), '15')
    await pressed(page, next)
  })

  const list = page.getByRole('list', { name: 'Your courses, the most wanted first' })
  await test.step('courses: search, add, answer', async () => {
    await at('courses')
    // Longer on its way than the search as one types waits: the answer leads to what was added all the same.
    await page.route(/\/courses/, async (route) => {
      if (route.request().method() === 'POST') await new Promise((done) => setTimeout(done, 600))
      await route.continue()
    })
    for (const [code, grade] of [
      ['KEYS 101', 'A-'],
      ['KEYS 102', 'B+'],
    ] as const) {
      await typeInto(page, page.getByLabel('Search courses by code, name or prerequisite'), code)
      await pressed(page, page.getByRole('button', { name: `Add ${code}` }))
      const card = list.getByRole('listitem').filter({ hasText: code })
      const completed = card.getByRole('radio', { name: 'Yes' })
      await expect(completed).toBeVisible()
      await expect(card.getByText(code, { exact: true }).locator('..'), 'on what was added').toBeFocused()
      await tabTo(page, completed)
      await page.keyboard.press('Space')
      await tabTo(page, card.getByLabel('Your grade'))
      await page.keyboard.type(grade)
      await expect(card.getByLabel('Your grade')).toHaveValue(grade)
      await typeInto(page, card.getByLabel('Relevant experience'), 'By hand.')
      await expect(page.getByText(/^Saved at/)).toBeVisible()
    }
    await page.unroute(/\/courses/)
  })

  const first = list.getByRole('listitem').first()
  await test.step('courses: order by the handle, with cards higher than half the window', async () => {
    const card = list.getByRole('listitem').filter({ hasText: 'KEYS 102' })
    expect((await card.boundingBox())?.height, 'the answers are open').toBeGreaterThan(450)
    const handle = page.getByRole('button', { name: 'Drag KEYS 102' })
    await pressed(page, handle, 'Space')
    await expect(page.getByText('KEYS 102 is picked up, number 2 of 2.')).toBeAttached()
    await page.keyboard.press('ArrowUp')
    await expect(page.getByText('KEYS 102 is moved to number 1 of 2.')).toBeAttached()
    await expect(first).toContainText('KEYS 102')
    await page.keyboard.press('Escape')
    await expect(page.getByText('KEYS 102 stays where it was.')).toBeAttached()
    await expect(first, 'Escape puts it back').toContainText('KEYS 101')

    await expect(handle).toBeFocused()
    for (const key of ['Space', 'ArrowUp', 'Space']) await page.keyboard.press(key)
    await expect(page.getByText('KEYS 102 is now number 1 of 2')).toBeAttached()
    await expect(first).toContainText('KEYS 102')
    await expect(handle).toBeFocused()
    await expect(handle).toBeInViewport()
    for (const key of ['Space', 'ArrowDown', 'Space']) await page.keyboard.press(key)
    await expect(page.getByText('KEYS 102 is now number 2 of 2')).toBeAttached()
    await expect(first).toContainText('KEYS 101')
  })

  await test.step('courses: order by the buttons', async () => {
    await pressed(page, page.getByRole('button', { name: 'Move KEYS 102 up' }))
    await expect(page.getByText('KEYS 102 is now number 1 of 2')).toBeAttached()
    await expect(first).toContainText('KEYS 102')
    await pressed(page, page.getByRole('button', { name: 'Move KEYS 102 down' }))
    await expect(first).toContainText('KEYS 101')
    await pressed(page, page.getByRole('button', { name: 'Move KEYS 102 up' }))
    await expect(first).toContainText('KEYS 102')
    await pressed(page, next)
  })

  await test.step('documents and submission', async () => {
    await at('documents')
    for (const kind of ['cv', 'transcript']) {
      const chooser = page.waitForEvent('filechooser')
      await pressed(page, page.locator(`#f-${kind}`))
      await (await chooser).setFiles(await pdfFile(`${kind}-by-key.pdf`))
      await expect(page.getByRole('link', { name: `${kind}-by-key.pdf` })).toBeVisible()
    }
    await pressed(page, next)
    await at('review')
    await expect(
      page
        .getByRole('heading', { name: /KEYS 102/ })
        .or(page.getByText('KEYS 102'))
        .first(),
    ).toBeVisible()
    await pressed(page, page.getByRole('button', { name: 'Submit application' }))
    await expect(page.getByRole('heading', { name: 'Application submitted' })).toBeVisible()
  })
})

test('the review table by keyboard: rows, selection, help, the panel, a decision, many decisions', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const courseId = await world.makeCourse(termId, { code: 'KEYS 201' })
  for (const name of ['Aata Keys', 'Bela Keys', 'Cleo Keys', 'Dara Keys'])
    await world.makeApplication({
      studentId: await world.makeUser('student', { name }),
      termId,
      courses: [courseId],
    })
  const page = await pageAs(await world.makeUser('tutor_coordinator'))
  await page.goto(`/review?term=${termId}`)
  const link = (name: string) => page.getByRole('table').getByRole('link', { name })
  const box = (name: string) => page.getByRole('row').filter({ hasText: name }).getByRole('checkbox')

  await test.step('j and k move, x selects, ? tells the keys', async () => {
    // k stays on the first row, however often it takes until the page listens.
    await expect(async () => {
      await page.keyboard.press('k')
      await expect(link('Aata Keys')).toBeFocused({ timeout: 1000 })
    }).toPass()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await expect(link('Cleo Keys')).toBeFocused()
    await page.keyboard.press('k')
    await expect(link('Bela Keys')).toBeFocused()
    await page.keyboard.press('x')
    await expect(box('Bela Keys')).toBeChecked()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(box('Cleo Keys')).toBeChecked()
    await expect(page.getByText('2 selected')).toBeVisible()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toHaveCount(0)
    await page.keyboard.press('x')
    await expect(box('Cleo Keys')).not.toBeChecked()
    await page.keyboard.press('k')
    await page.keyboard.press('x')
    await expect(box('Bela Keys')).not.toBeChecked()
  })

  await test.step('Enter opens the panel, Escape closes it and the focus is back on the row', async () => {
    await page.keyboard.press('Enter')
    await expect(page.locator('#panel-title')).toHaveText('Bela Keys')
    await expect(page.locator('#panel-title')).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.locator('#panel-title')).toHaveCount(0)
    await expect(link('Bela Keys')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.locator('#panel-title')).toBeFocused()
  })

  await test.step('accept with hours, and go on to the next', async () => {
    await typeInto(page, page.getByLabel('Hours in KEYS 201'), '12.5')
    await typeInto(page, page.getByLabel('Note to the student'), 'By key.')
    await pressed(page, page.getByRole('button', { name: 'Accept', exact: true }))
    await expect(page.locator('#panel-title')).toHaveText('Cleo Keys')
    await pressed(page, page.getByRole('button', { name: 'Reserve', exact: true }))
    await expect(page.locator('#panel-title')).toHaveText('Dara Keys')
    await page.keyboard.press('Escape')
    await expect(page.locator('#panel-title')).toHaveCount(0)
  })

  await test.step('reject what is selected', async () => {
    await expect(async () => {
      await page.keyboard.press('j')
      await expect(link('Dara Keys')).toBeFocused({ timeout: 1000 })
    }).toPass()
    await page.keyboard.press('x')
    await expect(page.getByText('1 selected')).toBeVisible()
    await pressed(page, page.getByRole('button', { name: 'Reject', exact: true }))
    await expect(page.getByRole('heading', { name: 'Reject 1 application' })).toBeVisible()
    await pressed(page, page.getByRole('button', { name: 'Reject 1 application' }))
    await expect(page.getByText('Rejected: 1 application.')).toBeVisible()
    await expect(page.getByRole('link', { name: /^Rejected\s*1/ })).toBeVisible()
  })
})
