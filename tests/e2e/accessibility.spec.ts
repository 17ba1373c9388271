import AxeBuilder from '@axe-core/playwright'
import { type Browser, test as base, expect, type Page } from '@playwright/test'
import { expectAccessible, watchFaults } from '../support/e2e'
import { pages, type Screen, textOf, type Who } from '../support/pages'
import { type SampleApp, startSampleApp } from '../support/sample-app'

/**
 * Every page of the list in tests/support/pages.ts, as each person who sees it: one load, looked at in light and
 * dark and at both widths.
 */
const test = base.extend<object, { sample: SampleApp }>({
  sample: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const sample = await startSampleApp()
      await use(sample)
      await sample.app.remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
test.describe.configure({ mode: 'parallel' })
// The address bar of a phone and the frame of a window need no pictures of failures of forty pages.
test.use({ trace: 'off' })

const desktop = { width: 1440, height: 900 }
const phone = { width: 360, height: 780 }

/** A page of this person's, in a browser of their own. */
async function openAs(browser: Browser, { app, records }: SampleApp, who: Who): Promise<Page> {
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: desktop,
    reducedMotion: 'reduce',
    locale: 'en-NZ',
    timezoneId: 'Pacific/Auckland',
  })
  const cookie = records.cookies[who]
  if (cookie) await context.addCookies([{ ...cookie, url: app.url }])
  return context.newPage()
}

/** Requests that left for another origin than the app's. */
function watchOrigins(page: Page, origin: string): string[] {
  const strangers: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) strangers.push(request.url())
  })
  return strangers
}

/** The theme changes colours alone, so this is all that dark can break. */
async function expectContrast(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze()
  const found = violations.flatMap((one) => one.nodes.map((node) => `${node.target}: ${node.failureSummary}`))
  expect(found, `contrast in dark of ${page.url()}`).toEqual([])
}

/** What sticks out to the right, when the page scrolls sideways. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const out = await page.evaluate(() => {
    const width = window.innerWidth
    if ((document.scrollingElement?.scrollWidth ?? 0) <= width) return []
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > width + 1,
    )
    return [
      `${document.scrollingElement?.scrollWidth} px`,
      ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 160)),
    ]
  })
  expect(out, `scrolls sideways at 360 px: ${page.url()}`).toEqual([])
}

async function expectGood(page: Page, sample: SampleApp, screen: Screen): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(desktop)
  const answer = await page.goto(textOf(screen.path, sample.records))
  expect(answer?.status(), `status of ${page.url()}`).toBe(screen.status ?? 200)
  const title = await page.title()
  expect(title, `title of ${page.url()}`).not.toBe('MTMS')
  if (screen.names) expect(title).toContain(textOf(screen.names, sample.records))
  await expect(page.locator('h1:visible'), `headings of ${page.url()}`).toHaveCount(1)
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectContrast(page)
  await page.setViewportSize(phone)
  await expectNoSidewaysScroll(page)
  if (screen.phone) await expectAccessible(page)
}

/** As many screens as a test may hold, so that the workers share the long lists. */
const portion = 12
const people = [...new Set(pages.map((screen) => screen.who))]

for (const who of people) {
  const all = pages.filter((screen) => screen.who === who)
  for (let from = 0; from < all.length; from += portion) {
    const part = all.slice(from, from + portion)
    test(`pages of ${who}, ${part[0]?.name} to ${part.at(-1)?.name}: accessible, within the screen, named, quiet`, async ({
      browser,
      sample,
    }) => {
      test.setTimeout(180_000)
      const page = await openAs(browser, sample, who)
      const faults = watchFaults(page)
      const strangers = watchOrigins(page, sample.app.url)
      for (const screen of part)
        await test.step(screen.name, async () => {
          await expectGood(page, sample, screen)
        })
      expect(faults, 'errors in the pages or 5xx answers').toEqual([])
      expect(strangers, 'requests to other origins').toEqual([])
      await page.context().close()
    })
  }
}
