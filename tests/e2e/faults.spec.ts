import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test as base, expect } from '@playwright/test'
import { startApp } from '../support/app-server'
import type { DatabaseKind } from '../support/database'
import { clientOf, type FormClient, formWith } from '../support/form-client'
import { templateOf } from '../support/global-e2e'
import { startSmtp } from '../support/smtp'
import { removeFolder, temporaryFolder } from '../support/test-env'

/** Races and faults on the real server as its own process; what people see of them is tested elsewhere. */
const test = base.extend<object, { template: ReturnType<typeof templateOf> }>({
  template: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use, worker) => use(templateOf(worker.project.metadata.database as DatabaseKind)),
    { scope: 'worker' },
  ],
})

const note = (description: string) => test.info().annotations.push({ type: 'figure', description })

test('100 students submit in the same second, each twice: none lost, none doubled, each answered @both', async ({
  template,
}) => {
  test.setTimeout(240_000)
  const app = await startApp({ template })
  try {
    const world = await app.world()
    const termId = await world.makeTerm()
    const courseIds = [await world.makeCourse(termId), await world.makeCourse(termId)]
    const ready: { client: FormClient; page: string; form: ReturnType<typeof formWith> }[] = []
    for (let n = 0; n < 100; n++) {
      const studentId = await world.makeUser('student')
      const id = await world.makeReadyDraft({ studentId, termId, courseIds })
      const client = await clientOf(app.url, world, studentId)
      const page = `/applications/${id}/review`
      ready.push({ client, page, form: formWith((await client.get(page)).text, 'Submit application') })
    }
    const started = Date.now()
    const answers = await Promise.all(
      ready.flatMap(({ client, page, form }) =>
        [1, 2].map(() => client.post(page, form, {}, 'Submit application')),
      ),
    )
    note(`100 submissions, 200 posts: all answered in ${Date.now() - started} ms`)
    for (const answer of answers) expect(answer.status, answer.text.slice(0, 500)).toBeLessThan(500)
    const accepted = answers.filter((answer) => answer.location?.includes('/submitted'))
    expect(accepted.length).toBeGreaterThanOrEqual(100)
    expect(await world.countSubmitted(termId)).toEqual({ submitted: 100, received: 100 })
    for (const { client } of ready) client.close()
  } finally {
    await app.remove()
  }
})

test('kill -9 in the middle of sending 200 result mails, then a restart: each student is told, none twice but for mails in flight @both', async ({
  template,
}) => {
  test.setTimeout(240_000)
  const smtp = await startSmtp()
  const app = await startApp({
    template,
    variables: { SMTP_URL: smtp.url, EMAIL_FROM: 'MTMS <mtms@example.org>' },
  })
  try {
    const world = await app.world()
    const coordinator = await clientOf(app.url, world, await world.makeUser('tutor_coordinator'))
    const termId = await world.makeTerm()
    const courseId = await world.makeCourse(termId)
    const addresses: string[] = []
    for (let n = 0; n < 200; n++) {
      const email = `told${String(n).padStart(3, '0')}@example.test`
      const studentId = await world.makeUser('student', { email })
      const decision = n % 2 === 0 ? 'rejected' : 'reserve'
      await world.makeApplication({ studentId, termId, courses: [courseId], decision, decidedAt: new Date() })
      addresses.push(email)
    }
    const page = `/review/publish?term=${termId}&position=tutor`
    const form = formWith((await coordinator.get(page)).text, 'Publish results')
    const published = await coordinator.post(page, form, {}, 'Publish results')
    expect(published.location).toContain('/review/publications/')

    await expect
      .poll(() => smtp.mails.length, { timeout: 60_000, intervals: [20] })
      .toBeGreaterThanOrEqual(40)
    await app.kill()
    const before = smtp.mails.length
    expect(before, 'the server was killed in the middle').toBeLessThan(200)
    await app.start()
    const told = () => new Set(smtp.mails.flatMap((mail) => mail.to)).size
    await expect.poll(told, { timeout: 120_000 }).toBe(200)
    // Publishing once more, with the same form, tells nobody again.
    const again = await clientOf(app.url, world, await world.makeUser('tutor_coordinator'))
    await again.post(page, form, {}, 'Publish results')
    await expect
      .poll(async () => (await (await fetch(`${app.url}/api/health`)).json()).jobs.pending, {
        timeout: 60_000,
      })
      .toBe(0)

    const counts = new Map<string, number>()
    for (const mail of smtp.mails) for (const to of mail.to) counts.set(to, (counts.get(to) ?? 0) + 1)
    for (const address of addresses) expect(counts.get(address), address).toBeGreaterThanOrEqual(1)
    const repeated = smtp.mails.length - 200
    note(`${before} mails had left when the server was killed; ${repeated} of 200 were sent twice`)
    // Only what was handed over in the very moment of the kill may be repeated: the mails in flight.
    expect(repeated).toBeLessThanOrEqual(5)
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(2)
    coordinator.close()
    again.close()
  } finally {
    await app.remove()
    await smtp.stop()
  }
})

