import type { Page } from '@playwright/test'
import { expect, test } from '../support/e2e'
import { choice, type FileGiven, fillEligibility, pdfFile, saveAndContinue } from '../support/walk'
import { encryptedPdf } from '../unit/files/pdfs'

/** What people hand in by mistake, on a phone; and what becomes of what they typed when a save fails. */

// Aborted requests and a missing network are what these tests are about.
test.use({ expectedFaults: /net::ERR_|Failed to fetch/ })

const phone = { viewport: { width: 360, height: 740 } }
const file = (name: string, bytes: Uint8Array | string, mimeType = 'application/pdf'): FileGiven => ({
  name,
  mimeType,
  buffer: Buffer.from(bytes as Uint8Array),
})
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const mistakes: [string, FileGiven, RegExp][] = [
  ['a renamed image', file('cv.pdf', PNG), /This is a PNG image, not a PDF\. Save or export it as PDF/],
  [
    'an encrypted PDF',
    file('locked.pdf', encryptedPdf('secret')),
    /protected with a password\. Save it without/,
  ],
  ['0 bytes', file('empty.pdf', ''), /This file is empty \(0 bytes\)\. Choose a PDF/],
  ['11 MB', file('large.pdf', Buffer.alloc(11 * 1024 * 1024, '%PDF-1.7 ')), /11(\.0)? MB.*10 MB/],
]

async function noSidewaysScroll(page: Page): Promise<void> {
  const [inside, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  expect(inside, 'nothing is wider than the screen').toBeLessThanOrEqual(window as number)
}

test('a file of the wrong kind, locked, empty or too large is refused on its field, on a phone, and nothing is lost', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const studentId = await world.makeUser('student')
  const id = await world.makeReadyDraft({ studentId, termId, courseIds: [await world.makeCourse(termId)] })
  const page = await pageAs(studentId, phone)
  await page.goto(`/applications/${id}/documents`)
  const before = page.getByRole('link', { name: 'cv.pdf' })
  await expect(before).toBeVisible()

  for (const [what, given, reason] of mistakes)
    await test.step(what, async () => {
      await page.locator('#f-cv').setInputFiles(given)
      await expect(page.locator('#f-cv-error')).toHaveText(reason)
      await expect(page.locator('#f-cv')).toHaveAttribute('aria-describedby', /f-cv-error/)
      await expect(before, 'the file before stands').toBeVisible()
      await noSidewaysScroll(page)
    })

  await test.step('pressing the button with a file that is too large leads nowhere', async () => {
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await expect(page.locator('#f-cv-error')).toHaveText(/10 MB/)
    await expect(page).toHaveURL(/\/documents/)
  })

  await test.step('a name of 300 characters is shortened, a path in it is left out', async () => {
    const { buffer } = await pdfFile('x')
    await page.locator('#f-cv').setInputFiles(file(`${'Curriculum vitae '.repeat(17)}1234567.pdf`, buffer))
    await expect(page.locator('#f-cv-error')).toHaveCount(0)
    const kept = page.getByRole('link', { name: /^Curriculum vitae .*\.pdf/ }).first()
    await expect(kept).toBeVisible()
    expect((await kept.textContent())?.length).toBeLessThanOrEqual(160)
    await noSidewaysScroll(page)
    const climbing = await page.request.post('/uploads?kind=transcript', {
      headers: { origin: new URL(page.url()).origin },
      multipart: { application: id, file: file('../../../../etc/passwd.pdf', buffer) },
    })
    expect(climbing.status()).toBe(200)
    await page.reload()
    await expect(page.getByRole('link', { name: 'passwd.pdf' })).toBeVisible()
    await expect(page.locator('main')).not.toContainText('..')
  })

  await test.step('a connection that breaks during the upload says so, and the file before stands', async () => {
    await page.route(/\/uploads\?/, (route) => route.abort('connectionreset'))
    await page.locator('#f-cv').setInputFiles(await pdfFile('second.pdf'))
    await expect(page.locator('#f-cv-error')).toHaveText(/connection broke before the file was there/)
    await expect(page.getByRole('link', { name: /^Curriculum vitae/ }).first()).toBeVisible()
    await page.unroute(/\/uploads\?/)
    await page.locator('#f-cv').setInputFiles(await pdfFile('second.pdf'))
    await expect(page.getByRole('link', { name: 'second.pdf' })).toBeVisible()
  })
  await saveAndContinue(page, 'review')
})

test('without scripts the same files are refused on their field', async ({ world, pageAs }) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const studentId = await world.makeUser('student')
  const id = await world.makeReadyDraft({ studentId, termId, courseIds: [await world.makeCourse(termId)] })
  const page = await pageAs(studentId, { ...phone, javaScriptEnabled: false })
  for (const [what, given, reason] of mistakes)
    await test.step(what, async () => {
      await page.goto(`/applications/${id}/documents`)
      await page.locator('#f-cv').setInputFiles(given)
      await page.getByRole('button', { name: 'Save and continue' }).click()
      await expect(page.locator('#f-cv-error')).toHaveText(reason)
      await expect(page.getByRole('link', { name: 'cv.pdf' })).toBeVisible()
      await noSidewaysScroll(page)
    })

  for (const [what, sizes] of [
    ['two files above the limit of a post', [13, 13]],
    ['one file above the limit of a post', [30, 0]],
  ] as const)
    await test.step(what, async () => {
      await page.goto(`/applications/${id}/documents`)
      for (const [n, field] of ['#f-cv', '#f-transcript'].entries())
        if (sizes[n])
          await page
            .locator(field)
            .setInputFiles(file('large.pdf', Buffer.alloc(sizes[n] * 1024 * 1024, '%PDF-1.7 ')))
      await page.getByRole('button', { name: 'Save and continue' }).click()
      const said = page.getByRole('status').filter({ hasText: 'Nothing was saved' })
      await expect(said).toContainText(/the files together have (26|30)\.\d MB, and at most 24 MB/)
      await expect(said).toContainText('A PDF may have 10 MB')
      await expect(page).toHaveURL(/\/documents$/)
      await expect(page.getByRole('link', { name: 'cv.pdf' })).toBeVisible()
      await noSidewaysScroll(page)
    })
})

