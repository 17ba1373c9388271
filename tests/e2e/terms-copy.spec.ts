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
