import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from '../support/e2e'

/** What people who live in spreadsheets do with the review table. */

const copied = (page: Page) =>
  page.evaluate(() => {
    const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true })
    document.body.dispatchEvent(event)
    return event.clipboardData?.getData('text/plain') ?? ''
  })

test('rows are walked by the arrows, chosen up to here, copied as a block, narrowed; a decision is taken back at once', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const courseId = await world.makeCourse(termId, { code: 'TABLE 101' })
  for (const name of ['Aroha Cell', 'Bela Cell', '=Ciro Cell', 'Dara Cell'])
    await world.makeApplication({
      studentId: await world.makeUser('student', { name }),
      termId,
      courses: [courseId],
    })
  const page = await pageAs(await world.makeUser('tutor_coordinator'))
  await page.goto(`/review?term=${termId}&cols=name&cols=max&cols=courses`)
  const table = page.getByRole('table')
  const link = (name: string) => table.getByRole('link', { name })

  await test.step('the arrows move from row to row once one has the focus', async () => {
    await link('Aroha Cell').focus()
    await expect(async () => {
      await page.keyboard.press('ArrowDown')
      await expect(link('Bela Cell')).toBeFocused({ timeout: 500 })
    }).toPass()
    await page.keyboard.press('ArrowUp')
    await expect(link('Aroha Cell')).toBeFocused()
  })

  await test.step('a block of rows is what the table shows of them, harmless for a spreadsheet', async () => {
    expect(await copied(page), 'nothing is chosen yet').toBe('')
    await table.getByRole('checkbox', { name: 'Select =Ciro Cell' }).click()
    await table.getByRole('checkbox', { name: 'Select Aroha Cell' }).click({ modifiers: ['Shift'] })
    await expect(page.getByText('2 selected', { exact: true })).toBeVisible()
    const lines = (await copied(page)).split('\n').map((line) => line.split('\t'))
    expect(lines[0]).toEqual(['Name', 'Preferences', 'Max a week'])
    expect(lines.slice(1).map((line) => line[0])).toContain("'=Ciro Cell")
    expect(lines[1]?.[1]).toBe('TABLE 101')
    await expect(page.getByText('2 rows copied')).toBeVisible()
  })

  await test.step('a filter by work held', async () => {
    await page.getByRole('button', { name: /^Filters/ }).click()
    await page.getByLabel('Holds hours in this term').selectOption('Yes')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect(page.getByText('No application matches')).toBeVisible()
    await page.getByRole('link', { name: 'Clear search and filters' }).click()
    await expect(link('Bela Cell')).toBeVisible()
  })

  await test.step('undo beside the line that tells of a decision', async () => {
    await link('Bela Cell').click()
    await page.getByLabel('Hours in TABLE 101').fill('12.5')
    await page.getByRole('button', { name: 'Accept', exact: true }).click()
    // Pointed at, the line stays.
    await page.getByText(/^Accepted Bela Cell: 12\.5 h in 1 course/).hover()
    await expect(page.getByRole('link', { name: /^Accepted\s*1/ })).toBeVisible()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(page.getByText('Bela Cell is undecided again.')).toBeVisible()
    await expect(page.getByRole('link', { name: /^Submitted\s*4/ })).toBeVisible()
  })

  await test.step('undo of a decision on many, beside its line', async () => {
    const submitted = page.getByRole('link', { name: /^Submitted\s*\d/ })
    await page.goto(`/review?term=${termId}`)
    for (const name of ['Aroha Cell', 'Dara Cell'])
      await table.getByRole('checkbox', { name: `Select ${name}` }).click()
    await page.getByRole('button', { name: 'Accept as preferred' }).click()
    await page.getByRole('button', { name: 'Accept 2 applications' }).click()
    await page.getByText('Accepted: 2 applications.').hover()
    await expect(submitted).toHaveText(/2$/)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(page.getByText('2 taken back.')).toBeVisible()
    await expect(submitted).toHaveText(/4$/)

    // The line is gone after a while; the table still offers it.
    for (const name of ['Aroha Cell', 'Dara Cell'])
      await table.getByRole('checkbox', { name: `Select ${name}` }).click()
    await page.getByRole('button', { name: 'Reject', exact: true }).click()
    await page.getByRole('button', { name: 'Reject 2 applications' }).click()
    await expect(submitted).toHaveText(/2$/)
    await expect(page.getByText('Rejected: 2 applications.')).toBeVisible()
    await page.goto(`/review?term=${termId}`)
    await expect(page.getByText('Decided together just now: 2 applications, rejected.')).toBeVisible()
    // A page that is loaded soon after does not say again what was done.
    await expect(page.getByText('Rejected: 2 applications.')).toHaveCount(0)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Take these 2 back' }).click()
    await expect(submitted).toHaveText(/4$/)
    await expect(page.getByText('Decided together')).toHaveCount(0)
  })
})

