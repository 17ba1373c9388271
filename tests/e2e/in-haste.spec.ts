import type { Page } from '@playwright/test'
import { expect, test } from '../support/e2e'
import { fillEligibility, pdfFile, startApplication } from '../support/walk'
import { encryptedPdf } from '../unit/files/pdfs'

/** People who do not wait: a link, a button or another word while something is still on its way. */

// A look for what is typed is given up when another page comes.
test.use({ expectedFaults: /net::ERR_|Failed to fetch/ })

/** Holds the next post to an address until let go; `asked` is there when it has left. */
async function holdPost(page: Page, url: string | RegExp) {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  let held = false
  await page.route(url, async (route) => {
    if (held || route.request().method() !== 'POST') return route.fallback()
    held = true
    ask()
    await released
    await route.continue()
  })
  return { asked, release }
}

test('an answer typed just before a link to another step is pressed is in what the review shows', async ({
  world,
  pageAs,
}) => {
  const termId = await world.makeTerm()
  const studentId = await world.makeUser('student')
  const id = await world.makeReadyDraft({ studentId, termId, courseIds: [await world.makeCourse(termId)] })
  const page = await pageAs(studentId)
  const steps = page.getByRole('navigation', { name: 'Application: steps' })
  const details = page.getByLabel('Enrolment details')
  await page.goto(`/applications/${id}/eligibility`)
  await fillEligibility(page)

  await test.step('before it was sent', async () => {
    await details.fill('Typed at the last moment')
    await steps.getByRole('link', { name: 'Review' }).click()
    await expect(page).toHaveURL(/\/review$/)
    await expect(page.getByText('Typed at the last moment')).toBeVisible()
  })

  await test.step('while an earlier word is on its way', async () => {
    await page.goto(`/applications/${id}/eligibility`)
    const { asked, release } = await holdPost(page, '**/autosave')
    await details.fill('Typed first')
    await asked
    await details.fill('Typed second')
    await steps.getByRole('link', { name: 'Review' }).click()
    release()
    await expect(page).toHaveURL(/\/review$/)
    await expect(page.getByText('Typed second')).toBeVisible()
  })

  await test.step('and by the back button', async () => {
    await steps.getByRole('link', { name: 'Eligibility' }).click()
    await details.fill('Typed before going back')
    await page.goBack()
    await expect(page).toHaveURL(/\/review$/)
    await expect(async () => {
      await page.reload()
      await expect(page.getByText('Typed before going back')).toBeVisible({ timeout: 1000 })
    }).toPass()
  })
})

test('what is typed while a course is being added stays', async ({ world, pageAs }) => {
  const termId = await world.makeTerm()
  const studentId = await world.makeUser('student')
  const first = await world.makeCourse(termId, { code: 'FIRST 101' })
  await world.makeCourse(termId, { code: 'SECOND 102' })
  const id = await world.makeReadyDraft({ studentId, termId, courseIds: [first] })
  const page = await pageAs(studentId)
  await page.clock.install()
  await page.goto(`/applications/${id}/courses`)
  const experience = page.locator(`[name="answers.${first}.experience"]`)
  await page.getByText('Show answers').first().click()
  const { asked, release } = await holdPost(page, '**/courses*')
  await page.getByRole('button', { name: 'Add SECOND 102' }).click()
  await asked
  await experience.fill('Typed while the train was in a tunnel')
  await page.clock.runFor(2500)
  release()
  await expect(page.getByText('Have you completed SECOND 102?')).toBeVisible()
  await expect(page.getByText(/^Saved at/)).toBeVisible()
  await expect(experience).toHaveValue('Typed while the train was in a tunnel')
  await page.reload()
  await expect(experience).toHaveValue('Typed while the train was in a tunnel')
})

test('two presses while typing is being saved are one', async ({ world, pageAs }) => {
  const termId = await world.makeTerm()
  const studentId = await world.makeUser('student')
  const courseIds = [await world.makeCourse(termId, { code: 'FIRST 101' })]
  await world.makeCourse(termId, { code: 'SECOND 102' })
  const id = await world.makeReadyDraft({ studentId, termId, courseIds })
  const page = await pageAs(studentId)
  await page.goto(`/applications/${id}/courses`)
  await page.getByText('Show answers').first().click()
  const { asked, release } = await holdPost(page, '**/autosave')
  await page.locator(`[name="answers.${courseIds[0]}.experience"]`).fill('Typed first')
  await asked
  let posts = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.headers()['next-action']) posts += 1
  })
  await page.getByRole('button', { name: 'Add SECOND 102' }).dblclick()
  release()
  await expect(page.getByText('Have you completed SECOND 102?')).toBeVisible()
  await expect(page.getByText(/while you were working/)).toHaveCount(0)
  expect(posts).toBe(1)
})

