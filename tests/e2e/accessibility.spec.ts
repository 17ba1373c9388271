import type { Page } from '@playwright/test'
import { expectAccessible, watchFaults } from '../support/e2e'
import {
  desktop,
  expect,
  expectNoSidewaysScroll,
  expectTablesFit,
  openAs,
  phone,
  test,
} from '../support/e2e-sample'
import { pages, type Screen, textOf } from '../support/pages'
import type { SampleApp } from '../support/sample-app'

/**
 * Every page of the list in tests/support/pages.ts, as each person who sees it: one load, looked at in light and
 * dark and at both widths.
 */
test.describe.configure({ mode: 'parallel' })

/** SPEC 13: compressed JavaScript of a first load, in bytes. */
const MOST_SCRIPT = 200_000

/** Requests that left for another origin than the app's. */
function watchOrigins(page: Page, origin: string): string[] {
  const strangers: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) strangers.push(request.url())
  })
  return strangers
}

/** Bytes of script as they came over the wire, or would have without the browser's cache. */
function scriptBytes(page: Page): Promise<number> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => new URL(entry.name).pathname.endsWith('.js'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  )
}

/** Waits until React has taken the page over: what is taken out of it before that is missing to React. */
async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const heading = document.querySelector('h1')
      return heading && Object.keys(heading).some((key) => key.startsWith('__react'))
    },
    undefined,
    { polling: 100 },
  )
  // It works in tasks; an idle moment comes after the last of them. A page that draws nothing has none of its own.
  await page.evaluate(
    () => new Promise((resolve) => requestIdleCallback(() => resolve(null), { timeout: 1000 })),
  )
}

/**
 * Takes out of the page what repeats: rows of a table, entries of a list, choices of a menu are made alike, the
 * first ones stand for all, and axe takes as long as there are elements.
 */
async function trim(page: Page): Promise<void> {
  await page.evaluate(() => {
    const repeated = '[data-row]:nth-child(n+6), li:nth-child(n+12), option:nth-child(n+12)'
    for (const element of document.querySelectorAll(repeated)) element.remove()
  })
}

async function expectGood(page: Page, sample: SampleApp, screen: Screen): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(desktop)
  const answer = await page.goto(textOf(screen.path, sample.records))
  const scripts = await scriptBytes(page)
  expect(answer?.status(), `status of ${page.url()}`).toBe(screen.status ?? 200)
  const title = await page.title()
  expect(title, `title of ${page.url()}`).not.toBe('MTMS')
  if (screen.names) expect(title).toContain(textOf(screen.names, sample.records))
  // React draws a page that was not found anew, and for a moment there is nothing.
  await hydrated(page)
  expect(await page.locator('h1:visible').count(), `headings of ${page.url()}`).toBe(1)
  expect(scripts, `bytes of compressed script of ${page.url()}`).toBeLessThan(MOST_SCRIPT)
  expect(scripts, `bytes of compressed script of ${page.url()}`).toBeGreaterThan(0)
  await expectTablesFit(page)
  // A phone, and a desktop at 200 % zoom.
  for (const size of [phone, { width: 720, height: 450 }]) {
    await page.setViewportSize(size)
    await expectNoSidewaysScroll(page)
  }
  await page.setViewportSize(desktop)
  await trim(page)
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  // The theme changes colours alone, so this is all that dark can break.
  await expectAccessible(page, 'color-contrast')
  if (screen.phone) {
    await page.setViewportSize(phone)
    await expectAccessible(page)
  }
}

/** As many screens as a test may hold, so that the workers share the long lists. */
const portion = 8
const people = [...new Set(pages.map((screen) => screen.who))]

for (const who of people) {
  const all = pages.filter((screen) => screen.who === who)
  for (let from = 0; from < all.length; from += portion) {
    const part = all.slice(from, from + portion)
    test(`pages of ${who}, ${part[0]?.name} to ${part.at(-1)?.name}: accessible, within the screen, named, light and quiet`, async ({
      browser,
      sample,
    }) => {
      test.setTimeout(300_000)
      const page = await openAs(browser, sample, who)
      // The browser's own viewer of PDFs is not ours to check, and slow.
      await page.route('**/files/*', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<html lang="en"><title>A file</title></html>' }),
      )
      const faults = watchFaults(page)
      const strangers = watchOrigins(page, sample.app.url)
      // Every page is looked at, so that one run tells of all that is wrong.
      const problems: string[] = []
      for (const screen of part)
        await test.step(screen.name, async () => {
          await expectGood(page, sample, screen).catch((error: Error) =>
            problems.push(`${screen.name}: ${error.message}`),
          )
        })
      expect(problems.join('\n\n')).toBe('')
      expect(faults, 'errors in the pages or 5xx answers').toEqual([])
      expect(strangers, 'requests to other origins').toEqual([])
      await page.context().close()
    })
  }
}

