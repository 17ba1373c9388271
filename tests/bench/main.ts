/**
 * `npm run bench`: figures as ratios within one run, so that they mean the same on any machine.
 *
 *   pages         median server time of /review and /courses with 20,000 rows against 200, and their queries
 *   submissions   100 students submitting at once against bare SQLite transactions of the same rows
 *   inbox         what the approval inbox asks of the database at 20,000 timesheets of a term against 200
 *   payroll       one batch of 2,000 timesheets against reading the rows it is made of
 *   scripts       compressed JavaScript that a page loads first
 *   homes         the home page of each role in a term of 1,000 courses and 15,000 students against the sample term. Minutes
 *                 long, so only when named.
 *   solving       other pages while a term of 1,000 courses and 15,000 students is solved against before; the pages
 *                 of that scenario; memory. Minutes long, so only when named.
 *
 * Options: --only pages,submissions,inbox,payroll,scripts,homes,solving  --rows 20000  --students 15000  --courses 1000
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { startApp, type TestApp } from '../support/app-server'
import { runScript } from '../support/database'
import { FormClient } from '../support/form-client'
import { removeFolder, temporaryFolder } from '../support/test-env'
import { measureHomes, measurePages, type PageFigure } from './pages'
import { measureScripts } from './scripts'
import { makeSession } from './sessions'
import { measureSolving } from './solving'
import { measureSubmissions } from './submissions'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'pages,submissions,inbox,payroll,scripts' },
    rows: { type: 'string', default: '20000' },
    students: { type: 'string', default: '15000' },
    courses: { type: 'string', default: '1000' },
  },
})
const parts = new Set(values.only.split(','))
const rows = Number(values.rows)

export type Bench = { app: TestApp; sqlite: Database.Database; as: (username: string) => Promise<FormClient> }

/** An app with a sample of so many rows in each of the two tables. 57 of 100 applications are for tutors. */
const withSample = <T>(tableRows: number, work: (bench: Bench) => Promise<T>): Promise<T> =>
  withTerm(Math.ceil(tableRows / 0.57 / 1.25), tableRows, work)

async function withTerm<T>(
  students: number,
  courses: number,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const app = await startApp()
  const sqlite = new Database(path.join(app.dataDir, 'mtms.sqlite'))
  try {
    console.log(`Making a sample with ${students} students and ${courses} courses …`)
    await app.script(
      'db/scripts/sample.ts',
      '--students',
      String(students),
      '--courses',
      String(courses),
      '--password',
      'a-password-for-the-bench',
    )
    return await work({
      app,
      sqlite,
      as: async (username) => {
        const user = sqlite.prepare('select id from users where username = ?').get(username) as { id: string }
        const client = new FormClient(app.url)
        const cookie = await makeSession(sqlite, user.id)
        client.cookies.set(cookie.name, cookie.value)
        return client
      },
    })
  } finally {
    sqlite.close()
    await app.remove()
  }
}

const few = 200
const line = (label: string, ...cells: string[]) =>
  console.log(label.padEnd(44), ...cells.map((cell) => cell.padStart(16)))

/** What each page takes in a small term and in a large one. */
function compared(
  heads: readonly [string, string, string],
  small: Record<string, PageFigure>,
  large: Record<string, PageFigure>,
): void {
  console.log('')
  line(...heads, 'ratio', 'queries')
  for (const [page, at] of Object.entries(small)) {
    const then = large[page]!
    const ratio = (then.milliseconds / at.milliseconds).toFixed(2)
    const queries = at.queries === then.queries ? String(at.queries) : `${at.queries} → ${then.queries}`
    line(page, `${at.milliseconds.toFixed(1)} ms`, `${then.milliseconds.toFixed(1)} ms`, `${ratio}×`, queries)
  }
}

if (parts.has('pages')) {
  const small = await withSample(few, measurePages)
  const large = await withSample(rows, measurePages)
  compared(['Page', `${few} rows`, `${rows} rows`], small, large)
}
if (parts.has('homes')) {
  const small = await withTerm(240, 20, measureHomes)
  const large = await withTerm(Number(values.students), Number(values.courses), measureHomes)
  compared(['Home', 'sample term', `${values.students} students`], small, large)
}
if (parts.has('submissions')) {
  const figures = await withSample(few, measureSubmissions)
  console.log('')
  line('Submissions', 'a second', 'slowest answer')
  line(
    '100 students at once, by HTTP',
    figures.http.perSecond.toFixed(1),
    `${figures.http.slowestMs.toFixed(0)} ms`,
  )
  line('bare SQLite transactions of the same rows', figures.bare.perSecond.toFixed(1))
  line('ratio', `${(figures.bare.perSecond / figures.http.perSecond).toFixed(1)}×`)
  line('lost, doubled, unanswered', `${figures.lost}, ${figures.doubled}, ${figures.unanswered}`)
}
if (parts.has('inbox')) {
  const at = async (sheets: number) => {
    const folder = temporaryFolder('bench-hours')
    const { stdout } = await runScript('tests/bench/hours.ts', [String(sheets)], { DATA_DIR: folder })
    removeFolder(folder)
    return JSON.parse(stdout) as Record<string, number>
  }
  const [small, large] = [await at(few), await at(rows)]
  console.log('')
  line('Approval inbox', `${few} rows`, `${rows} rows`, 'more')
  for (const [page, ms] of Object.entries(small))
    line(page, `${ms} ms`, `${large[page]} ms`, `${(large[page]! - ms).toFixed(1)} ms`)
}
if (parts.has('payroll')) {
  const folder = temporaryFolder('bench-payroll')
  const { stdout } = await runScript('tests/bench/payroll.ts', [], { DATA_DIR: folder })
  removeFolder(folder)
  const figures = JSON.parse(stdout) as Record<string, number>
  console.log('')
  line('Payroll batch', 'lines', 'milliseconds', 'ratio')
  line('reading the rows', '', `${figures.bareReadMs} ms`, '1×')
  line('export', String(figures.lines), `${figures.exportMs} ms`, `${figures.exportToBareRead}×`)
}
if (parts.has('scripts')) {
  const pages = await measureScripts()
  console.log('')
  line('First load, compressed JavaScript', 'kB')
  for (const [page, bytes] of Object.entries(pages)) line(page, (bytes / 1000).toFixed(1))
}
if (parts.has('solving')) {
  const { pages, solving, memory } = await withTerm(
    Number(values.students),
    Number(values.courses),
    measureSolving,
  )
  console.log('')
  line('Other pages while a scenario is solved', 'before', 'during', 'ratio')
  for (const { name, idle, busy } of solving.pages)
    for (const which of ['median', 'p95'] as const)
      line(
        `${name}, ${which} of ${busy.count}`,
        `${idle[which].toFixed(0)} ms`,
        `${busy[which].toFixed(0)} ms`,
        `${(busy[which] / idle[which]).toFixed(2)}×`,
      )
  line('from start to answer', `${solving.seconds.toFixed(0)} s`)
  line('gap of the answer', solving.gap)
  line('memory of the server: before, peak', `${memory.before} MB`, `${memory.peak} MB`)
  console.log('')
  line('Pages of assignment', 'first', 'again', 'kB of HTML')
  for (const page of pages)
    line(
      page.name,
      `${page.first.toFixed(0)} ms`,
      `${page.again.toFixed(0)} ms`,
      (page.bytes / 1000).toFixed(0),
    )
}