test('a document that is refused says so, also when the other one arrived meanwhile', async ({
  world,
  pageAs,
}) => {
  const termId = await world.makeTerm()
  const studentId = await world.makeUser('student')
  await world.makeCourse(termId)
  const page = await pageAs(studentId)
  const id = await startApplication(page, 'tutor', termId)
  await page.goto(`/applications/${id}/documents?check=1`)
  const { asked, release } = await holdPost(page, /uploads.*transcript/)
  await page.locator('input[name=transcript]').setInputFiles({
    name: 'locked.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(encryptedPdf('secret')),
  })
  await asked
  await page.locator('input[name=cv]').setInputFiles(await pdfFile('cv.pdf'))
  await expect(page.getByText('cv.pdf is uploaded.')).toBeVisible()
  await page.getByRole('button', { name: 'Remove CV' }).waitFor()
  await page.getByRole('button', { name: 'Save and continue' }).click()
  await expect(page.getByText(/still being uploaded/)).toBeVisible()
  release()
  await expect(page.getByText(/protected with a password/)).toBeVisible()
})

test('an endorsement pressed twice, the second time in haste, is the second one', async ({
  world,
  pageAs,
}) => {
  const termId = await world.makeTerm()
  const coordinator = await world.makeUser('course_coordinator')
  const courseId = await world.makeCourse(termId, { code: 'QUICK 101', coordinators: [coordinator] })
  await world.makeApplication({
    studentId: await world.makeUser('student', { name: 'Ana First' }),
    termId,
    courses: [courseId],
  })
  const page = await pageAs(coordinator)
  await page.goto(`/endorse?term=${termId}&course=${courseId}`)
  const row = page.getByRole('row').filter({ hasText: 'Ana First' })
  const { asked, release } = await holdPost(page, /\/endorse/)
  await row.getByRole('button', { name: 'Yes' }).click()
  await asked
  await row.getByRole('button', { name: 'Strong' }).click()
  release()
  await expect(row.getByRole('button', { name: 'Strong' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText(/saved this/)).toHaveCount(0)
})

test('Enter before the search has answered searches for what was typed', async ({ world, pageAs }) => {
  const page = await pageAs(await world.makeUser('tutor_coordinator'))
  await page.goto('/')
  await page.getByRole('link', { name: 'Home' }).first().waitFor()
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: /^Search courses/ })
  await box.fill('review')
  await expect(page.getByRole('option').first()).toBeVisible()
  // Never answered.
  await page.route('**/api/search?*', () => {})
  await box.fill('somebody in particular')
  await box.press('Enter')
  await expect(page).toHaveURL(/\/search\?q=somebody/)
})

test('a double click on "Undo" undoes once and says so', async ({ world, pageAs }) => {
  const termId = await world.makeTerm()
  const id = await world.makeApplication({
    studentId: await world.makeUser('student'),
    termId,
    courses: [await world.makeCourse(termId)],
  })
  const page = await pageAs(await world.makeUser('tutor_coordinator'))
  await page.goto(`/review/${id}`)
  await page.getByRole('button', { name: 'Reserve', exact: true }).click()
  await expect(page.getByText(/is on reserve\. The student/)).toBeVisible()
  let posts = 0
  page.on('request', (request) => {
    if (request.method() === 'POST') posts += 1
  })
  const { asked, release } = await holdPost(page, /\/review/)
  await page.getByRole('button', { name: 'Undo' }).dblclick()
  await asked
  release()
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
  await expect(page.getByText(/changed by|Nothing was saved/)).toHaveCount(0)
  expect(posts).toBe(1)
})

test('a double click on "Send again" sends one more', async ({ world, pageAs }) => {
  const termId = await world.makeTerm()
  const email = 'twice@example.ac.nz'
  const studentId = await world.makeUser('student', { email })
  const id = await world.makeReadyDraft({ studentId, termId, courseIds: [await world.makeCourse(termId)] })
  const student = await pageAs(studentId)
  await student.goto(`/applications/${id}/review`)
  await student.getByRole('button', { name: 'Submit application' }).click()
  await expect(student).toHaveURL(/submitted/)

  const page = await pageAs(await world.makeUser('admin'))
  const mails = page.getByRole('row').filter({ hasText: email })
  await expect(async () => {
    await page.goto(`/emails?q=${email}`)
    await expect(mails.filter({ hasText: /Sent|Kept/ })).toHaveCount(1, { timeout: 1000 })
  }).toPass()
  await mails.getByRole('link').first().click()
  const { asked, release } = await holdPost(page, '**/emails/**')
  await page.getByRole('button', { name: 'Send again' }).dblclick()
  await asked
  release()
  await expect(page.getByText('The email is queued again.')).toBeVisible()
  await page.goto(`/emails?q=${email}`)
  await expect(mails).toHaveCount(2)
})
