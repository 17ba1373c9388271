/**
 * `npm run screenshots`: pictures of every page of tests/support/pages.ts, as each person who sees it, into
 * `screenshots/<width>-<theme>/<person>, <page>.png`. For eyes, not for comparison by machine.
 *
 *   -- --only review         pages whose person and name match this pattern
 *   -- --widths 1440,360     CSS pixels; 720 is a 1440 px screen at 200 % zoom; up to 480 a phone is emulated
 *   -- --themes light,dark
 */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, type BrowserContextOptions, chromium } from '@playwright/test'
import config from '../../playwright.config'
import { pages, type Screen, textOf } from '../support/pages'
import { type SampleApp, startSampleApp } from '../support/sample-app'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    widths: { type: 'string', default: '1440,360' },
    themes: { type: 'string', default: 'light,dark' },
  },
})
const only = new RegExp(values.only, 'i')
const widths = values.widths.split(',').map(Number)
const themes = values.themes.split(',') as ('light' | 'dark')[]
const folder = path.resolve(import.meta.dirname, '../../screenshots')
/** Pages in hand at once. */
const hands = 3

const nameOf = (screen: Screen) => `${screen.who}, ${screen.name}`
const wanted = pages.filter((screen) => only.test(nameOf(screen)))

type Shot = { screen: Screen; width: number; theme: 'light' | 'dark' }

async function take(browser: Browser, { app, records }: SampleApp, { screen, width, theme }: Shot) {
  const phone: BrowserContextOptions =
    width <= 480 ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : { deviceScaleFactor: 1 }
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: { width, height: width <= 480 ? 780 : 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-NZ',
    timezoneId: 'Pacific/Auckland',
    ...phone,
  })
  try {
    const cookie = records.cookies[screen.who]
    if (cookie) await context.addCookies([{ ...cookie, url: app.url }])
    const page = await context.newPage()
    await page.goto(textOf(screen.path, records), { waitUntil: 'load', timeout: 60_000 })
    await page.evaluate(() => document.fonts.ready)
    const file = path.join(folder, `${width}-${theme}`, `${nameOf(screen)}.png`)
    await page.screenshot({ path: file, fullPage: true })
  } finally {
    await context.close()
  }
}

const sample = await startSampleApp()
const browser = await chromium.launch(config.use?.launchOptions)
try {
  const shots = wanted.flatMap((screen) =>
    widths.flatMap((width) => themes.map((theme): Shot => ({ screen, width, theme }))),
  )
  for (const width of widths)
    for (const theme of themes) fs.mkdirSync(path.join(folder, `${width}-${theme}`), { recursive: true })
  const total = shots.length
  const started = Date.now()
  const work = async () => {
    for (let shot = shots.shift(); shot; shot = shots.shift()) await take(browser, sample, shot)
  }
  await Promise.all(Array.from({ length: hands }, work))
  console.log(
    `${total} pictures of ${wanted.length} pages in ${Math.round((Date.now() - started) / 1000)} s: ${folder}`,
  )
} finally {
  await browser.close()
  await sample.app.remove()
}
