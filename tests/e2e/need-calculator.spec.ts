import { expect, expectAccessible, test } from '../support/e2e'

test('the need calculator proposes hours live, and by posts without JavaScript', async ({
  page,
  pageAs,
  login,
  world,
}) => {
  const admin = await world.makeUser('admin')
  const coordinator = await world.makeUser('course_coordinator')
  const termId = await world.makeTerm({ startsOn: '2027-03-01', endsOn: '2027-05-24' })
  const courseId = await world.makeCourse(termId, {
    coordinators: [coordinator],
    estimatedStudents: 200,
    assignments: 3,
    labsPerWeek: 2,
  })
  await login(admin)
  await page.goto(`/courses/${courseId}/edit`)
  await page.getByLabel('Current students').fill('180')
  await page.getByLabel('Per script').fill('12')
  await expect(page.getByText('180 students × 3 assignments × 12 min = 108 h')).toBeVisible()
  await expect(page.getByText('2 labs a week × 12 weeks × 1 stream × 2 h = 48 h')).toBeVisible()
  // The sticky bar must not lie over what is checked.
  await page.evaluate(() => window.scrollTo(0, 0))
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Put 156 h into the fields' }).click()
  await expect(page.getByLabel('Available hours')).toHaveValue('156')
  await expect(page.getByLabel('Hours for markers')).toHaveValue('108')
  // Enter in a field saves; it does not press the calculator's button.
  await page.getByLabel('Current students').press('Enter')
  await expect(page).toHaveURL(new RegExp(`/courses/${courseId}$`))

  const plain = await pageAs(coordinator, { javaScriptEnabled: false })
  await plain.goto(`/courses/${courseId}/edit`)
  await plain.getByLabel('Prerequisite').fill('Half typed')
  await plain.getByLabel('Per script').fill('10')
  await plain.getByRole('button', { name: 'Work out' }).click()
  await expect(plain.getByText('180 students × 3 assignments × 10 min = 90 h')).toBeVisible()
  await expect(plain.getByLabel('Prerequisite')).toHaveValue('Half typed')
  await plain.getByRole('button', { name: 'Put the proposal into the notes' }).click()
  await expect(plain.getByLabel('Notes for coordinators')).toHaveValue(/^Need: Markers 90 h/)
  await plain.getByRole('button', { name: 'Save course' }).last().click()
  await plain.goto(`/courses/${courseId}/edit`)
  await expect(plain.getByLabel('Notes for coordinators')).toHaveValue(/^Need: Markers 90 h/)
  await expect(plain.getByLabel('Prerequisite')).toHaveValue('Half typed')
})
