import type { Page } from '@playwright/test'
import { watchFaults } from '../support/e2e'
import { expect, expectNoSidewaysScroll, openAs, phone, test } from '../support/e2e-sample'
import { wholePdf } from '../unit/files/pdfs'

/** A thumb: what a person taps, types and scrolls, counted. */
class Thumb {
  taps = 0
  typed = 0
  constructor(readonly page: Page) {}

  async tap(role: 'link' | 'button' | 'radio' | 'checkbox', name: string | RegExp): Promise<void> {
    this.taps += 1
    await this.page
      .getByRole(role, { name, exact: typeof name === 'string' })
      .first()
      .tap()
  }

  async yesOrNo(question: string | RegExp, answer: string): Promise<void> {
    this.taps += 1
    await this.page
      .getByRole('radiogroup', { name: question })
      .getByText(answer, { exact: true })
      // Questions that hang on another answer wait hidden inside.
      .filter({ visible: true })
      .first()
      .tap()
  }

  async type(label: string | RegExp, text: string, within = this.page.locator('body')): Promise<void> {
    this.taps += 1
    this.typed += text.length
    await within.getByLabel(label).first().fill(text)
  }

  async attach(label: RegExp, name: string): Promise<void> {
    // Choosing a file takes a tap on the field and one in the phone's own list.
    this.taps += 2
    const buffer = Buffer.from(await wholePdf(1))
    await this.page
      .locator(`input[name=${label.source}]`)
      .setInputFiles({ name, mimeType: 'application/pdf', buffer })
    await expect(this.page.getByText(`${name} is uploaded.`)).toBeVisible({ timeout: 20_000 })
  }
}

/** Where the first question of a step begins, in screens from the top. */
async function expectQuestionInSight(page: Page, selector: string): Promise<void> {
  const box = await page.locator(selector).first().boundingBox()
  expect(box?.y ?? Number.POSITIVE_INFINITY, `${selector} begins on the first screen`).toBeLessThan(
    phone.height,
  )
}

test('a student on a phone fills in and submits an application with few taps and no sideways scrolling', async ({
  browser,
  sample,
}) => {
  test.setTimeout(120_000)
  const page = await openAs(browser, sample, 'newcomer', { viewport: phone, hasTouch: true, isMobile: true })
  page.setDefaultTimeout(20_000)
  const faults = watchFaults(page)
  const thumb = new Thumb(page)
  const next = async (heading: string) => {
    await thumb.tap('button', 'Save and continue')
    await expect(page.getByRole('heading', { name: heading, level: 2 })).toBeVisible()
    await expectNoSidewaysScroll(page)
  }

  await page.goto(`/applications/new?term=${sample.records.ids.term}&position=marker`)
  await thumb.tap('button', 'Apply as marker')
  await expect(page.getByRole('heading', { name: 'Identity', level: 2 })).toBeVisible()
  await expectQuestionInSight(page, 'input[name=name]')
  await thumb.type('UPI', 'newc001')
  await thumb.type('Student ID', '123456789')

  await next('Eligibility')
  await expectQuestionInSight(page, 'input[name=overseas]')
  await thumb.yesOrNo(/overseas/, 'No')
  await thumb.yesOrNo(/citizen/, 'Yes')
  await thumb.type('Enrolment details', 'BSc in Computer Science, third year')
  await thumb.yesOrNo('Degree level', 'Undergraduate')
  await thumb.yesOrNo(/other tutoring/, 'No')
  await thumb.type('Maximum hours a week', '10')

  await next('Courses')
  for (const code of ['COMPSCI 101', 'COMPSCI 110']) {
    await thumb.tap('button', `Add ${code}`)
    const completed = page.getByRole('radiogroup', { name: `Have you completed ${code}?` })
    await expect(completed, 'the questions of an added course stand open').toBeVisible()
    const box = page.getByRole('listitem').filter({ has: completed })
    await thumb.yesOrNo(`Have you completed ${code}?`, 'Yes')
    thumb.taps += 2
    await box.getByLabel('Your grade').selectOption('A')
    await thumb.type(
      'Relevant experience',
      `Helped classmates: https://example.org/${'notes'.repeat(30)}`,
      box,
    )
    // A link is one long word.
    await expectNoSidewaysScroll(page)
  }

  await next('Documents')
  await thumb.attach(/cv/, 'cv.pdf')
  await thumb.attach(/transcript/, 'transcript.pdf')

  await next('Review and submit')
  await thumb.tap('button', 'Submit application')
  await expect(page.getByRole('heading', { name: 'Application submitted' })).toBeVisible()
  await expectNoSidewaysScroll(page)
  test.info().annotations.push({
    type: 'figure',
    description: `${thumb.taps} taps and ${thumb.typed} letters`,
  })
  // At five seconds a tap and two letters a second that is well below ten minutes.
  expect(thumb.taps).toBeLessThanOrEqual(34)
  expect(faults).toEqual([])
  await page.context().close()
})