test('a mail server that is away, stalls or drops delays the mails and loses none', async ({ template }) => {
  test.setTimeout(240_000)
  const smtp = await startSmtp()
  const app = await startApp({
    template,
    variables: { SMTP_URL: smtp.url, EMAIL_FROM: 'MTMS <mtms@example.org>' },
  })
  try {
    const world = await app.world()
    const admin = await clientOf(app.url, world, await world.makeUser('admin'))
    const termId = await world.makeTerm()
    const courseId = await world.makeCourse(termId)
    for (let n = 0; n < 3; n++) {
      const studentId = await world.makeUser('student', { email: `later${n}@example.test` })
      await world.makeApplication({
        studentId,
        termId,
        courses: [courseId],
        decision: 'rejected',
        decidedAt: new Date(),
      })
    }
    smtp.setMode('drop')
    const page = `/review/publish?term=${termId}&position=tutor`
    const form = formWith((await admin.get(page)).text, 'Publish results')
    const published = await admin.post(page, form, {}, 'Publish results')
    expect(published.location, 'publishing does not wait for the mail server').toContain(
      '/review/publications/',
    )
    await expect.poll(() => smtp.begun(), { timeout: 60_000 }).toBeGreaterThanOrEqual(3)
    expect(smtp.mails).toEqual([])
    // People read why, and that it will be tried again.
    const log = await admin.get('/emails')
    expect(log.status).toBe(200)
    expect(log.text).toContain('later0@example.test')
    smtp.setMode('accept')
    await expect.poll(() => new Set(smtp.mails.flatMap((mail) => mail.to)).size, { timeout: 180_000 }).toBe(3)
    expect(smtp.mails).toHaveLength(3)
    admin.close()
  } finally {
    await app.remove()
    await smtp.stop()
  }
})

test('a full disk is told in words, loses nothing that was saved, and is over when there is room again', async () => {
  test.setTimeout(120_000)
  const folder = temporaryFolder('small-disk')
  // A disk of its own, which needs root, as CI has.
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder])
  const app = await startApp({ variables: { DATA_DIR: folder, DATABASE_URL: `file:${folder}/mtms.sqlite` } })
  try {
    const world = await app.world()
    const admin = await clientOf(app.url, world, await world.makeUser('admin'))
    const save = async (name: string) => {
      const form = formsWithField((await admin.get('/settings')).text, 'institutionName')
      return admin.post('/settings', form, { institutionName: name })
    }
    expect((await save('Saved before')).location).toBe('/settings')

    const filler = path.join(folder, 'filler')
    fillDisk(filler)
    const refused = await save('x'.repeat(100))
    expect(refused.status).toBe(200)
    expect(refused.text).toContain('disk is full')
    expect(refused.text, 'what was typed stays').toContain('x'.repeat(100))
    expect((await admin.get('/settings')).text).toContain('Saved before')

    fs.rmSync(filler)
    expect((await save('Saved after')).location).toBe('/settings')
    await app.kill()
    await app.start()
    expect((await admin.get('/settings')).text).toContain('Saved after')
    admin.close()
  } finally {
    await app.remove()
    execFileSync('umount', ['-l', folder])
    removeFolder(folder)
  }
})

function formsWithField(html: string, field: string) {
  const form = formWith(html, 'Save')
  if (!form.fields.some(([name]) => name === field)) throw new Error(`the first form to save has no ${field}`)
  return form
}

/** Takes all the room that is left. */
function fillDisk(file: string): void {
  const handle = fs.openSync(file, 'w')
  for (let size = 1024 * 1024; size >= 512; ) {
    try {
      fs.writeSync(handle, Buffer.alloc(size))
    } catch {
      size = Math.floor(size / 2)
    }
  }
  fs.closeSync(handle)
}
