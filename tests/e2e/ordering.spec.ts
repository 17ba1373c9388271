import type { Locator } from '@playwright/test'
import { expect, test } from '../support/e2e'

/** Lists in an order of one's own, dragged by mouse and by finger; the keyboard has its own test. */

const middle = async (target: Locator) => {
  const box = (await target.boundingBox())!
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

test('people whom a coordinator wants are dragged into an order, by mouse and by finger, and Escape puts them back', async ({
  world,
  browser,
  app,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const coordinator = await world.makeUser('course_coordinator')
  const courseId = await world.makeCourse(termId, { code: 'ORDER 101', coordinators: [coordinator] })
  const names = ['Anahera First', 'Bao Second', 'Cleo Third']
  for (const name of names)
    await world.makeApplication({
      studentId: await world.makeUser('student', { name }),
      termId,
      courses: [courseId],
    })
  const page = await pageAs(coordinator)
  const path = `/endorse?term=${termId}&course=${courseId}`
  await page.goto(path)
  const list = page.getByRole('list', { name: 'Your order' })
  const order = () => list.locator('li span.break-words').allTextContents()
  for (const name of names) {
    const row = page.getByRole('row').filter({ hasText: name })
    await row.getByRole('button', { name: 'Yes' }).click()
    await expect(list.getByText(name)).toBeVisible()
  }
  expect(await order()).toEqual(names)
  const handle = (name: string) => page.getByRole('button', { name: `Drag ${name}` })

  await test.step('Escape while dragging changes nothing', async () => {
    await handle('Cleo Third').scrollIntoViewIfNeeded()
    const from = await middle(handle('Cleo Third'))
    const to = await middle(handle('Anahera First'))
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x, to.y, { steps: 8 })
    await expect(page.getByText('Cleo Third is moved to number 1 of 3.')).toBeAttached()
    await page.keyboard.press('Escape')
    await expect(page.getByText('Cleo Third stays where it was.')).toBeAttached()
    await page.mouse.up()
    expect(await order()).toEqual(names)
  })

  await test.step('the last becomes the first, and stays so', async () => {
    const from = await middle(handle('Cleo Third'))
    const to = await middle(handle('Anahera First'))
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x, to.y - 4, { steps: 8 })
    await page.mouse.up()
    await expect(page.getByText('Cleo Third is now number 1 of 3')).toBeAttached()
    const now = ['Cleo Third', 'Anahera First', 'Bao Second']
    expect(await order()).toEqual(now)
    await expect(async () => {
      await page.goto(path)
      expect(await order()).toEqual(now)
    }).toPass()
  })

  await test.step('a finger on a phone moves the first down by one', async () => {
    const phone = await browser.newContext({
      baseURL: app.url,
      viewport: { width: 360, height: 780 },
      isMobile: true,
      hasTouch: true,
    })
    await phone.addCookies(await page.context().cookies())
    const small = await phone.newPage()
    await small.goto(path)
    const first = small.getByRole('button', { name: 'Drag Cleo Third' })
    await first.scrollIntoViewIfNeeded()
    const from = await middle(first)
    const to = await middle(small.getByRole('button', { name: 'Drag Anahera First' }))
    const touch = await phone.newCDPSession(small)
    const send = (type: string, y?: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints: y === undefined ? [] : [{ x: from.x, y }],
      })
    await send('touchStart', from.y)
    for (let step = 1; step <= 6; step++) await send('touchMove', from.y + ((to.y - from.y + 6) * step) / 6)
    await send('touchEnd')
    await expect(small.getByText('Cleo Third is now number 2 of 3')).toBeAttached()
    await phone.close()
    await expect(async () => {
      await page.goto(path)
      expect(await order()).toEqual(['Anahera First', 'Cleo Third', 'Bao Second'])
    }).toPass()
  })
})
