import { test as base, expect } from '@playwright/test'
import { startApp } from '../support/app-server'
import type { DatabaseKind } from '../support/database'
import { clientOf, type FormClient, formById, type PageForm } from '../support/form-client'
import { templateOf } from '../support/global-e2e'

base(
  '40 acceptances at the same second on a course with hours for 10: 10 are given, 30 are told why not @both',
  async () => {
    const info = base.info()
    base.setTimeout(240_000)
    const app = await startApp({ template: templateOf(info.project.metadata.database as DatabaseKind) })
    try {
      const world = await app.world()
      const termId = await world.makeTerm()
      const courseId = await world.makeCourse(termId, { code: 'RACE 101', availableQuarters: 40 })
      const coordinators: FormClient[] = []
      for (let n = 0; n < 4; n++)
        coordinators.push(await clientOf(app.url, world, await world.makeUser('tutor_coordinator')))
      const ready: { client: FormClient; page: string; form: PageForm }[] = []
      for (let n = 0; n < 40; n++) {
        const studentId = await world.makeUser('student')
        const id = await world.makeApplication({ studentId, termId, courses: [courseId] })
        const client = coordinators[n % 4]!
        const page = `/review/${id}`
        ready.push({ client, page, form: formById((await client.get(page)).text, 'decide') })
      }
      const started = Date.now()
      const answers = await Promise.all(
        ready.map(({ client, page, form }) =>
          client.post(page, form, { act: 'accept', 'courses[0].hours': '1' }),
        ),
      )
      info.annotations.push({ type: 'figure', description: `all answered in ${Date.now() - started} ms` })
      const accepted = answers.filter((answer) => answer.location)
      const refused = answers.filter((answer) => !answer.location)
      expect([...new Set(refused.map((answer) => answer.status))]).toEqual([200])
      for (const answer of refused) {
        expect(answer.text).toContain('This breaks a rule')
        expect(answer.text, 'the reason names the course').toMatch(/RACE 101[^<]*(budget|left)/i)
      }
      expect([accepted.length, refused.length]).toEqual([10, 30])
      expect(await world.countGiven(courseId)).toEqual({ quarters: 40, people: 10, accepted: 10 })
      for (const client of coordinators) client.close()
    } finally {
      await app.remove()
    }
  },
)
