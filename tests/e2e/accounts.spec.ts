import type { BrowserContext } from '@playwright/test'
import { startApp } from '../support/app-server'
import type { DatabaseKind } from '../support/database'
import { expect, test } from '../support/e2e'
import { templateOf } from '../support/global-e2e'
import { people, signIn } from '../support/walk'

/** Accounts as people meet them: signing in and out, passwords, addresses, sessions, roles. */

const PASSWORD = 'paper-lantern-river-9'
const NEW_PASSWORD = 'quiet-harbour-morning-4'

/** Days from now that the session's cookie lasts; null when it goes with the browser. */
async function cookieDays(context: BrowserContext): Promise<number | null> {
  const cookie = (await context.cookies()).find(({ name }) => name.includes('session'))
  expect(cookie, 'a session cookie').toMatchObject({ httpOnly: true, sameSite: 'Lax' })
  return cookie!.expires < 0 ? null : (cookie!.expires * 1000 - Date.now()) / 86_400_000
}

test('sign in by user name or by email, kept for 12 hours or for 30 days', async ({
  world,
  browser,
  app,
}) => {
  const { open, close } = people(browser, app)
  const userId = await world.makeUser('student', { username: 'sign001', email: 'sign.one@example.test' })
  await world.givePassword(userId, PASSWORD)
  const short = await open()
  await short.page.goto('/courses')
  await expect(short.page, 'signed out: to the sign-in page and back').toHaveURL(/\/login\?next=%2Fcourses/)
  await short.page.getByLabel('User name or email').fill('SIGN001')
  await short.page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await short.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(short.page).toHaveURL(/\/courses/)
  const days = await cookieDays(short.context)
  if (days !== null) expect(days).toBeCloseTo(0.5, 1)

  const long = await open()
  await long.page.goto('/login')
  await long.page.getByLabel('User name or email').fill('sign.one@example.test')
  await long.page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await long.page.getByLabel('Keep me signed in').check()
  await long.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(long.page).toHaveURL(`${app.url}/`)
  expect(await cookieDays(long.context)).toBeCloseTo(30, 1)

  await test.step('the list of sessions ends one, and it is out on its next click', async () => {
    await long.page.goto('/profile/security')
    await expect(long.page.getByText('This one')).toBeVisible()
    await long.page.getByRole('button', { name: /^Sign out .*last used/ }).click()
    await expect(long.page.getByText('That session is signed out.')).toBeVisible()
    await short.page.reload()
    await expect(short.page).toHaveURL(/\/login/)
  })
  await close()
})

test('wrong pairs get one message; after 5 of them people wait, across a restart too', async ({
  browser,
}, info) => {
  test.setTimeout(120_000)
  const app = await startApp({ template: templateOf(info.project.metadata.database as DatabaseKind) })
  const { open, close } = people(browser, app)
  try {
    const world = await app.world()
    await world.givePassword(await world.makeUser('student', { username: 'slow001' }), PASSWORD)
    const { page } = await open()
    const said: string[] = []
    for (const name of ['slow001', 'nobody-of-this-name']) {
      await signIn(page, name, 'wrong')
      await expect(page.getByRole('alert').first()).toContainText('do not match')
      await expect(page.getByLabel('User name or email')).toHaveValue(name)
      said.push((await page.getByRole('alert').first().textContent()) ?? '')
    }
    expect(said[0], 'whether an account exists stays untold').toBe(said[1])
    for (let n = 0; n < 4; n++) {
      await signIn(page, 'slow001', `wrong ${n}`)
      await expect(page.getByRole('alert').first()).toBeVisible()
    }
    await signIn(page, 'slow001', PASSWORD)
    await expect(page.getByRole('alert').first()).toContainText(
      /Too many wrong tries\. Try again in \d+ (second|minute)/,
    )
    await world.lengthenWaits()
    await app.stop()
    await app.start()
    await signIn(page, 'slow001', PASSWORD)
    await expect(page.getByRole('alert').first()).toContainText(/Too many wrong tries/)
  } finally {
    await close().finally(() => app.remove())
  }
})

test('a forgotten password comes back by a mailed link that counts once', async ({
  world,
  browser,
  app,
  smtp,
}) => {
  const { open, close } = people(browser, app)
  const email = 'forgot.one@example.test'
  const userId = await world.makeUser('student', { username: 'forg001', email })
  await world.givePassword(userId, PASSWORD)
  const { page: signedIn } = await open(userId)
  await signedIn.goto('/')
  const { page } = await open()
  const ask = async (address: string) => {
    await page.goto('/forgot-password')
    await page.getByLabel('Email').fill(address)
    await page.getByRole('button', { name: 'Send link' }).click()
    await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible()
  }
  await ask('nobody.here@example.test')
  await ask(email)
  const link = (await smtp.waitFor(email, { timeoutMs: 60_000 })).links[0]!
  await page.goto(link)
  await page.getByLabel('New password', { exact: true }).fill('short')
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(page.locator('#f-password-error')).toBeVisible()
  await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD)
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(page.getByText('Your password is saved')).toBeVisible()
  await signedIn.reload()
  await expect(signedIn, 'every session is signed out').toHaveURL(/\/login/)
  await signIn(page, 'forg001', NEW_PASSWORD)
  await expect(page).toHaveURL(`${app.url}/`)
  const { page: later } = await open()
  await later.goto(link)
  await expect(later.getByRole('heading', { name: 'This link is no longer valid' })).toBeVisible()
  expect(smtp.mailsTo('nobody.here@example.test')).toEqual([])
  await close()
})

