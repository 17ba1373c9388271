import { expect, test } from '../support/e2e'
import { fillEligibility, signIn } from '../support/walk'

/** Two people, or one person twice, at the same thing: nothing is overwritten, done twice or lost. */

test('two coordinators decide on the same application: the second is shown what differs and chooses', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const courseId = await world.makeCourse(termId, { code: 'TWICE 101' })
  const studentId = await world.makeUser('student', { name: 'Sought After' })
  const id = await world.makeApplication({ studentId, termId, courses: [courseId] })
  const first = await pageAs(await world.makeUser('tutor_coordinator', { name: 'First Coordinator' }))
  const second = await pageAs(await world.makeUser('tutor_coordinator', { name: 'Second Coordinator' }))
  const accept = 'Accept'
  const hours = 'Hours in TWICE 101'
  const conflict = second.getByText(/First Coordinator saved this .*, while you were working on it/)

  await test.step('theirs: nothing of mine is saved', async () => {
    await second.goto(`/review/${id}`)
    await first.goto(`/review/${id}`)
    await first.getByLabel(hours).fill('10')
    await first.getByRole('button', { name: accept, exact: true }).click()
    await expect(first.getByText(/^Accepted [^:]+: 10 h in 1 course/)).toBeVisible()
    await second.getByLabel(hours).fill('30')
    await second.getByLabel('Note to the student').fill('A note of the second')
    await second.getByRole('button', { name: accept, exact: true }).click()
    await expect(conflict).toBeVisible()
    const differing = second.getByRole('row').filter({ hasText: /30 h/ })
    await expect(differing).toContainText('10 h')
    await expect(second.getByLabel(hours), 'what was typed is still there').toHaveValue('30')
    await second.getByRole('button', { name: 'Take theirs' }).click()
    await expect(second.getByText('Nothing of yours was saved.')).toBeVisible()
    await expect(second.getByLabel(hours)).toHaveValue('10')
    await expect(second.getByText(/Accepted by First Coordinator/)).toBeVisible()
  })

  await test.step('mine: saved over what I was shown, both recorded', async () => {
    await first.goto(`/review/${id}`)
    await first.getByRole('button', { name: 'Reserve', exact: true }).click()
    await expect(first.getByText(/is on reserve\. The student/)).toBeVisible()
    await second.getByLabel(hours).fill('20')
    await second.getByRole('button', { name: 'Save acceptance' }).click()
    await expect(conflict).toBeVisible()
    await second.getByRole('button', { name: 'Keep mine' }).click()
    await expect(second.getByText(/^Accepted [^:]+: 20 h in 1 course/)).toBeVisible()
    await second.goto(`/review/${id}`)
    await expect(second.getByText(/Accepted by Second Coordinator/)).toBeVisible()
    await expect(second.getByLabel(hours)).toHaveValue('20')
    const history = second.locator('#audit')
    await expect(history).toContainText('First Coordinator')
    await expect(history).toContainText('Second Coordinator')
  })

  await test.step('"Keep mine" does not write over what came after it was shown', async () => {
    await first.goto(`/review/${id}`)
    await first.getByRole('button', { name: 'Reserve', exact: true }).click()
    await expect(first.getByText(/is on reserve\. The student/)).toBeVisible()
    await second.getByLabel(hours).fill('25')
    await second.getByRole('button', { name: 'Save acceptance' }).click()
    await expect(conflict).toBeVisible()
    await first.goto(`/review/${id}`)
    await first.getByRole('button', { name: 'Reject', exact: true }).click()
    await expect(first.getByText(/^Rejected [^:]+\. The student/)).toBeVisible()
    await second.getByRole('button', { name: 'Keep mine' }).click()
    await expect(second.getByRole('row').filter({ hasText: 'Rejected' }).first()).toBeVisible()
    await expect(conflict).toBeVisible()
    await second.goto(`/review/${id}`)
    await expect(second.getByText(/Rejected by First Coordinator/)).toBeVisible()
  })
})

