import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from '../support/e2e'
import type { Scene } from '../support/report-scene'

/** One scene for all tests of this file, which only read it. */
let scene: Scene
let admin: string

test.beforeAll(async ({ world }) => {
  scene = await world.makeScene('E2E')
  admin = await world.makeUser('admin')
})

const inTerm = (path: string) => `${path}${path.includes('?') ? '&' : '?'}term=${scene.termId}`

async function looksRight(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
  await page.setViewportSize({ width: 360, height: 740 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
}

test('a home page of each role is accessible and fits a phone, and its charts can be saved', async ({
  pageAs,
}) => {
  for (const [who, heading] of [
    [admin, 'The term at a glance'],
    [scene.coordinatorId, 'Your courses'],
    [scene.students[0]!, 'Your applications'],
  ] as const) {
    const page = await pageAs(who)
    await page.goto(inTerm('/'))
    await expect(page.getByRole('heading', { name: 'What waits for you' })).toBeVisible()
    await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible()
    if (who === admin) {
      const chart = page.locator('figure', { hasText: 'Hours of the term' })
      const svg = page.waitForEvent('download')
      await chart.getByRole('link', { name: /as SVG$/ }).click()
      expect((await svg).suggestedFilename()).toBe('hours-of-the-term.svg')
      expect(await readFile(await (await svg).path(), 'utf8')).toContain('Assigned')
      const png = page.waitForEvent('download')
      await chart.getByRole('button', { name: /as PNG$/ }).click()
      const picture = await readFile(await (await png).path())
      expect((await png).suggestedFilename()).toBe('hours-of-the-term.png')
      expect(picture.subarray(1, 4).toString()).toBe('PNG')
    }
    await looksRight(page)
  }
})
