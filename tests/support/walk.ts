import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import { wholePdf } from '../unit/files/pdfs'
import type { TestApp } from './app-server'
import { watchFaults } from './e2e'

/** What people do in the browser, step by step, by the words they read; works with scripts and without. */

/** A calendar day `days` from now, as a date field takes it. */
export const dayFromNow = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

export type FileGiven = { name: string; mimeType: string; buffer: Buffer }

export const pdfFile = async (name: string, pages = 1): Promise<FileGiven> => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from(await wholePdf(pages)),
})

export type Person = { page: Page; context: BrowserContext; faults: string[] }

/** Opens browsers of their own for people of one app, and tells at the end what went wrong in their pages. */
export function people(browser: Browser, app: TestApp) {
  const all: Person[] = []
  const open = async (
    userId?: string,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Person> => {
    const context = await browser.newContext({
      baseURL: app.url,
      locale: 'en-NZ',
      timezoneId: 'Pacific/Auckland',
      viewport: { width: 1440, height: 900 },
      ...options,
    })
    if (userId) {
      const { name, value } = await (await app.world()).makeSessionCookie(userId)
      await context.addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
    }
    const page = await context.newPage()
    const person = { page, context, faults: watchFaults(page) }
    all.push(person)
    return person
  }
  const close = async () => {
    for (const { context } of all) await context.close()
    expect(
      all.flatMap(({ faults }) => faults),
      'errors in the pages or 5xx answers',
    ).toEqual([])
  }
  return { open, close }
}

export async function signIn(page: Page, identifier: string, password: string): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('User name or email').fill(identifier)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** The radio button or box of an answer within its question. */
export const choice = (page: Page, question: string | RegExp, answer: string): Locator =>
  page.getByRole('radiogroup', { name: question }).first().getByRole('radio', { name: answer }).first()

/** Opens `/applications/new` and starts; ends on the first step. Gives the id of the application. */
export async function startApplication(
  page: Page,
  position: 'tutor' | 'marker',
  termId?: string,
): Promise<string> {
  await page.goto(`/applications/new?position=${position}${termId ? `&term=${termId}` : ''}`)
  await page
    .getByRole('button', { name: `Apply as ${position}` })
    .first()
    .click()
  await expect(page).toHaveURL(/\/applications\/[\w-]+\/identity/)
  return /applications\/([\w-]+)\//.exec(page.url())?.[1] ?? ''
}

export type IdentityGiven = { name?: string; upi?: string; auid?: string; email?: string }

export async function fillIdentity(page: Page, given: IdentityGiven = {}): Promise<void> {
  const form = page.locator('main')
  if (given.name) await form.getByLabel('Name', { exact: true }).fill(given.name)
  if (given.upi) await form.getByLabel('UPI', { exact: true }).fill(given.upi)
  if (given.auid) await form.getByLabel('Student ID', { exact: true }).fill(given.auid)
  if (given.email) await form.getByLabel('Preferred email').fill(given.email)
}

export async function fillEligibility(page: Page): Promise<void> {
  await choice(page, 'Are you overseas now?', 'No').check()
  await choice(page, 'Are you a citizen or permanent resident?', 'Yes').check()
  await page.getByLabel('Enrolment details').fill('BSc (Honours) in Computer Science, full time')
  await choice(page, 'Degree level', 'Postgraduate').check()
  await choice(page, 'Do you have other tutoring or assistant contracts for this term?', 'No').check()
  await page.getByLabel('Maximum hours a week').fill('20')
  await page.getByLabel(/^GPA/).fill('7.25')
}

/** Adds a course by its button and answers the questions about it. */
export async function addCourse(page: Page, code: string, grade: string, experience: string): Promise<void> {
  await page.getByRole('button', { name: `Add ${code}` }).click()
  const card = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: `Remove ${code}` }) })
  await expect(card).toBeVisible()
  const answered = card.getByRole('radio', { name: 'Yes' })
  if (!(await answered.isVisible())) await card.locator('summary').click()
  await answered.check()
  await card.getByLabel('Your grade').selectOption(grade)
  await card.getByLabel('Relevant experience').fill(experience)
}

export async function saveAndContinue(page: Page, to: string): Promise<void> {
  await page.getByRole('button', { name: 'Save and continue' }).click()
  await expect(page).toHaveURL(new RegExp(`/applications/[\\w-]+/${to}(\\?|#|$)`))
}

/** Uploads both documents while the page is open, as a browser with scripts does. */
async function uploadDocuments(page: Page, who: string): Promise<void> {
  for (const [kind, label] of [
    ['cv', 'CV'],
    ['transcript', 'Transcript'],
  ] as const) {
    await page.locator(`#f-${kind}`).setInputFiles(await pdfFile(`${who}-${kind}.pdf`))
    await expect(page.getByRole('link', { name: `${who}-${kind}.pdf` }), label).toBeVisible()
  }
}

export type Wish = { code: string; grade: string; experience: string }

/** A whole application, from nothing to the confirmation. Gives its id. */
export async function applyInBrowser(
  page: Page,
  given: { position: 'tutor' | 'marker'; who: string; identity?: IdentityGiven; wishes: Wish[] },
): Promise<string> {
  const id = await startApplication(page, given.position)
  await fillIdentity(page, given.identity)
  await saveAndContinue(page, 'eligibility')
  await fillEligibility(page)
  await saveAndContinue(page, 'courses')
  for (const { code, grade, experience } of given.wishes) await addCourse(page, code, grade, experience)
  await saveAndContinue(page, 'documents')
  await uploadDocuments(page, given.who)
  await saveAndContinue(page, 'review')
  await page.getByRole('button', { name: 'Submit application' }).click()
  await expect(page.getByRole('heading', { name: 'Application submitted' })).toBeVisible()
  return id
}

/** What a page says to its reader, without what changes by itself. */
export async function wordsOf(page: Page, path: string): Promise<string> {
  const answer = await page.goto(path)
  await page.waitForLoadState('domcontentloaded')
  const text = (await page.locator('body').allInnerTexts()).join('')
  return `${answer?.status()} ${path}\n${text}`
}