test('a changed password or address signs out the other sessions; an address counts once confirmed', async ({
  world,
  browser,
  app,
  smtp,
}) => {
  test.setTimeout(90_000)
  const { open, close } = people(browser, app)
  const [oldAddress, newAddress] = ['old.address@example.test', 'new.address@example.test']
  const userId = await world.makeUser('student', { username: 'chan001', email: oldAddress })
  await world.givePassword(userId, PASSWORD)
  const [one, other] = [await open(userId), await open(userId)]
  await other.page.goto('/')

  await one.page.goto('/profile/security')
  await one.page.locator('#f-presentPassword').fill(PASSWORD)
  await one.page.locator('#f-newPassword').fill(NEW_PASSWORD)
  await one.page.getByRole('button', { name: 'Change password' }).click()
  await expect(one.page.getByText('Your password is changed.')).toBeVisible()
  await other.page.reload()
  await expect(other.page).toHaveURL(/\/login/)
  await smtp.waitFor(oldAddress, { timeoutMs: 60_000 })

  const third = await open(userId)
  await third.page.goto('/')
  await one.page.getByLabel('New email').fill(newAddress)
  await one.page.locator('#f-emailPassword').fill(NEW_PASSWORD)
  await one.page.getByRole('button', { name: 'Send link to new address' }).click()
  await expect(one.page.getByText(`A link is on its way to ${newAddress}`)).toBeVisible()
  await expect(one.page.getByText('Your address is').locator('strong')).toHaveText(oldAddress)
  const link = (await smtp.waitFor(newAddress, { timeoutMs: 60_000 })).links[0]!
  await one.page.goto(link)
  await one.page.getByRole('button', { name: 'Confirm new address' }).click()
  await expect(one.page.getByRole('button', { name: 'Confirm new address' })).toHaveCount(0)
  await one.page.goto('/profile/security')
  await expect(one.page.getByText('Your address is').locator('strong')).toHaveText(newAddress)
  await third.page.reload()
  await expect(third.page).toHaveURL(/\/login/)
  // Asked for, and changed: the old address is told of both.
  await smtp.waitFor(oldAddress, { count: 3, timeoutMs: 60_000 })
  await close()
})

test('a deactivated person is out on the next click, and roles count from the next click on', async ({
  world,
  pageAs,
  app,
}) => {
  const name = 'Fleeting Roles'
  const userId = await world.makeUser(['student'], { name, username: 'flee001' })
  await world.givePassword(userId, PASSWORD)
  const person = await pageAs(userId)
  const admin = await pageAs(await world.makeUser('admin'))
  await person.goto('/')
  expect((await person.goto('/review'))?.status()).toBe(403)

  await admin.goto(`/users/${userId}`)
  await admin.getByRole('checkbox', { name: 'Tutor coordinator' }).check()
  await admin.getByRole('button', { name: 'Save roles' }).click()
  await expect(admin.getByRole('status').filter({ hasText: /roles/i }).first()).toBeVisible()
  expect((await person.goto('/review'))?.status(), 'a role given counts at once').toBe(200)
  await expect(person.getByRole('link', { name: 'Review', exact: true }).first()).toBeVisible()

  await admin.goto(`/users/${userId}`)
  await admin.getByRole('checkbox', { name: 'Tutor coordinator' }).uncheck()
  await admin.getByRole('button', { name: 'Save roles' }).click()
  await expect(admin.getByRole('status').filter({ hasText: /roles/i }).first()).toBeVisible()
  expect((await person.goto('/review'))?.status(), 'a role taken counts at once').toBe(403)

  await admin.goto(`/users/${userId}?do=deactivate`)
  await admin.getByRole('button', { name: 'Deactivate account' }).click()
  await expect(admin.getByRole('button', { name: 'Deactivate account' })).toHaveCount(0)
  await person.goto('/')
  await expect(person).toHaveURL(/\/login/)
  await signIn(person, 'flee001', PASSWORD)
  await expect(person.getByRole('alert').first(), 'as if there were no such account').toContainText(
    'do not match',
  )
  await expect(person).not.toHaveURL(`${app.url}/`)
})
