import fs from 'node:fs'
import type Database from 'better-sqlite3'
import { type FormClient, formsOf, formWith } from '../support/form-client'
import type { Bench } from './main'

/** Times of answers, in milliseconds. */
export type Latency = { median: number; p95: number; count: number }
export type SolvingFigures = {
  solving: { pages: { name: string; idle: Latency; busy: Latency }[]; seconds: number; gap: string }
  /** Of the server's process, in MB. */
  memory: { before: number; peak: number }
  /** Pages of the solved scenario: the first look, the median of further ones, and the size. */
  pages: { name: string; first: number; again: number; bytes: number }[]
}

const others = ['/review?position=tutor', '/courses', '/']
const IDLE_ROUNDS = 40
/** Between two looks at the same page, so that the measurement itself is no load to speak of. */
const PAUSE_MS = 150

/**
 * What solving the whole term costs everybody else: the same three pages, one after the other, before and while
 * the scenario is solved with the defaults of the form; then the pages of the scenario itself.
 */
export async function measureSolving({ app, sqlite, as }: Bench): Promise<SolvingFigures> {
  openAll(sqlite)
  const admin = await as('admin1')
  const other = await as('tutorco')
  for (const page of others) for (let i = 0; i < 5; i++) await look(other, page)
  const idle = await watch(other, async (round) => round < IDLE_ROUNDS)
  const before = memoryOf(app.group()).now

  const start = '/assign?scope=both'
  const pages = [await measurePage('set-up, /assign', admin, start)]
  const html = (await admin.get(start)).text
  const began = performance.now()
  const answer = await admin.post('/assign', formWith(html, 'Solve'), { name: 'The whole term' }, 'Solve')
  const board = answer.location
  if (!board) throw new Error(`the scenario was not started: ${answer.status}`)
  const path = new URL(board, app.url).pathname
  const state = async () =>
    JSON.parse((await admin.get(`${path}/progress`)).text) as {
      state: string
      progress: { gap: number | null }
    }
  const busy = await watch(other, async () => ['queued', 'solving'].includes((await state()).state))
  const seconds = (performance.now() - began) / 1000
  const done = await state()
  if (done.state !== 'done') throw new Error(`the scenario is ${done.state}`)

  pages.push(await measurePage('board', admin, path))
  pages.push(await measurePage('board, courses with open hours', admin, `${path}?show=gaps`))
  pages.push(await measurePage('board, searched', admin, `${path}?q=1&people=an`))
  const links = (await admin.get(path)).text
  const linkTo = (name: string) => new RegExp(`\\?${name}=[0-9a-f-]{36}`).exec(links)?.[0] ?? ''
  pages.push(await measurePage('panel of a person', admin, path + linkTo('person')))
  pages.push(await measurePage('panel of a course', admin, path + linkTo('course')))
  pages.push(await measurePage('set-up again', admin, start))
  pages.push(await measurePage('compare with what stands', admin, `${path}/compare?with=standing`))
  pages.push(await measurePage('apply', admin, `${path}/apply`))
  // The menu of a chip comes when it is opened; the panel of a person holds the same forms.
  const person = path + linkTo('person')
  const lock = formsOf((await admin.get(person)).text).find((form) =>
    form.buttons.some((button) => button.value === 'lock'),
  )
  if (!lock) throw new Error('nobody in the panel can be locked')
  const sent = performance.now()
  await admin.follow(await admin.post(path, lock, { act: 'lock' }))
  pages.push({
    name: 'lock, and the board again',
    first: performance.now() - sent,
    again: Number.NaN,
    bytes: 0,
  })
  admin.close()
  other.close()
  return {
    solving: {
      pages: others.map((name) => ({ name, idle: latency(idle.get(name)), busy: latency(busy.get(name)) })),
      seconds,
      gap: `${((done.progress.gap ?? 1) * 100).toFixed(2)} %`,
    },
    memory: { before, peak: memoryOf(app.group()).peak },
    pages,
  }
}

/** The sample's term in the middle of its year: all that was handed in is undecided, and nobody holds hours by it. */
function openAll(sqlite: Database.Database): void {
  sqlite.exec(`
    update applications set state = 'submitted', decision = null, published_at = null, publication_id = null
      where state in ('submitted', 'published');
    update allocations set state = 'ended', live_key = null where application_id is not null;
    analyze;`)
}

async function look(client: FormClient, page: string): Promise<{ ms: number; bytes: number }> {
  const started = performance.now()
  const { status, bytes } = await client.get(page)
  if (status !== 200) throw new Error(`${page}: ${status}`)
  return { ms: performance.now() - started, bytes }
}

async function watch(
  client: FormClient,
  goOn: (round: number) => Promise<boolean>,
): Promise<Map<string, number[]>> {
  const times = new Map(others.map((page): [string, number[]] => [page, []]))
  for (let round = 0; await goOn(round); round++)
    for (const page of others) {
      times.get(page)!.push((await look(client, page)).ms)
      await new Promise((next) => setTimeout(next, PAUSE_MS))
    }
  return times
}

async function measurePage(name: string, client: FormClient, page: string) {
  const { ms: first, bytes } = await look(client, page)
  const again: number[] = []
  for (let i = 0; i < 7; i++) again.push((await look(client, page)).ms)
  return { name, first, again: latency(again).median, bytes }
}

function latency(times: number[] = []): Latency {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  return { median: at(0.5), p95: at(0.95), count: sorted.length }
}

/** Memory of the largest process of the group, now and at its highest; Linux only, else unknown. */
function memoryOf(group: number | undefined): { now: number; peak: number } {
  const found = { now: Number.NaN, peak: Number.NaN }
  if (group === undefined || !fs.existsSync('/proc/self/status')) return found
  for (const id of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = fs.readFileSync(`/proc/${id}/stat`, 'utf8')
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) !== group) continue
      const status = fs.readFileSync(`/proc/${id}/status`, 'utf8')
      const mb = (field: string) =>
        Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
      if (mb('VmHWM') > (found.peak || 0)) Object.assign(found, { now: mb('VmRSS'), peak: mb('VmHWM') })
    } catch {
      // The process ended between the two looks.
    }
  }
  return found
}
