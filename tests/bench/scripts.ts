import { gzipSync } from 'node:zlib'
import type { FormClient } from '../support/form-client'
import type { Bench } from './main'

/** Bytes of script, as gzip sends them, that each page asks for in its first HTML. */
export async function measureScripts({ as, sqlite }: Bench): Promise<Record<string, number>> {
  const tutors = await as('tutorco')
  const student = await as('stud001')
  const coordinator = await as('coord01')
  const id = (sql: string) => (sqlite.prepare(sql).get() as { id: string }).id
  const application = id(
    "select id from applications where state = 'submitted' and position = 'tutor' limit 1",
  )
  const draft = sqlite
    .prepare(
      "select a.id, u.username from applications a join users u on u.id = a.student_id where a.state = 'draft' limit 1",
    )
    .get() as { id: string; username: string }
  const drafting = await as(draft.username)
  const course = id('select id from courses limit 1')
  const visits: [FormClient, string][] = [
    [tutors, '/login'],
    [tutors, '/'],
    [tutors, '/review?position=tutor'],
    [tutors, `/review/${application}`],
    [tutors, '/courses'],
    [tutors, `/courses/${course}`],
    [tutors, '/terms'],
    [tutors, '/users'],
    [tutors, '/emails'],
    [tutors, '/audit'],
    [coordinator, '/endorse'],
    [student, '/'],
    [student, '/profile'],
    ...['identity', 'eligibility', 'courses', 'documents', 'review'].map((step): [FormClient, string] => [
      drafting,
      `/applications/${draft.id}/${step}`,
    ]),
  ]
  const sizes = new Map<string, number>()
  const figures: Record<string, number> = {}
  for (const [client, page] of visits) {
    const { text } = await client.follow(await client.get(page))
    // Old browsers only load what is marked nomodule.
    const tags = [...text.matchAll(/<script\b[^>]*\ssrc="([^"]+)"[^>]*>/g)].filter(
      ([tag]) => !/\snomodule/i.test(tag),
    )
    let total = 0
    for (const source of new Set(tags.map(([, src]) => src!))) {
      if (!sizes.has(source)) sizes.set(source, gzipSync((await client.get(source)).text).byteLength)
      total += sizes.get(source)!
    }
    figures[page.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '[id]')] = total
  }
  for (const client of [tutors, student, coordinator, drafting]) client.close()
  return figures
}
