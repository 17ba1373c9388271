import type { Page } from '@playwright/test'
import { expect, test } from '../support/e2e'
import {
  addCourse,
  fillEligibility,
  fillIdentity,
  pdfFile,
  saveAndContinue,
  signIn,
  startApplication,
} from '../support/walk'

/** The main job by plain pages and form posts: an old phone, a blocked script, a bundle that never arrives. */

const PASSWORD = 'paper-lantern-river-9'
const plain = { javaScriptEnabled: false }

test('without scripts a student signs in, fills every step, uploads, submits, and reads the result', async ({
  browser,
  app,
  world,
  smtp,
  pageAs,
}) => {
  test.setTimeout(180_000)
  const termId = await world.makeTerm({ name: 'Term without scripts' })
  const ccId = await world.makeUser('course_coordinator')
  await world.makeCourse(termId, { code: 'PLAIN 101', name: 'Plain pages', coordinators: [ccId] })
  await world.makeCourse(termId, { code: 'PLAIN 102', name: 'Plain forms' })
  const email = 'plain.student@example.test'
  const studentId = await world.makeUser('student', { name: 'Pania Reedy', username: 'pree100', email })
  await world.givePassword(studentId, PASSWORD)
  const context = await browser.newContext({ baseURL: app.url, ...plain })
  const page = await context.newPage()

  let id = ''
  await test.step('sign in: a wrong pair keeps the user name, the right one goes on', async () => {
    await signIn(page, 'pree100', 'not the right one')
    await expect(page.getByRole('alert')).toContainText('do not match')
    await expect(page.getByLabel('User name or email')).toHaveValue('pree100')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveURL(`${app.url}/`)
  })

  await test.step('identity: a wrong answer is told on its field and kept', async () => {
    id = await startApplication(page, 'tutor', termId)
    await fillIdentity(page, { auid: '12' })
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await page.goto(`/applications/${id}/identity?check=1`)
    await expect(page.locator('#f-auid-error')).toBeVisible()
    await expect(page.getByLabel('Student ID', { exact: true })).toHaveValue('12')
    await fillIdentity(page, { auid: '987654321' })
    await saveAndContinue(page, 'eligibility')
  })

  await test.step('eligibility: the questions under an answer appear with it', async () => {
    await expect(page.getByText('Do you have a valid work visa?')).toBeHidden()
    await page
      .getByRole('radiogroup', { name: /citizen/ })
      .getByRole('radio', { name: 'No' })
      .first()
      .check()
    await expect(page.getByText('Do you have a valid work visa?')).toBeVisible()
    await fillEligibility(page)
    await saveAndContinue(page, 'courses')
  })

  await test.step('courses: searched, added, put in order, answered', async () => {
    await page.getByLabel('Search courses by code, name or prerequisite').fill('PLAIN')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await expect(page.getByText('2 courses can be added for “PLAIN”.')).toBeVisible()
    await addCourse(page, 'PLAIN 102', 'B+', 'Read every page of it.')
    await addCourse(page, 'PLAIN 101', 'A', 'Tutored it privately.')
    await page.getByRole('button', { name: 'Move PLAIN 101 up' }).click()
    const order = page.getByRole('list', { name: 'Your courses, the most wanted first' })
    await expect(order.getByRole('listitem').first()).toContainText('PLAIN 101')
    // Moving has saved what was typed.
    await expect(order.getByText('2 answers to give')).toHaveCount(0)
    await saveAndContinue(page, 'documents')
  })

  await test.step('documents: a file of another kind is refused with its reason, PDFs are taken', async () => {
    await page
      .getByLabel('Choose a file')
      .first()
      .setInputFiles({ name: 'cv.pdf', mimeType: 'application/pdf', buffer: Buffer.from('GIF89a no pdf') })
    await page
      .getByLabel('Choose a file')
      .last()
      .setInputFiles(await pdfFile('transcript.pdf'))
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await expect(page.locator('#f-cv-error')).toBeVisible()
    // The good one was taken, though the other was not.
    await expect(page.getByRole('link', { name: 'transcript.pdf' })).toBeVisible()
    await page
      .getByLabel('Choose a file')
      .first()
      .setInputFiles(await pdfFile('cv.pdf'))
    await saveAndContinue(page, 'review')
  })

  await test.step('submit, and read what happens next', async () => {
    await expect(page.getByText('Tutored it privately.')).toBeVisible()
    await page.getByRole('button', { name: 'Submit application' }).click()
    await expect(page.getByRole('heading', { name: 'Application submitted' })).toBeVisible()
  })

  await test.step('the coordinators endorse, accept and publish', async () => {
    const cc = await pageAs(ccId, plain)
    await cc.goto(`/endorse?term=${termId}`)
    await cc.getByRole('button', { name: 'Strong' }).click()
    await expect(cc.getByRole('button', { name: 'Strong' })).toHaveAttribute('aria-pressed', 'true')

    const tc = await pageAs(await world.makeUser('tutor_coordinator'), plain)
    await tc.goto(`/review?term=${termId}`)
    await tc.getByRole('link', { name: 'Pania Reedy' }).first().click()
    await expect(tc.getByLabel('Endorsements for PLAIN 101').getByText('Strong')).toBeVisible()
    await tc.getByLabel('Hours in PLAIN 101').fill('500')
    await tc.getByRole('button', { name: 'Accept', exact: true }).click()
    await expect(tc.getByText('This breaks a rule')).toBeVisible()
    await expect(tc.getByLabel('Hours in PLAIN 101')).toHaveValue('500')
    await tc.getByLabel('Hours in PLAIN 101').fill('20.25')
    await tc.getByLabel('Hours in PLAIN 102').fill('')
    await tc.getByRole('button', { name: 'Accept', exact: true }).click()
    await expect(tc.getByText(/^Accepted [^:]+: 20\.25 h in 1 course/)).toBeVisible()
    await publishAll(tc, termId)
  })

  await test.step('the result is there, and its mail came once', async () => {
    await page.goto(`/applications/${id}`)
    await expect(page.getByRole('heading', { name: 'You are accepted' })).toBeVisible()
    await expect(page.getByRole('row').filter({ hasText: 'PLAIN 101' })).toContainText('20.25 h')
    const mail = await smtp.waitFor(email, { subject: /result/i, timeoutMs: 60_000 })
    expect(mail.text).toContain('PLAIN 101')
  })
  await context.close()
})

async function publishAll(page: Page, termId: string): Promise<void> {
  await page.goto(`/review/publish?term=${termId}&position=tutor`)
  await page.getByRole('button', { name: 'Publish results' }).click()
  await expect(page.getByRole('heading', { name: 'Published tutor results' })).toBeVisible()
}
