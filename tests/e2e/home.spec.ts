import { readFile } from 'node:fs/promises'
import { expect, test } from '../support/e2e'
import { looksRight } from '../support/e2e-sample'
import type { Scene } from '../support/report-scene'

/** One scene for all tests of this file, which only read it. */
let scene: Scene
let admin: string

test.beforeAll(async ({ world }) => {
  scene = await world.makeScene('E2E')
  admin = await world.makeUser('admin')
})

const inTerm = (path: string) => `${path}${path.includes('?') ? '&' : '?'}term=${scene.termId}`

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

test('somebody with every role is told once what waits, of all of them', async ({ world, pageAs }) => {
  const everyone = await world.makeUser([
    'admin',
    'tutor_coordinator',
    'marker_coordinator',
    'course_coordinator',
    'student',
  ])
  const termId = await world.makeTerm()
  const courseId = await world.makeCourse(termId, { code: 'HOME 101', coordinators: [everyone] })
  await world.makeApplication({
    studentId: await world.makeUser('student'),
    termId,
    courses: [courseId],
  })
  const page = await pageAs(everyone)
  await page.goto(`/?term=${termId}`)
  await expect(page.getByRole('heading', { name: 'What waits for you' })).toHaveCount(1)
  const waits = page.getByRole('main').getByRole('list').first()
  await expect(waits.getByRole('link', { name: 'tutor application to decide' })).toBeVisible()
  await expect(waits.getByRole('link', { name: 'applicant of HOME 101 not yet endorsed' })).toBeVisible()
  const headings = await page.getByRole('heading').allTextContents()
  expect(
    headings.filter((one, i) => headings.indexOf(one) !== i),
    'no heading stands twice',
  ).toEqual([])
})
