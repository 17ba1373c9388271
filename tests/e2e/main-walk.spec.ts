import { test as base, expect, type Page } from '@playwright/test'
import * as XLSX from 'xlsx'
import { startApp } from '../support/app-server'
import type { DatabaseKind } from '../support/database'
import { templateOf } from '../support/global-e2e'
import { startSmtp } from '../support/smtp'
import { applyInBrowser, dayFromNow, people, signIn, wordsOf } from '../support/walk'

/** The job that MTMS is for, from an empty machine to the last mail, as people do it. */
const test = base

const PASSWORD = 'paper-lantern-river-9'
const TERM = '2027 Semester One'
const headers = [
  'courseNum',
  'courseName',
  'totalAvailableHours',
  'estimatedNumOfStudents',
  'needTutors',
  'needMarkers',
  'numOfAssignments',
  'canPreAssign',
  'markerDeadLine',
  'tutorDeadLine',
  'prerequisite',
]
const deadline = dayFromNow(20)
const courses: (string | number)[][] = [
  ['COMPSCI 101', 'Principles of Programming', 120, 900, 'Y', 'Y', 5, 'N', deadline, deadline, ''],
  ['COMPSCI 110', 'Introduction to Computer Systems', 90, 600, 'Y', 'N', 3, 'N', '', deadline, ''],
  ['COMPSCI 220', 'Algorithms and Data Structures', 80, 450, 'N', 'Y', 4, 'Y', deadline, '', 'COMPSCI 130'],
  ['COMPSCI 399', 'Capstone: Computer Science', 60, 120, 'Y', 'Y', 2, 'N', '', '', '15 points at Stage III'],
]

function spreadsheet(rows: (string | number)[][], kind: 'xlsx' | 'biff8' | 'csv') {
  const sheet = XLSX.utils.aoa_to_sheet(rows)
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, sheet, 'Courses')
  return kind === 'csv'
    ? Buffer.from(XLSX.utils.sheet_to_csv(sheet))
    : Buffer.from(XLSX.write(book, { type: 'buffer', bookType: kind }) as Uint8Array)
}

async function preview(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.goto('/courses/import')
  await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: '', buffer })
  await page.getByRole('button', { name: 'Show preview' }).click()
}

const rowOf = (page: Page, code: string) => page.getByRole('row').filter({ hasText: code })
/** What the tabs over the preview count. */
async function expectCounts(page: Page, expected: string[]): Promise<void> {
  const tabs = page.getByRole('navigation', { name: 'Rows by what happens to them' }).getByRole('link')
  await expect(tabs).toHaveText(expected, { useInnerText: true })
}