test('what could be done of many is taken back without scripts', async ({ world, pageAs }) => {
  const termId = await world.makeTerm()
  const courseId = await world.makeCourse(termId)
  const ids = []
  for (const name of ['Edda Cell', 'Fia Cell', 'Gus Cell'])
    ids.push(
      await world.makeApplication({
        studentId: await world.makeUser('student', { name }),
        termId,
        courses: [courseId],
      }),
    )
  const who = await world.makeUser('tutor_coordinator')
  const page = await pageAs(who, { javaScriptEnabled: false })
  const chosen = ids.map((id) => `ids=${id}`).join('&')
  await page.goto(`/review/bulk?term=${termId}&position=tutor&do=reject&${chosen}`)
  // Somebody else decides on one of them before the form is sent.
  const meanwhile = await pageAs(await world.makeUser('tutor_coordinator'), { javaScriptEnabled: false })
  await meanwhile.goto(`/review/${ids[1]}`)
  await meanwhile.getByRole('button', { name: 'Reserve', exact: true }).click()
  await page.getByRole('button', { name: 'Reject 3 applications' }).click()
  await expect(page.getByText(/^Fia Cell: /)).toBeVisible()
  await page.getByRole('button', { name: 'Undo the other 2' }).click()
  await expect(page.getByText('2 taken back.')).toBeVisible()
  await page.goto(`/review?term=${termId}&position=tutor`)
  await expect(page.getByRole('link', { name: /^Submitted\s*2/ })).toBeVisible()
})

for (const javaScriptEnabled of [true, false])
  test(`${javaScriptEnabled ? 'with' : 'without'} scripts columns are chosen, saved as a file, kept as a view, and opened again`, async ({
    world,
    pageAs,
  }) => {
    const named = `Tablewalk ${javaScriptEnabled ? 'One' : 'Two'}`
    await world.makeUser('student', {
      name: named,
      email: `${named.replace(' ', '.').toLowerCase()}@example.test`,
    })
    const page = await pageAs(await world.makeUser('tutor_coordinator'), { javaScriptEnabled })
    const headings = async () =>
      (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim())
    const usual = ['Name', 'User name', 'Email', 'Roles', 'State', 'Last signed in']
    const chosen = ['Name', 'Email', 'Roles', 'State', 'Added']
    await page.goto(`/users?${new URLSearchParams({ q: named })}`)
    await expect.poll(headings).toEqual(usual)

    await page.getByRole('button', { name: 'Columns' }).click()
    const columns = page.getByRole('group', { name: 'Columns', exact: true })
    await columns.getByLabel('User name').uncheck()
    await columns.getByLabel('Last signed in').uncheck()
    await columns.getByLabel('Added').check()
    await columns.getByRole('button', { name: 'Show' }).click()
    await expect.poll(headings).toEqual(chosen)
    await page.getByRole('link', { name: 'Compact rows' }).click()
    await expect(page.getByRole('link', { name: 'Comfortable rows' })).toBeVisible()

    await page.getByRole('button', { name: 'Export' }).click()
    const wait = page.waitForEvent('download')
    await page.getByRole('link', { name: /^CSV/ }).click()
    const lines = (await readFile(await (await wait).path(), 'utf8')).replace('\ufeff', '').split('\r\n')
    expect(lines[0]).toBe(chosen.join(','))
    expect(lines[1]).toContain(named)

    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Views/ }).click()
    await page.getByLabel('Name of the present view').fill('New people')
    await page.getByRole('button', { name: 'Keep this view' }).click()
    await expect(page.getByText('Kept the view New people.')).toBeVisible()
    await expect.poll(headings).toEqual(chosen)

    await page.goto('/users')
    await expect.poll(headings).toEqual(usual)
    await page.getByRole('button', { name: /^Views/ }).click()
    await page.getByRole('link', { name: 'New people' }).click()
    await expect.poll(headings).toEqual(chosen)
    await expect(page.getByRole('link', { name: named })).toBeVisible()
    await expect(page.locator('[data-row]')).toHaveCount(1)

    await page.getByRole('button', { name: /^Views/ }).click()
    await page.getByRole('button', { name: 'Remove the view New people' }).click()
    await expect(page.getByText('The view is removed.')).toBeVisible()
    await expect.poll(headings).toEqual(chosen)
  })
