import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from '../support/e2e'

/** What people meet on a page that is not theirs: a page that says so and what to do next, and nothing of the record. */

async function expectNotHere(page: Page, path: string, secret: string): Promise<void> {
  const answer = await page.goto(path)
  expect(answer?.status(), path).toBe(404)
  await expect(page.getByRole('heading', { name: /is not here$/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Go to the home page' })).toBeVisible()
  expect(await page.content(), `${path} tells nothing of the record`).not.toContain(secret)
  await expect(page, 'nor does its title').not.toHaveTitle(new RegExp(secret))
}

async function expectNotAllowed(page: Page, path: string): Promise<void> {
  const answer = await page.goto(path)
  expect(answer?.status(), path).toBe(403)
  await expect(page.getByRole('heading', { name: 'You cannot do this' })).toBeVisible()
  await expect(page.getByText(/ask an admin/)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Go to the home page' })).toBeVisible()
}

test('records of other people are not here, and pages of other roles are not allowed, with what to do next', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const secret = 'Sequestered Person'
  const ccId = await world.makeUser('course_coordinator')
  const own = await world.makeCourse(termId, { coordinators: [ccId] })
  const other = await world.makeCourse(termId)
  const studentId = await world.makeUser('student', { name: secret })
  const file = await world.makeFile(studentId)
  const tutor = await world.makeApplication({ studentId, termId, courses: [other], cvFileId: file })
  const marker = await world.makeApplication({ studentId, termId, position: 'marker', courses: [other] })
  const mine = await world.makeApplication({
    studentId: await world.makeUser('student', { name: 'Applicant Here' }),
    termId,
    courses: [own],
  })

  await test.step('a student', async () => {
    const page = await pageAs(await world.makeUser('student'))
    for (const path of [
      `/applications/${tutor}`,
      `/applications/${tutor}/identity`,
      `/applications/${tutor}/submitted`,
      `/files/${file}`,
    ]) {
      if (path.startsWith('/files')) expect((await page.request.get(path)).status(), path).toBe(404)
      else await expectNotHere(page, path, secret)
    }
    for (const path of [
      '/review',
      `/review/${tutor}`,
      '/endorse',
      '/terms',
      '/users',
      '/audit',
      '/courses/import',
    ])
      await expectNotAllowed(page, path)
    await expectAccessible(page)
    await expectNotHere(page, '/no-such-page', secret)
    await expectAccessible(page)
    const search = await page.request.get(`/api/search?q=${encodeURIComponent(secret)}`)
    expect(await search.text()).not.toContain(secret)
  })

  await test.step('a course coordinator sees own courses only', async () => {
    const page = await pageAs(ccId)
    expect((await page.goto(`/review/${mine}`))?.status(), 'applied to an own course').toBe(200)
    await expectNotHere(page, `/review/${tutor}`, secret)
    await expectNotHere(page, `/endorse?course=${other}`, secret)
    await expectNotAllowed(page, '/review')
    await expectNotAllowed(page, `/review/publish?term=${termId}`)
    await expectNotAllowed(page, `/courses/${own}/coordinators`)
    const edit = await page.goto(`/courses/${other}/edit`)
    expect([403, 404]).toContain(edit?.status())
    await expect(page.getByRole('link', { name: 'Go to the home page' })).toBeVisible()
    expect((await page.request.get(`/files/${file}`)).status()).toBe(404)
  })

  await test.step('a tutor coordinator does not see marker applications, nor a marker coordinator tutors', async () => {
    const tc = await pageAs(await world.makeUser('tutor_coordinator'))
    expect((await tc.goto(`/review/${tutor}`))?.status()).toBe(200)
    await expectNotHere(tc, `/review/${marker}`, secret)
    await tc.goto(`/review?term=${termId}&position=marker`)
    expect(await tc.content(), 'asked for markers').not.toContain(marker)
    await tc.goto(`/review?term=${termId}&position=tutor`)
    expect(await tc.content(), 'asked for tutors').toContain(tutor)
    const mc = await pageAs(await world.makeUser('marker_coordinator'))
    expect((await mc.goto(`/review/${marker}`))?.status()).toBe(200)
    await expectNotHere(mc, `/review/${tutor}`, secret)
    await mc.goto(`/review/publish?term=${termId}&position=tutor`)
    expect(await mc.content(), 'asked for tutors').not.toContain(tutor)
  })
})
