/**
 * `npm test`: everything, in this order: types, lint, unit, integration on SQLite and on MariaDB, build,
 * end-to-end in Chromium. A failing stage does not keep the later ones from running. The last line is
 *
 *   tests: N passed, N failed, N skipped
 *
 * and the exit code is not zero when anything failed, or, with CI=true, was skipped.
 *
 *   npm test -- --only unit,integration:sqlite     some stages alone (also: integration, for both databases)
 */
import { ensureInstalled } from './lib/install.mjs'
import { ensureNode } from './lib/node-version.mjs'
import { run, Stop, say } from './lib/output.mjs'
import * as stages from './lib/test-stages.mjs'

const ALL = {
  types: stages.types,
  lint: stages.lint,
  unit: stages.unit,
  'integration:sqlite': stages.integrationSqlite,
  'integration:mariadb': stages.integrationMariaDb,
  build: stages.build,
  e2e: stages.e2e,
}

/** Names of the stages asked for, in their order; end-to-end tests always come with the build they run on. */
function wanted(args) {
  const at = args.indexOf('--only')
  if (at < 0 && args.length > 0)
    throw new Stop(`unknown argument ${args[0]}; usage: npm test -- --only <stages>`, 2)
  if (at < 0) return Object.keys(ALL)
  const asked = (args[at + 1] ?? '').split(',').filter(Boolean)
  const names = Object.keys(ALL).filter(
    (name) =>
      asked.includes(name) ||
      asked.includes(name.split(':')[0]) ||
      (name === 'build' && asked.includes('e2e')),
  )
  const known = [...Object.keys(ALL), 'integration']
  const unknown = asked.find((name) => !known.includes(name))
  if (unknown || names.length === 0) {
    throw new Stop(`unknown stage "${unknown ?? ''}"; known are ${known.join(', ')}`, 2)
  }
  return names
}

function duration(ms) {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function table(rows) {
  const columns = ['runner', 'passed', 'failed', 'skipped', 'time']
  const width = (column) => Math.max(column.length, ...rows.map((row) => String(row[column]).length))
  const line = (row) =>
    columns
      .map((column, at) => {
        const text = String(row[column])
        return at === 0 ? text.padEnd(width(column)) : text.padStart(width(column))
      })
      .join('  ')
  const head = line(Object.fromEntries(columns.map((column) => [column, column])))
  return [head, '-'.repeat(head.length), ...rows.map(line)].join('\n')
}

await run(async () => {
  await ensureNode()
  const names = wanted(process.argv.slice(2))
  await ensureInstalled()
  const rows = []
  let built = false
  for (const name of names) {
    say(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`)
    const since = Date.now()
    const sum = await ALL[name]({ built })
    if (name === 'build') built = sum.failed === 0
    rows.push({ runner: name, ...sum, time: duration(Date.now() - since) })
  }
  say(`\n${table(rows)}\n`)
  for (const row of rows) if (row.note) say(`${row.runner}: ${row.note}`)
  const total = (column) => rows.reduce((sum, row) => sum + row[column], 0)
  const [passed, failed, skipped] = [total('passed'), total('failed'), total('skipped')]
  const strict = process.env.CI === 'true' && skipped > 0
  if (strict) say('With CI=true every test must run: what was skipped counts as a failure.')
  say(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed > 0 || strict ? 1 : 0
})