test('from the first start to the results: set-up, import, applications, endorsement, decisions, publishing @both', async ({
  browser,
}, info) => {
  test.setTimeout(300_000)
  const template = templateOf(info.project.metadata.database as DatabaseKind)
  const smtp = await startSmtp()
  const app = await startApp({
    template,
    empty: true,
    variables: { SMTP_URL: smtp.url, EMAIL_FROM: 'MTMS <mtms@example.org>' },
  })
  const { open, close } = people(browser, app)
  try {
    const world = await app.world()
    const { page: admin } = await open()

    await test.step('the printed link makes the first admin, once', async () => {
      const link = app.setupUrl()
      expect(link, app.log()).toContain('/setup?token=')
      // Until then every page leads there, or says what to do.
      await admin.goto(link!)
      await admin.getByLabel('Institution name').fill('School of Computer Science')
      await admin.getByLabel('Name', { exact: true }).fill('Hana Mori')
      await admin.getByLabel('User name').fill('hmor123')
      await admin.getByLabel('Email').fill('hana@example.test')
      await admin.getByLabel('Password', { exact: true }).fill(PASSWORD)
      await admin.getByRole('button', { name: 'Set up MTMS' }).click()
      await expect(admin).toHaveURL(`${app.url}/`)
      await expect(admin.getByText('MTMS is set up and you are signed in')).toBeVisible()
      const { page: stranger } = await open()
      await stranger.goto(link!)
      await expect(stranger.getByRole('heading', { name: 'MTMS is set up already' })).toBeVisible()
    })

    await test.step('a term, open for applications', async () => {
      await admin.goto('/terms/new')
      await admin.getByLabel('Name', { exact: true }).fill(TERM)
      await admin.getByLabel('First day').fill(dayFromNow(40))
      await admin.getByLabel('Last day').fill(dayFromNow(40 + 84))
      await admin.getByLabel('Open for applications').check()
      await admin.getByLabel('Tutor deadline').fill(dayFromNow(21))
      await admin.getByLabel('Marker deadline').fill(dayFromNow(21))
      await admin.getByLabel('First payday').fill(dayFromNow(54))
      await admin.getByRole('button', { name: 'Create term' }).click()
      await expect(admin.getByRole('heading', { name: TERM })).toBeVisible()
    })

    await test.step('courses from XLSX, then the same as CSV, then XLS with one change', async () => {
      await preview(admin, 'courses.xlsx', spreadsheet([headers, ...courses], 'xlsx'))
      await expect(admin.getByRole('heading', { name: /Preview of the import/ })).toBeVisible()
      await expectCounts(admin, ['All rows 4', 'New 4', 'Changed 0', 'Unchanged 0', 'Errors 0'])
      await expect(rowOf(admin, 'COMPSCI 220')).toContainText('COMPSCI 130')
      // A preview writes nothing.
      const { page: other } = await open(await world.makeUser('admin'))
      await other.goto('/courses')
      await expect(other.getByText('COMPSCI 101')).toHaveCount(0)
      await admin.getByRole('button', { name: 'Apply import' }).click()
      await expect(admin.getByRole('heading', { name: 'Added 4 courses' })).toBeVisible()

      await preview(admin, 'courses.csv', spreadsheet([headers, ...courses], 'csv'))
      await expect(admin.getByText('There is nothing to import')).toBeVisible()
      await expectCounts(admin, ['All rows 4', 'New 0', 'Changed 0', 'Unchanged 4', 'Errors 0'])

      const changed = courses.map((row) => (row[0] === 'COMPSCI 110' ? row.with(2, 100.5) : row))
      await preview(admin, 'courses.xls', spreadsheet([headers, ...changed], 'biff8'))
      await expectCounts(admin, ['All rows 4', 'New 0', 'Changed 1', 'Unchanged 3', 'Errors 0'])
      await expect(rowOf(admin, 'COMPSCI 110')).toContainText('Available hours: 90 h')
      await expect(rowOf(admin, 'COMPSCI 110')).toContainText('100.5 h')
      await admin.getByRole('button', { name: 'Apply import' }).click()
      await expect(admin.getByRole('heading', { name: 'Updated 1 course' })).toBeVisible()
    })

    await test.step('a messy workbook: each bad cell by place, value and reason; the rest is taken', async () => {
      const messy = [
        ['Course Num', 'COURSENAME', 'total available hours', 'needTutors', 'tutorDeadLine', 'room'],
        [' COMPSCI 101 ', 'Principles of Programming', 120, 'yes', deadline, 'OGGB 3'],
        ['COMPSCI 120', 'Mathematics for Computer Science', 'many', 'Y', '', ''],
        ['COMPSCI 130', 'Introduction to Software Fundamentals', -10, 'maybe', '31/02/2027', ''],
        ['', 'A course without a number', 50, 'Y', '', ''],
        ['COMPSCI 210', '', 50, 'Y', '', ''],
        ['COMPSCI 732', 'Software Tools and Techniques', 60, '1', '', ''],
      ]
      await preview(admin, 'messy.xlsx', spreadsheet(messy, 'xlsx'))
      await expect(
        admin.getByText(/This column is not part of the import and was not read: F “room”/),
      ).toBeVisible()
      await expectCounts(admin, ['All rows 6', 'New 1', 'Changed 0', 'Unchanged 1', 'Errors 4'])
      const wrong = (text: string) =>
        expect(admin.getByText(text, { exact: false }).first(), text).toBeVisible()
      await wrong('C3')
      await expect(rowOf(admin, 'COMPSCI 120')).toContainText(
        'C3 total available hours “many”: Enter hours as a number',
      )
      await expect(rowOf(admin, 'COMPSCI 130')).toContainText('C4 total available hours “-10”')
      await expect(rowOf(admin, 'COMPSCI 130')).toContainText('D4 needTutors “maybe”: Neither yes nor no')
      await expect(rowOf(admin, 'COMPSCI 130')).toContainText('E4 tutorDeadLine “31/02/2027”')
      await expect(rowOf(admin, 'A course without a number')).toContainText('A5 Course Num')
      await expect(rowOf(admin, 'COMPSCI 210')).toContainText('B6 COURSENAME')
      // Not without the person's word.
      await admin.getByRole('button', { name: 'Apply import' }).click()
      await expect(admin.getByRole('alert').first()).toContainText(/errors/i)
      await admin.getByLabel(/Leave out the 4 rows with errors/).check()
      await admin.getByRole('button', { name: 'Apply import' }).click()
      await expect(admin.getByRole('heading', { name: 'Added 1 course' })).toBeVisible()
      await wrong('C3 total available hours “many”: Enter hours as a number')

      await preview(admin, 'notes.xlsx', Buffer.from('Dear all,\nthe courses are in the other file.\n'))
      await expect(admin.locator('#f-file-error')).toContainText(
        'named .xlsx but holds plain text, not a workbook',
      )
      await expect(admin.locator('#f-file-error')).toContainText('courseNum and courseName are missing')
    })

    const coordinator =
      await test.step('coordinators: one invited by mail, one who has an account', async () => {
        await admin.goto('/users/new')
        await admin.getByLabel('Name', { exact: true }).fill('Tui Parata')
        await admin.getByLabel('User name').fill('tpar456')
        await admin.getByLabel('Email').fill('tui@example.test')
        await admin.getByLabel('Tutor coordinator').check()
        await admin.getByRole('button', { name: 'Add and send link' }).click()
        const invitation = await smtp.waitFor('tui@example.test', { timeoutMs: 60_000 })
        const { page: tc } = await open()
        await tc.goto(invitation.links[0]!)
        await tc
          .getByLabel(/password/i)
          .first()
          .fill(PASSWORD)
        await tc
          .getByRole('button', { name: /password/i })
          .last()
          .click()
        await signIn(tc, 'tpar456', PASSWORD)
        await expect(tc.getByRole('link', { name: 'Review' }).first()).toBeVisible()

        const ccId = await world.makeUser('course_coordinator', { name: 'Cora Field', username: 'cfie001' })
        await admin.goto('/courses?q=101')
        await admin
          .getByRole('link', { name: /COMPSCI 101/ })
          .first()
          .click()
        await expect(admin.getByRole('heading', { name: /COMPSCI 101/ })).toBeVisible()
        await admin.goto(`${new URL(admin.url()).pathname}/coordinators?q=cfie001`)
        await admin.getByRole('button', { name: 'Add Cora Field' }).click()
        await expect(admin.getByRole('button', { name: 'Remove Cora Field' })).toBeVisible()
        const { page: mc } = await open(
          await world.makeUser('marker_coordinator', { name: 'Mark Coordinator' }),
        )
        const { page: cc } = await open(ccId)
        return { tc, mc, cc }
      })

    const students =
      await test.step('students register with the mailed code and apply with their PDFs', async () => {
        const { page: ana } = await open()
        await ana.goto('/register')
        await ana.getByLabel('Name', { exact: true }).fill('Ana Tamatea')
        await ana.getByLabel('User name').fill('atam100')
        await ana.getByLabel('Email').fill('ana@example.test')
        await ana.getByLabel('Password', { exact: true }).fill(PASSWORD)
        await ana.getByRole('button', { name: 'Create account' }).click()
        const code = /\b\d{6}\b/.exec(
          (await smtp.waitFor('ana@example.test', { timeoutMs: 60_000 })).text,
        )?.[0]
        await ana.getByLabel('Code').fill(code ?? '')
        await ana.getByRole('button', { name: 'Confirm email address' }).click()
        await expect(ana.getByRole('link', { name: 'Applications' }).first()).toBeVisible()
        const { page: ben } = await open(
          await world.makeUser('student', {
            name: 'Ben Okafor',
            username: 'boka200',
            email: 'ben@example.test',
          }),
        )
        const { page: chi } = await open(
          await world.makeUser('student', { name: '陈 Chi', username: 'cche300', email: 'chi@example.test' }),
        )
        const two = (position: 'tutor' | 'marker') => [
          { code: 'COMPSCI 101', grade: 'A+', experience: 'Helped in the labs last year.' },
          {
            code: position === 'tutor' ? 'COMPSCI 110' : 'COMPSCI 220',
            grade: 'B+',
            experience: 'Worked through all of it.',
          },
        ]
        const identity = { upi: 'atam100', auid: '123456789' }
        const own = {
          ana: await applyInBrowser(ana, { position: 'tutor', who: 'ana', identity, wishes: two('tutor') }),
          ben: await applyInBrowser(ben, { position: 'marker', who: 'ben', wishes: two('marker') }),
          chi: await applyInBrowser(chi, { position: 'tutor', who: 'chi', wishes: two('tutor') }),
        }
        for (const name of ['ana', 'ben', 'chi'])
          await smtp.waitFor(`${name}@example.test`, { subject: /application/i, timeoutMs: 60_000 })
        return { pages: { ana, ben, chi }, own }
      })
    const { pages, own } = students

    const courseId = (await (async () => {
      await pages.ana.goto('/courses?q=101')
      await pages.ana
        .getByRole('link', { name: /COMPSCI 101/ })
        .first()
        .click()
      await expect(pages.ana.getByRole('heading', { name: /COMPSCI 101/ })).toBeVisible()
      return new URL(pages.ana.url()).pathname.split('/').at(-1)!
    })())!
    const seenBy = async (name: keyof typeof pages) => {
      const page = pages[name]
      const parts: string[] = []
      // The line of what was done last is shown for 20 s, and is no news.
      await page.context().clearCookies({ name: 'mtms-flash' })
      for (const path of [
        '/',
        '/applications',
        `/applications/${own[name]}`,
        `/applications/${own[name]}/submitted`,
        `/applications/${own[name]}/review`,
        `/courses/${courseId}`,
        '/search?q=COMPSCI',
      ])
        parts.push(await wordsOf(page, path))
      const search = await page.request.get('/api/search?q=COMPSCI')
      parts.push(`${search.status()} ${await search.text()}`)
      return parts
    }
    const before = { ana: await seenBy('ana'), ben: await seenBy('ben'), chi: await seenBy('chi') }

    await test.step('the course coordinator endorses, with a private comment', async () => {
      const { cc } = coordinator
      await cc.goto('/endorse')
      await expect(cc.getByRole('heading', { name: 'Endorse for COMPSCI 101' })).toBeVisible()
      const row = cc.getByRole('row').filter({ hasText: 'Ana Tamatea' })
      await row.getByRole('button', { name: 'Strong' }).click()
      await expect(row.getByRole('button', { name: 'Strong' })).toHaveAttribute('aria-pressed', 'true')
      await cc.getByRole('link', { name: 'Ana Tamatea' }).first().click()
      await cc.getByLabel('Comment').fill('Zealous in the labs')
      await cc.getByRole('button', { name: 'Save endorsement' }).click()
      await expect(cc.getByLabel('Comment')).toHaveValue('Zealous in the labs')
    })

    await test.step('the tutor coordinator accepts one with hours and rejects one', async () => {
      const { tc } = coordinator
      await tc.goto('/review')
      await tc.getByRole('link', { name: 'Ana Tamatea' }).first().click()
      await expect(tc.getByText('Zealous in the labs').first()).toBeVisible()
      await tc.getByLabel('Hours in COMPSCI 101').fill('37.5')
      await tc.getByLabel('Hours in COMPSCI 110').fill('12')
      await tc.getByLabel('Note to the student').fill('Kia ora Ana, welcome aboard')
      await tc.getByLabel('Internal reason').fill('Unanimous choice of the panel')
      await tc.getByRole('button', { name: 'Accept', exact: true }).click()
      await expect(tc.getByRole('heading', { name: '陈 Chi' })).toBeVisible()
      await tc.getByLabel('Note to the student').fill('Sorry, too few places')
      await tc.getByRole('button', { name: 'Reject', exact: true }).click()
      // Going elsewhere at once would take the post back.
      await expect(tc.getByText(/^Rejected [^:]+\. The student/)).toBeVisible()
      await tc.goto('/review?tab=rejected')
      await expect(tc.getByRole('link', { name: '陈 Chi' })).toBeVisible()
      // Marker applications are not for the tutor coordinator.
      expect((await tc.goto(`/review/${own.ben}`))?.status()).toBe(404)
    })

    await test.step('the marker coordinator puts one on reserve', async () => {
      const { mc } = coordinator
      await mc.goto('/review')
      await mc.getByRole('link', { name: 'Ben Okafor' }).first().click()
      await mc.getByRole('button', { name: 'Reserve', exact: true }).click()
      await expect(mc.getByText(/is on reserve\. The student/)).toBeVisible()
      await mc.goto('/review?tab=reserve')
      await expect(mc.getByRole('link', { name: 'Ben Okafor' })).toBeVisible()
    })

    await test.step('before publishing the students learn nothing, by no way', async () => {
      for (const name of ['ana', 'ben', 'chi'] as const) {
        expect(await seenBy(name), name).toEqual(before[name])
        const page = pages[name]
        for (const path of [`/review/${own[name]}`, '/review', '/endorse', '/enrolment', '/audit'])
          expect((await page.request.get(path)).status(), path).toBeGreaterThanOrEqual(403)
        await page.goto('/emails')
        await expect(page.getByText(/your (tutor|marker) application for/i).first()).toBeVisible()
        await expect(page.getByText(/result of your/i)).toHaveCount(0)
        const source = await (await page.request.get(`/applications/${own[name]}`)).text()
        expect(source).not.toMatch(/Zealous|Unanimous|welcome aboard|too few places|37\.5 h/i)
      }
      const results = smtp.mails.filter((mail) => /result/i.test(mail.subject))
      expect(results).toEqual([])
    })

    await test.step('both publish; each student gets one mail and sees the result', async () => {
      const publish = async (page: Page, sentence: RegExp) => {
        await page.goto('/review/publish')
        await expect(page.getByText(sentence)).toBeVisible()
        const button = page.getByRole('button', { name: 'Publish results' })
        await button.dblclick()
        await expect(page.getByRole('heading', { name: /Published \w+ results/ })).toBeVisible()
        await expect(page.getByText('All are out')).toBeVisible({ timeout: 60_000 })
      }
      await publish(
        coordinator.tc,
        /2 students will get an email: 1 accepted, 1 rejected; 49\.5 h over 2 courses/,
      )
      await publish(coordinator.mc, /1 student will get an email: 1 on reserve/)

      await pages.ana.goto(`/applications/${own.ana}`)
      await expect(pages.ana.getByRole('heading', { name: 'You are accepted' })).toBeVisible()
      await expect(pages.ana.getByText('Kia ora Ana, welcome aboard')).toBeVisible()
      await expect(pages.ana.getByRole('row').filter({ hasText: 'COMPSCI 101' }).first()).toContainText(
        '37.5 h',
      )
      await expect(pages.ana.getByText('Unanimous')).toHaveCount(0)
      await expect(pages.ana.getByText('Zealous')).toHaveCount(0)
      await pages.ben.goto(`/applications/${own.ben}`)
      await expect(pages.ben.getByRole('heading', { name: 'You are on the reserve list' })).toBeVisible()
      await pages.chi.goto(`/applications/${own.chi}`)
      await expect(pages.chi.getByRole('heading', { name: 'You were not accepted this time' })).toBeVisible()

      const told = (name: string, text: RegExp) =>
        smtp.mailsTo(`${name}@example.test`).filter((mail) => text.test(mail.text.replace(/\s+/g, ' ')))
      expect(told('ana', /your application for .* was successful/)).toHaveLength(1)
      expect(told('ana', /successful/)[0]?.text).toContain('COMPSCI 101')
      expect(told('ben', /reserve list/)).toHaveLength(1)
      expect(told('chi', /cannot offer you a place/)).toHaveLength(1)
      // Nobody got more than the code, the confirmation and the result.
      expect(smtp.mailsTo('ana@example.test')).toHaveLength(3)
      expect(smtp.mailsTo('ben@example.test')).toHaveLength(2)
      expect(smtp.mailsTo('chi@example.test')).toHaveLength(2)
      const everything = smtp.mails.map((mail) => mail.text + mail.html).join('\n')
      expect(everything).not.toMatch(/Zealous|Unanimous/)
    })
  } finally {
    await close().finally(async () => {
      await app.remove()
      await smtp.stop()
    })
  }
})
