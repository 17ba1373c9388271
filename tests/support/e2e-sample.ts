import { type Browser, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test'
import { expectAccessible } from './e2e'
import type { Who } from './pages'
import { type SampleApp, startSampleApp } from './sample-app'

export { expect }

/** `test` on the sample term: an app of its own for each worker, shared by the tests that only look. */
export const test = base.extend<object, { sample: SampleApp }>({
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

export const desktop = { width: 1440, height: 900 }
export const phone = { width: 360, height: 780 }

/** A page of this person's, in a browser of their own. */
export async function openAs(
  browser: Browser,
  { app, records }: SampleApp,
  who: Who,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: desktop,
    reducedMotion: 'reduce',
    locale: 'en-NZ',
    timezoneId: 'Pacific/Auckland',
    ...options,
  })
  const cookie = records.cookies[who]
  if (cookie) await context.addCookies([{ ...cookie, url: app.url }])
  return context.newPage()
}

/** Asserts that the page does not scroll sideways; names what sticks out when it does. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const out = await page.evaluate(() => {
    const width = window.innerWidth
    const scroll = document.scrollingElement?.scrollWidth ?? 0
    if (scroll <= width) return []
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > width + 1,
    )
    return [`${scroll} px`, ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 160))]
  })
  expect(out, `scrolls sideways at ${page.viewportSize()?.width} px: ${page.url()}`).toEqual([])
}

/** Asserts that every table shows its usual columns whole, with none to be scrolled to. */
export async function expectTablesFit(page: Page): Promise<void> {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('section:has(> table), td:has(> :not(.truncate))')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map(
        (element) => `${element.scrollWidth - element.clientWidth} px: ${element.textContent?.slice(0, 60)}`,
      ),
  )
  expect(cut, `tables that are cut at ${page.viewportSize()?.width} px: ${page.url()}`).toEqual([])
}

/** Accessible in both themes, and no wider than a phone, which it is left at. */
export async function looksRight(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
  await page.setViewportSize(phone)
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(phone.width)
  await expectNoSidewaysScroll(page)
}