test('a form whose answer never comes says so and keeps what was typed', async ({ world, pageAs }) => {
  const page = await pageAs(await world.makeUser('student'))
  await page.goto('/profile')
  await page.getByLabel('Preferred name').fill('Typed in a tunnel')
  await page.route('**/profile', (route) =>
    route.request().method() === 'POST' ? route.abort('connectionreset') : route.continue(),
  )
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'The server did not answer' })).toBeFocused()
  await expect(page.getByLabel('Preferred name')).toHaveValue('Typed in a tunnel')
  await page.unroute('**/profile')
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect(page.getByText('The server did not answer')).toHaveCount(0)
  await page.goto('/profile')
  await expect(page.getByLabel('Preferred name')).toHaveValue('Typed in a tunnel')
})

test('what was typed outlives a refused save, a lost connection and a closed page', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const studentId = await world.makeUser('student')
  const id = await world.makeReadyDraft({ studentId, termId, courseIds: [await world.makeCourse(termId)] })
  const page = await pageAs(studentId, phone)
  const details = page.getByLabel('Enrolment details')

  await test.step('a refused save', async () => {
    await page.goto(`/applications/${id}/eligibility`)
    await fillEligibility(page)
    await details.fill('Typed before the refusal')
    await page.getByLabel(/^GPA/).fill('twelve')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await expect(page, 'a draft keeps wrong answers, and says so').toHaveURL(/\/courses/)
    await page.goto(`/applications/${id}/eligibility?check=1`)
    await expect(page.locator('#f-gpa-error')).toBeVisible()
    await expect(page.getByLabel(/^GPA/)).toHaveValue('twelve')
    await expect(details).toHaveValue('Typed before the refusal')
    await expect(choice(page, 'Degree level', 'Postgraduate')).toBeChecked()
    await page.getByLabel(/^GPA/).fill('8')
    await expect(page.getByText(/^Saved at/)).toBeVisible()
  })

  await test.step('a server that cannot be reached', async () => {
    await page.route('**/autosave', (route) => route.abort('connectionrefused'))
    await details.fill('Typed while the server was away')
    const unsaved = page.getByText(/Not saved yet: no connection/)
    await expect(unsaved).toBeVisible()
    await page.getByRole('button', { name: 'Save and continue' }).scrollIntoViewIfNeeded()
    await expect(unsaved, 'seen wherever one is typing').toBeInViewport()
    await page.unroute('**/autosave')
    await expect(page.getByText(/^Saved at/)).toBeVisible({ timeout: 30_000 })
  })

  await test.step('a lost connection, with the button pressed in between', async () => {
    await page.context().setOffline(true)
    await details.fill('Typed in a tunnel')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await expect(page.getByText(/Not saved yet: no connection/)).toBeVisible()
    await expect(details).toHaveValue('Typed in a tunnel')
    await page.context().setOffline(false)
    await expect(page.getByText(/^Saved at/)).toBeVisible({ timeout: 30_000 })
    await saveAndContinue(page, 'courses')
    await page.goto(`/applications/${id}/eligibility`)
    await expect(details).toHaveValue('Typed in a tunnel')
  })

  await test.step('a page closed before anything reached the server', async () => {
    await page.route('**/autosave', (route) => route.abort('connectionrefused'))
    await details.fill('Typed just before the battery died')
    await expect(page.getByText(/Not saved yet: no connection/)).toBeVisible()
    await page.goto('about:blank')
    await page.unroute('**/autosave')
    await page.goto(`/applications/${id}/eligibility`)
    await expect(details).toHaveValue('Typed just before the battery died')
    const elsewhere = await pageAs(studentId)
    await expect(async () => {
      await elsewhere.goto(`/applications/${id}/eligibility`)
      await expect(elsewhere.getByLabel('Enrolment details')).toHaveValue(/battery/, { timeout: 1000 })
    }, 'and the server has it soon after').toPass()
  })

  await test.step('a session that has ended while an answer was on its way', async () => {
    let asked = () => {}
    let answer = () => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route(
      '**/autosave',
      async (route) => {
        const response = await route.fetch()
        asked()
        await mayAnswer
        await route.fulfill({ response })
      },
      { times: 1 },
    )
    await details.fill('Typed just before the session ended')
    await isAsked
    await page.context().clearCookies()
    await details.fill('Typed after the session had ended')
    answer()
    await expect(page.getByText(/you are signed out.*kept on this device/)).toBeVisible()
    const { name, value } = await world.makeSessionCookie(studentId)
    await page.context().addCookies([{ name, value, url: new URL(page.url()).origin }])
    await page.goto(`/applications/${id}/eligibility`)
    await expect(details).toHaveValue('Typed after the session had ended')
    await expect(page.getByText(/^Saved at/)).toBeVisible({ timeout: 30_000 })
  })
})
