import { expect, test } from '../support/e2e'

test('the health check names the database @both', async ({ request, app }) => {
  const response = await request.get('/api/health')
  expect(response.status()).toBe(200)
  expect(await response.json()).toMatchObject({
    status: 'ok',
    database: app.databaseUrl.startsWith('mysql') ? 'mysql' : 'sqlite',
  })
})

test('someone signed in sees their name on the first page @both', async ({ page, login, world }) => {
  await login(await world.makeUser('admin', { name: 'Aroha Ngata' }))
  await page.goto('/')
  await expect(page.getByText('Aroha Ngata').first()).toBeVisible()
})
