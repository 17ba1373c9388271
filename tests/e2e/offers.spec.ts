import { expect, expectAccessible, test } from '../support/e2e'
import { expectNoSidewaysScroll, phone } from '../support/e2e-sample'

/** Offers (SPEC 8) as the student answers them on a phone, and what coordinators do next. */

const HOUR = 3_600_000

test('on a phone without scripts a student accepts, declines with a reason, and agrees to other hours', async ({
  world,
  pageAs,
}) => {
  const studentId = await world.makeUser('student')
  const termId = await world.makeTerm()
  const coordinator = await world.makeUser('tutor_coordinator')
  const course = (code: string) => world.makeCourse(termId, { code })
  const offer = {
    userId: studentId,
    termId,
    state: 'offered' as const,
    offeredAt: new Date(),
    answerBy: new Date(Date.now() + 70 * HOUR),
  }
  const declined = await course('OFFER 102')
  await world.makeAllocation({ ...offer, courseId: await course('OFFER 101'), quarters: 160 })
  await world.makeAllocation({ ...offer, courseId: declined, quarters: 80 })
  await world.makeAllocation({
    ...offer,
    courseId: await course('OFFER 103'),
    quarters: 120,
    agreedQuarters: 160,
  })
  const page = await pageAs(studentId, { javaScriptEnabled: false, viewport: phone })

  await page.goto('/')
  await page
    .getByRole('link', { name: /offers to answer/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/offers$/)
  await expect(page.getByText('Changed from 40 h to 30 h')).toBeVisible()
  await expect(page.getByText('in 3 days').or(page.getByText('in 2 days')).first()).toBeVisible()

  await page.getByRole('button', { name: 'Accept 40 h in OFFER 101' }).click()
  await expect(page.getByText('Accepted: 40 h in OFFER 101.')).toBeVisible()
  await expect(page.getByRole('button', { name: /OFFER 101/ })).toHaveCount(0)

  await page.getByRole('link', { name: 'Decline OFFER 102' }).click()
  await expect(page.getByRole('heading', { name: 'Decline 20 h in OFFER 102' })).toBeVisible()
  await page.getByRole('button', { name: 'Decline the offer' }).click()
  await expect(page.getByText('Write why you decline.').first()).toBeVisible()
  await page.getByLabel('Why do you decline?').fill('I have taken other work')
  await page.getByRole('button', { name: 'Decline the offer' }).click()
  await expect(page.getByText('Declined: the offer in OFFER 102.')).toBeVisible()
  await expect(page.getByText('You wrote: I have taken other work')).toBeVisible()

  await page.getByRole('button', { name: 'Accept 30 h in OFFER 103' }).click()
  await expect(page.getByText('Accepted: your hours in OFFER 103 are 30 h now.')).toBeVisible()
  await expect(page.getByText('No offer waits for your answer.')).toBeVisible()

  const staff = await pageAs(coordinator)
  await staff.goto(`/enrolment?course=${declined}`)
  await expect(staff.getByText('I have taken other work')).toBeVisible()
})

test('freed hours go to somebody of the reserve list, who is accepted and told @both', async ({
  world,
  pageAs,
  smtp,
}) => {
  const termId = await world.makeTerm()
  const coordinator = await world.makeUser('tutor_coordinator')
  const courseId = await world.makeCourse(termId, { code: 'RESERVE 101', availableQuarters: 160 })
  const studentId = await world.makeUser('student', { name: 'Aroha Waititi', email: 'aroha@example.test' })
  const id = await world.makeApplication({
    studentId,
    termId,
    state: 'published',
    decision: 'reserve',
    publishedAt: new Date(),
    courses: [courseId],
  })
  const page = await pageAs(coordinator)
  await page.goto(`/enrolment?course=${courseId}`)
  await page.getByRole('link', { name: 'Reserve list of tutors' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Reserve list of RESERVE 101')
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Offer hours to Aroha Waititi' }).click()
  const hours = page.getByLabel('Hours for the whole term')
  await expect(hours).toHaveValue('10')
  await hours.fill('50')
  await page.getByRole('button', { name: 'Offer hours' }).click()
  await expect(page.getByText('This breaks a rule')).toBeVisible()
  await expectAccessible(page)
  await hours.fill('30')
  await page.getByRole('button', { name: 'Offer hours' }).click()
  await expect(page.getByText('Offered 30 h. The person is accepted and gets an email.')).toBeVisible()
  await expect(page.getByText(/answer by/)).toBeVisible()
  const mail = await smtp.waitFor('aroha@example.test')
  expect(mail.text).toContain('30 h')

  const student = await pageAs(studentId, { viewport: phone })
  await student.goto(`/applications/${id}`)
  await expect(student.getByRole('heading', { name: 'You are accepted' })).toBeVisible()
  await student.getByRole('link', { name: 'Answer in Offers' }).click()
  await expect(student.getByText('30 h', { exact: false }).first()).toBeVisible()
  await expectAccessible(student)
  await expectNoSidewaysScroll(student)
  await student.getByRole('link', { name: 'Decline RESERVE 101' }).click()
  await expect(student.getByLabel('Why do you decline?')).toBeVisible()
  await expectAccessible(student)
})

test('pre-assigned people are told of what the coordinator saw, with the rules that it breaks now @both', async ({
  world,
  pageAs,
}) => {
  const termId = await world.makeTerm()
  const coordinator = await world.makeUser('tutor_coordinator')
  const courseCoordinator = await world.makeUser('course_coordinator')
  const courseId = await world.makeCourse(termId, {
    code: 'TELL 101',
    availableQuarters: 100,
    canPreAssign: true,
    coordinators: [courseCoordinator],
  })
  const proposal = { termId, courseId, state: 'proposed' as const, source: 'pre_assignment' as const }
  const propose = async (name: string, quarters: number, minutes: number) =>
    await world.makeAllocation({
      ...proposal,
      userId: await world.makeUser('student', { name }),
      quarters,
      createdAt: new Date(Date.now() - minutes * 60_000),
    })
  const changed = await propose('Anahera Changed', 20, 3)
  await propose('Bryn Fitting', 20, 2)
  await propose('Caro Breaking', 80, 1)

  const page = await pageAs(coordinator, { viewport: phone })
  await page.goto(`/enrolment?course=${courseId}`)
  await page.getByRole('link', { name: 'Tell 3 pre-assigned people as tutors' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('pre-assigned tutors of TELL 101')
  await expect(page.getByText('3 emails are sent at once, with 30 h in all.')).toBeVisible()
  await expect(
    page.getByText('Caro Breaking: TELL 101 has 15 h left of 25 h; this takes 20 h.'),
  ).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)

  const other = await pageAs(courseCoordinator)
  await other.goto(`/enrolment/${changed}`)
  // As a spreadsheet of another country has it.
  await other.getByLabel(/^Hours/).fill('4,5 h')
  await other.getByRole('button', { name: 'Save hours' }).click()
  await expect(other.getByText(/^Saved: 4\.5 h for /)).toBeVisible()

  await page.getByLabel('Caro Breaking, 20 h').uncheck()
  await page.getByRole('button', { name: 'Offer hours to 2 people' }).click()
  await expect(
    page.getByText(
      'Told 1 person by email. Left out: Anahera Changed was changed since you looked: 5 h → 4.5 h.',
    ),
  ).toBeVisible()

  // Without scripts the same page asks for the reason and tells the rest.
  const plain = await pageAs(coordinator, { javaScriptEnabled: false })
  await plain.goto(`/enrolment/tell?course=${courseId}&position=tutor`)
  await plain.getByRole('button', { name: 'Offer hours to 2 people' }).click()
  await expect(plain.getByText('This breaks a rule')).toBeVisible()
  await plain.getByLabel('Reason to override the rule').fill('A second lab')
  await expect(plain.getByLabel('Caro Breaking, 20 h')).toBeChecked()
  await plain.getByRole('button', { name: 'Offer hours to 2 people' }).click()
  await expect(plain.getByText('Told 2 people by email.')).toBeVisible()
  await expect(plain.getByText('A second lab')).toBeVisible()
})

test('results are set for a later time, moved and cancelled, and nobody is told', async ({
  world,
  pageAs,
}) => {
  const termId = await world.makeTerm()
  const coordinator = await world.makeUser('tutor_coordinator')
  const courseId = await world.makeCourse(termId)
  const studentId = await world.makeUser('student', { name: 'Hemi Ngata' })
  const id = await world.makeApplication({
    studentId,
    termId,
    decision: 'rejected',
    decidedAt: new Date(),
    courses: [courseId],
  })
  const page = await pageAs(coordinator, { javaScriptEnabled: false })
  await page.goto(`/review/publish?term=${termId}&position=tutor`)
  await page.getByRole('radio', { name: 'At a later time' }).check()
  await page.getByLabel('Day', { exact: true }).fill('2020-01-01')
  await page.getByRole('button', { name: 'Publish results' }).click()
  await expect(
    page.getByText('This time has passed. Choose a later one, or publish now.').first(),
  ).toBeVisible()
  const day = new Date(Date.now() + 10 * 24 * HOUR).toISOString().slice(0, 10)
  await page.getByLabel('Day', { exact: true }).fill(day)
  await page.getByLabel('Time', { exact: true }).fill('09:30')
  await page.getByRole('button', { name: 'Publish results' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1 result to be published')
  await page.getByLabel('Time', { exact: true }).fill('10:30')
  await page.getByRole('button', { name: 'Save time' }).click()
  await expect(page.getByText(/They go out .*10:30 now/)).toBeVisible()

  const staff = await pageAs(coordinator)
  await staff.goto(`/review/${id}`)
  await expect(staff.getByText(/To be published .*10:30/)).toBeVisible()
  await staff.getByRole('link', { name: 'See or change the publication' }).click()
  await expectAccessible(staff)
  const student = await pageAs(studentId)
  await student.goto(`/applications/${id}`)
  await expect(student.getByText('You will get an email when the result is published.')).toBeVisible()
  await staff.getByRole('button', { name: 'Cancel the publication' }).click()
  await expect(staff.getByText('Cancelled. The decisions stay, unpublished.')).toBeVisible()
})
