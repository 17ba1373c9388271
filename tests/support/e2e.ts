import AxeBuilder from '@axe-core/playwright'
import { type BrowserContext, test as base, expect, type Page, type TestInfo } from '@playwright/test'
import { startApp, type TestApp } from './app-server'
import type { DatabaseKind } from './database'
import { templateOf } from './global-e2e'
import { startSmtp, type TestSmtp } from './smtp'
import type { World } from './world-client'

type WorkerFixtures = {
  /** a real SMTP server that the worker's app sends to */
  smtp: TestSmtp
  /** the worker's app: migrated, empty, shared by the tests of this worker; each test makes its own data */
  app: TestApp
  /** makes people and records in the worker's app: `await world.makeUser('student')` */
  world: World
}

type TestFixtures = {
  /**
   * What the page may say without failing the test, for tests of failures: console errors and answers of 500
   * and above whose text matches. By default nothing may.
   */
  expectedFaults: RegExp | undefined
  /** Signs `page` in as this user: `await login(await world.makeUser('admin'))`. */
  login: (userId: string) => Promise<void>
  /** A page of its own (own browser context) signed in as this user, for tests with several people. */
  pageAs: (userId: string, options?: PageOptions) => Promise<Page>
}

type PageOptions = { javaScriptEnabled?: boolean; viewport?: { width: number; height: number } }

export { expect }

/**
 * `test` for end-to-end tests: `page` belongs to the worker's app (`await page.goto('/login')`), and a test fails
 * when the page throws, logs an error (a violated content security policy among them) or the server answers 5xx.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  expectedFaults: [undefined, { option: true }],
  smtp: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const smtp = await startSmtp()
      await use(smtp)
      await smtp.stop()
    },
    { scope: 'worker' },
  ],
  app: [
    async ({ smtp }, use, worker) => {
      const kind = worker.project.metadata.database as DatabaseKind
      const app = await startApp({
        template: templateOf(kind),
        variables: { SMTP_URL: smtp.url, EMAIL_FROM: 'MTMS <mtms@example.org>' },
      })
      await use(app)
      await app.remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  world: [async ({ app }, use) => use(await app.world()), { scope: 'worker' }],
  login: async ({ context, app, world }, use) => use((userId) => signIn(context, app, world, userId)),
  pageAs: async ({ browser, app, world, expectedFaults, contextOptions }, use) => {
    const contexts: BrowserContext[] = []
    const faults: string[][] = []
    await use(async (userId, options = {}) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: app.url, ...options })
      contexts.push(context)
      await signIn(context, app, world, userId)
      const page = await context.newPage()
      faults.push(watchFaults(page, expectedFaults))
      return page
    })
    for (const context of contexts) await context.close()
    expect(faults.flat(), 'errors in the pages or 5xx answers').toEqual([])
  },
  baseURL: async ({ app }, use) => use(app.url),
  page: async ({ page, app, expectedFaults }, use, info) => {
    const mark = app.log().length
    const faults = watchFaults(page, expectedFaults)
    await use(page)
    if (info.status !== info.expectedStatus) await attachLog(app, mark, info)
    expect(faults, 'errors in the page or 5xx answers').toEqual([])
  },
})

async function signIn(context: BrowserContext, app: TestApp, world: World, userId: string): Promise<void> {
  const { name, value } = await world.makeSessionCookie(userId)
  await context.addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
}

/** Collects what must not happen in a page; the list grows while the page lives. */
export function watchFaults(page: Page, expected?: RegExp): string[] {
  const faults: string[] = []
  const add = (fault: string) => {
    if (!expected?.test(fault)) faults.push(fault)
  }
  page.on('pageerror', (error) => add(`page error: ${error.message}`))
  page.on('console', (message) => {
    // Answers of 4xx are the subject of many tests; the browser logs each of them.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      add(`console: ${message.text()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 500) add(`${response.status()} ${response.request().method()} ${response.url()}`)
  })
  return faults
}

async function attachLog(app: TestApp, mark: number, info: TestInfo): Promise<void> {
  await info.attach('app log', { body: app.log().slice(mark), contentType: 'text/plain' })
}

const accessibilityTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Asserts that axe finds no breach of WCAG 2.2 A and AA (and its best practices) on the page as it is now; with
 * `rule` alone, none of that rule.
 */
export async function expectAccessible(page: Page, rule?: string): Promise<void> {
  // A change of theme fades colours for a moment, and what is between two colours is neither.
  await page.evaluate(async () => {
    const fades = document.getAnimations().filter((one) => one instanceof CSSTransition)
    await Promise.all(fades.map((one) => one.finished.catch(() => undefined)))
  })
  const result = await new AxeBuilder({ page })
    // Within the page itself: the other mode opens a second page for each look, and ours have no foreign frames.
    .setLegacyMode(true)
    .options({
      resultTypes: ['violations'],
      // The title is waited for below: within the app it comes a moment after its page.
      rules: { 'document-title': { enabled: false } },
      runOnly: rule ? { type: 'rule', values: [rule] } : { type: 'tag', values: accessibilityTags },
    })
    .analyze()
  const found = result.violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    at: violation.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  }))
  expect(found, `accessibility of ${page.url()}`).toEqual([])
  if (!rule) await expect(page).toHaveTitle(/\S/)
}
