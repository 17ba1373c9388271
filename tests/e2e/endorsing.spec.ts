import { expect, test } from '../support/e2e'

/** A course coordinator goes through the applicants of a course: one press saves and goes on, with scripts and without. */
for (const javaScriptEnabled of [true, false])
  test(`an endorsement is saved and the next applicant is there in one press, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async ({
    world,
    pageAs,
  }) => {
    const termId = await world.makeTerm()
    const coordinator = await world.makeUser('course_coordinator')
    const courseId = await world.makeCourse(termId, { code: 'NEXT 101', coordinators: [coordinator] })
    for (const name of ['Anahera First', 'Bao Second'])
      await world.makeApplication({
        studentId: await world.makeUser('student', { name }),
        termId,
        courses: [courseId],
      })
    const page = await pageAs(coordinator, { javaScriptEnabled })
    await page.goto(`/endorse?term=${termId}&course=${courseId}&sort=name&mine=none`)
    await page.getByRole('link', { name: 'Anahera First' }).first().click()
    await page.getByLabel('Strong').check()
    await page.getByLabel('Comment').fill('Knows the labs')
    await page.getByRole('button', { name: 'Save and next' }).click()

    await expect(page.getByRole('heading', { name: 'Bao Second' })).toBeVisible()
    const told = await page.getByText('Anahera First: strong.').boundingBox()
    const button = await page.getByRole('button', { name: 'Save and close' }).boundingBox()
    // The message leaves free what is pressed next.
    expect(told!.x + told!.width).toBeLessThan(button!.x)
    if (javaScriptEnabled) await expect(page.locator('#endorse')).toBeFocused()
    await page.getByLabel('No', { exact: true }).check()
    await page.getByRole('button', { name: 'Save and close' }).click()

    await expect(page.getByRole('heading', { name: 'Endorse for NEXT 101' })).toBeVisible()
    await expect(page.getByText('No applicant matches')).toBeVisible()
    await page.goto(`/endorse?term=${termId}&course=${courseId}&sort=name`)
    const pressed = page.getByRole('row').getByRole('button', { pressed: true })
    await expect(pressed).toHaveText(['Strong', 'No'])
  })

test('going down a long table of applicants loses neither the place nor the focus', async ({
  world,
  pageAs,
}) => {
  const termId = await world.makeTerm()
  const coordinator = await world.makeUser('course_coordinator')
  const courseId = await world.makeCourse(termId, { code: 'LONG 101', coordinators: [coordinator] })
  for (let i = 10; i < 35; i++)
    await world.makeApplication({
      studentId: await world.makeUser('student', { name: `Person ${i}` }),
      termId,
      courses: [courseId],
    })
  const page = await pageAs(coordinator)
  // Not the address in full, as from the navigation: what is pressed leads to that one without scripts.
  await page.goto(`/endorse?term=${termId}&course=${courseId}&sort=name`)
  const row = page.getByRole('row').filter({ hasText: 'Person 33' })
  const yes = row.getByRole('button', { name: 'Yes' })
  await yes.focus()
  await page.keyboard.press('Enter')
  await expect(yes).toHaveAttribute('aria-pressed', 'true')
  await expect(yes).toBeFocused()
  await expect(yes).toBeInViewport()
  await page.keyboard.press('j')
  await expect(page.getByRole('link', { name: 'Person 34' }).first()).toBeFocused()

  await row.getByRole('link', { name: 'Person 33' }).click()
  await page.getByRole('button', { name: 'Save and next' }).click()
  await expect(page.getByRole('heading', { name: 'Person 34' })).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Person 34' })).toBeInViewport()
})