test('the app can be installed, and zooming is never forbidden', async ({ browser, sample }) => {
  const page = await openAs(browser, sample, 'nobody')
  await page.goto('/login')
  const viewport = await page.locator('meta[name=viewport]').getAttribute('content')
  expect(viewport).toContain('width=device-width')
  expect(viewport).not.toMatch(/maximum-scale|user-scalable/)
  const href = await page.locator('link[rel=manifest]').getAttribute('href')
  const manifest = await (await page.request.get(href ?? '')).json()
  expect(manifest).toMatchObject({ short_name: 'MTMS', display: 'standalone', start_url: '/' })
  const sizes = manifest.icons.map((icon: { sizes: string; purpose?: string }) => icon.purpose ?? icon.sizes)
  expect(sizes).toEqual(expect.arrayContaining(['192x192', '512x512', 'maskable']))
  for (const icon of manifest.icons) {
    const answer = await page.request.get(icon.src)
    expect(answer.headers()['content-type'], icon.src).toBe(icon.type)
  }
  await page.context().close()
})

test('on paper a table is whole, says what it shows of what, and is without what can only be pressed', async ({
  browser,
  sample,
}) => {
  const page = await openAs(browser, sample, 'tutorco')
  const query = new URLSearchParams({
    term: sample.records.ids.term,
    position: 'tutor',
    degree: 'postgraduate',
  })
  await page.goto(`/review?${query}`)
  const paper = page.locator('[data-paper]')
  await expect(paper.first()).toBeHidden()
  await page.emulateMedia({ media: 'print' })
  // A4 between its margins.
  await page.setViewportSize({ width: 718, height: 1000 })
  await expect(page.getByRole('table')).toBeVisible()
  expect(
    await paper.evaluateAll((all) => all.map((one) => getComputedStyle(one, '::before').content)),
  ).toEqual(expect.arrayContaining([expect.stringMatching(/Submitted \d/), '"Degree level: Postgraduate"']))
  for (const one of await paper.all()) await expect(one).toBeVisible()
  await expect(page.getByRole('button')).toHaveCount(0)
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Publish results' })).toBeHidden()
  // A browser makes what is a little too wide a little smaller.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThan(718 * 1.1)
  await page.context().close()
})

test('figures of a column stand below each other by their point, on the screen alone', async ({
  browser,
  sample,
}) => {
  const page = await openAs(browser, sample, 'tutorco')
  await page.goto(`/hours/approve?term=${sample.records.ids.term}`)
  // Where the whole hours end: the right edge of the last digit before the point or the unit.
  const ends = await page.locator('td[data-cell].tabular-nums').evaluateAll((cells) =>
    cells
      .filter((cell) => /^[\d,]+(\.\d+)?\sh$/.test(cell.lastElementChild?.textContent ?? ''))
      .map((cell) => {
        const text = document
          .createTreeWalker(cell.lastElementChild!, NodeFilter.SHOW_TEXT)
          .nextNode() as Text
        const range = document.createRange()
        range.setStart(text, 0)
        range.setEnd(text, /^[\d,]+/.exec(text.data)![0].length)
        return { data: text.data, end: Math.round(range.getBoundingClientRect().right) }
      }),
  )
  expect(
    new Set(ends.map(({ data }) => data.split('.')[1] ?? '')).size,
    'decimals of all kinds',
  ).toBeGreaterThan(1)
  expect(new Set(ends.map(({ end }) => end)).size).toBeLessThanOrEqual(2)
  await page.context().close()
})

test('nothing moves for people who ask for less motion', async ({ browser, sample }) => {
  const page = await openAs(browser, sample, 'tutorco')
  await page.goto('/review')
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')]
        .map((element) => getComputedStyle(element))
        .filter((style) => /[1-9]/.test(`${style.transitionDuration}${style.animationDuration}`)).length,
  )
  expect(moving).toBe(0)
  await page.context().close()
})