test('publishing from two windows and by double click tells each student once', async ({
  world,
  smtp,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const courseId = await world.makeCourse(termId)
  const addresses = ['once.a@example.test', 'once.b@example.test']
  for (const email of addresses)
    await world.makeApplication({
      studentId: await world.makeUser('student', { email }),
      termId,
      courses: [courseId],
      decision: 'rejected',
      decidedAt: new Date(),
    })
  const coordinator = await world.makeUser('tutor_coordinator')
  const [one, two] = [await pageAs(coordinator), await pageAs(coordinator)]
  for (const page of [one, two]) await page.goto(`/review/publish?term=${termId}&position=tutor`)
  await one.getByRole('button', { name: 'Publish results' }).dblclick()
  await expect(one.getByRole('heading', { name: 'Published tutor results' })).toBeVisible()
  await two.getByRole('button', { name: 'Publish results' }).click()
  await expect(two.getByText(/^Nothing was published/).first()).toBeVisible()
  // Back to the form, and once more.
  await one.goBack()
  await expect(one.getByRole('heading', { name: /^Publish results/ })).toBeVisible()
  const again = one.getByRole('button', { name: 'Publish results' })
  if (await again.isVisible()) {
    await again.click()
    await expect(one.getByText(/^Nothing was published/).first()).toBeVisible()
  }
  for (const email of addresses) await smtp.waitFor(email, { timeoutMs: 60_000 })
  await one.goto('/emails')
  for (const email of addresses) {
    await expect(one.getByText(email)).toHaveCount(1)
    expect(smtp.mailsTo(email)).toHaveLength(1)
  }
})

test('a student submits by double click, goes back and submits again: one submission, one mail', async ({
  world,
  smtp,
  pageAs,
}) => {
  test.setTimeout(120_000)
  const termId = await world.makeTerm()
  const email = 'double.click@example.test'
  const studentId = await world.makeUser('student', { email })
  const id = await world.makeReadyDraft({ studentId, termId, courseIds: [await world.makeCourse(termId)] })
  const page = await pageAs(studentId)
  await page.goto(`/applications/${id}/documents`)
  await page
    .getByRole('link', { name: /Review and submit/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Submit application' }).dblclick()
  await expect(page.getByRole('heading', { name: 'Application submitted' })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(`/applications/${id}/review`))
  const again = page.getByRole('button', { name: /^Submit/ })
  const nothing = page.getByText('There is nothing to submit')
  await expect(again.or(nothing).first()).toBeVisible()
  if (await again.isVisible()) {
    await again.click()
    await expect(page.getByText(/nothing to submit|Application submitted/i).first()).toBeVisible()
  }
  await page.goto(`/applications/${id}`)
  await expect(page.getByText('You have changes that are not submitted')).toHaveCount(0)
  await smtp.waitFor(email, { timeoutMs: 60_000 })
  expect(await world.countSubmitted(termId)).toEqual({ submitted: 1, received: 1 })
})

test('a session that ended in between costs nothing that was typed', async ({ world, pageAs, app }) => {
  test.setTimeout(120_000)
  const PASSWORD = 'paper-lantern-river-9'
  const termId = await world.makeTerm()
  const courseId = await world.makeCourse(termId, { code: 'ENDED 101' })
  const studentId = await world.makeUser('student', { name: 'Late Comer' })
  const id = await world.makeApplication({ studentId, termId, courses: [courseId] })

  await test.step('a coordinator: the form stays, and is sent after signing in elsewhere', async () => {
    const coordinator = await world.makeUser('tutor_coordinator', { username: 'ended01' })
    await world.givePassword(coordinator, PASSWORD)
    const page = await pageAs(coordinator)
    await page.goto(`/review/${id}`)
    await page.getByLabel('Hours in ENDED 101').fill('15')
    await page.getByLabel('Note to the student').fill('Three lines of well-chosen words')
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Accept', exact: true }).click()
    await expect(page.getByRole('alert').first()).toContainText('You are signed out')
    await expect(page.getByLabel('Note to the student')).toHaveValue('Three lines of well-chosen words')
    const [elsewhere] = await Promise.all([
      page.context().waitForEvent('page'),
      page
        .getByRole('link', { name: /^Sign in/ })
        .first()
        .click(),
    ])
    await signIn(elsewhere, 'ended01', PASSWORD)
    await expect(elsewhere).toHaveURL(`${app.url}/`)
    await page.getByRole('button', { name: 'Accept', exact: true }).click()
    await expect(page.getByText(/^Accepted [^:]+: 15 h in 1 course/)).toBeVisible()
  })

  await test.step('a student without scripts: the sign-in page leads back to the step', async () => {
    const student = await world.makeUser('student', { username: 'ended02' })
    await world.givePassword(student, PASSWORD)
    const draft = await world.makeReadyDraft({ studentId: student, termId, courseIds: [courseId] })
    const page = await pageAs(student, { javaScriptEnabled: false })
    await page.goto(`/applications/${draft}/eligibility`)
    await fillEligibility(page)
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await expect(page).toHaveURL(/\/login\?next=/)
    await page.getByLabel('User name or email').fill('ended02')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveURL(new RegExp(`/applications/${draft}/eligibility`))
  })
})

test('a course that is added in the second of two windows is still added after "Keep mine"', async ({
  world,
  pageAs,
}) => {
  test.setTimeout(60_000)
  const termId = await world.makeTerm()
  const [first] = [
    await world.makeCourse(termId, { code: 'WINDOW 1' }),
    await world.makeCourse(termId, { code: 'WINDOW 2' }),
    await world.makeCourse(termId, { code: 'WINDOW 3' }),
  ]
  const student = await world.makeUser('student')
  const draft = await world.makeReadyDraft({ studentId: student, termId, courseIds: [first!] })
  const page = await pageAs(student)
  const other = await page.context().newPage()
  for (const one of [page, other]) await one.goto(`/applications/${draft}/courses`)
  await other.getByRole('button', { name: 'Add WINDOW 2' }).click()
  await expect(other.getByRole('button', { name: 'Remove WINDOW 2' })).toBeVisible()
  await page.getByRole('button', { name: 'Add WINDOW 3' }).click()
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByRole('button', { name: 'Remove WINDOW 3' })).toBeVisible()
  await expect(page).toHaveURL(/\/courses/)
})
