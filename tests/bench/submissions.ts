import path from 'node:path'
import Database from 'better-sqlite3'
import { runScript } from '../support/database'
import { submittableDrafts } from '../support/drafts'
import { formWith } from '../support/form-client'
import { temporaryFolder } from '../support/test-env'
import type { Bench } from './main'

const students = 100

export type SubmissionFigures = {
  http: { perSecond: number; slowestMs: number }
  bare: { perSecond: number }
  lost: number
  doubled: number
  unanswered: number
}

/** 100 students press "Submit application" in the same moment; then the rows this wrote are written again, bare. */
export async function measureSubmissions({ sqlite, as, app }: Bench): Promise<SubmissionFigures> {
  const drafts = submittableDrafts(sqlite, students)
  const ready = await Promise.all(
    drafts.map(async (draft) => {
      const client = await as(draft.username)
      const page = `/applications/${draft.id}/review`
      return { client, page, form: formWith((await client.get(page)).text, 'Submit application') }
    }),
  )
  const started = performance.now()
  const times = await Promise.all(
    ready.map(async ({ client, page, form }) => {
      const answer = await client.post(page, form, {}, 'Submit application').catch(() => null)
      return { ok: answer?.location?.includes('/submitted') ?? false, ms: performance.now() - started }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  for (const { client } of ready) client.close()
  const ids = drafts.map((draft) => draft.id)
  const marks = ids.map(() => '?').join(',')
  const one = (sql: string) => (sqlite.prepare(sql).get(...ids) as { n: number }).n
  const submitted = one(`select count(*) n from applications where state = 'submitted' and id in (${marks})`)
  const mails = one(
    `select count(*) n from emails where kind = 'application_received' and application_id in (${marks})`,
  )
  const bareSeconds = await writeAgain(sqlite, ids, app.dataDir)
  return {
    http: { perSecond: students / seconds, slowestMs: Math.max(...times.map((t) => t.ms)) },
    bare: { perSecond: students / bareSeconds },
    lost: students - submitted,
    doubled: Math.max(0, mails - submitted),
    unanswered: times.filter((t) => !t.ok).length,
  }
}

/** Seconds for one transaction per application that writes the very rows its submission wrote, on an empty database. */
async function writeAgain(from: Database.Database, ids: string[], folder: string): Promise<number> {
  const place = temporaryFolder('bench')
  const file = path.join(place, 'bare.sqlite')
  await runScript('db/scripts/migrate.ts', [], { DATA_DIR: folder, DATABASE_URL: `file:${file}` })
  const to = new Database(file)
  to.pragma('journal_mode = WAL')
  to.pragma('synchronous = FULL')
  to.pragma('foreign_keys = OFF')
  const tables: [string, string][] = [
    ['applications', 'select * from applications where id = ?'],
    ['preferred_courses', 'select * from preferred_courses where application_id = ?'],
    ['audit_log', 'select * from audit_log where record_id = ?'],
    ['emails', 'select * from emails where application_id = ?'],
    [
      'email_bodies',
      'select b.* from email_bodies b join emails e on e.id = b.email_id where e.application_id = ?',
    ],
    [
      'outbox',
      "select o.* from outbox o join emails e on o.data like '%' || e.id || '%' where e.application_id = ?",
    ],
    ['profiles', 'select p.* from profiles p join applications a on a.student_id = p.user_id where a.id = ?'],
  ]
  const batches = ids.map((id) =>
    tables.flatMap(([table, sql]) =>
      (from.prepare(sql).all(id) as Record<string, unknown>[]).map((row) => ({
        statement: `insert or replace into ${table} (${Object.keys(row)
          .map((name) => `"${name}"`)
          .join(',')}) values (${Object.keys(row)
          .map(() => '?')
          .join(',')})`,
        values: Object.values(row),
      })),
    ),
  )
  const started = performance.now()
  for (const batch of batches) {
    to.exec('begin immediate')
    for (const { statement, values } of batch) to.prepare(statement).run(...values)
    to.exec('commit')
  }
  const seconds = (performance.now() - started) / 1000
  to.close()
  return seconds
}
