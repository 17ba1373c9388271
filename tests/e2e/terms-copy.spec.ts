import { expect, expectAccessible, test } from '../support/e2e'

test('a term is copied after a preview with the new dates, without JavaScript too', async ({
  page,
  pageAs,
  login,
  world,
}) => {
  const admin = await world.makeUser('admin')
  const hana = await world.makeUser('course_coordinator', { name: 'Hana Coordinator' })
  const termId = await world.makeTerm({ name: 'Copy source', startsOn: '2027-03-01', endsOn: '2027-06-28' })
  await world.makeCourse(termId, { code: 'COPY 101', coordinators: [hana] })
  await world.makePayday(termId, { paidOn: '2027-03-18' })
  await login(admin)
  await page.goto(`/terms/${termId}`)
  await page.getByRole('link', { name: 'Copy term' }).click()
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByText('Enter a name, such as').first()).toBeVisible()
  await page.getByLabel('Name of the new term').fill('Copy target')
  await page.getByLabel('First day').fill('2027-07-20')
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('heading', { name: 'What Copy target will be' })).toBeVisible()
  await expect(page.getByText('Days of the week change')).toBeVisible()
  await expect(page.getByRole('row', { name: /Fri 6 Aug 2027/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /COPY 101/ })).toContainText('Hana Coordinator')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Copy term' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Copy target')

  const plain = await pageAs(admin, { javaScriptEnabled: false })
  await plain.goto(`/terms/${termId}/copy?name=Copy+target&startsOn=2027-07-19`)
  await expect(plain.getByText('There is a term called Copy target already.').first()).toBeVisible()
  await plain.getByLabel('Name of the new term').fill('Copy plain')
  await plain.getByRole('button', { name: 'Preview' }).click()
  await plain.getByRole('button', { name: 'Copy term' }).click()
  await expect(plain.getByRole('heading', { level: 1 })).toHaveText('Copy plain')
})

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
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Put 156 h into the fields' }).click()
  await expect(page.getByLabel('Available hours')).toHaveValue('156')
  await expect(page.getByLabel('Of these for markers')).toHaveValue('108')
  // Enter in a field saves; it does not press the calculator's button.
  await page.getByLabel('Current students').press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Course Number')

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
