import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { ensureBuilt } from './build.mjs'
import { Stop, say } from './output.mjs'
import { inRoot, root } from './paths.mjs'
import { capture, exitCodeOf } from './process.mjs'

/**
 * What a stage found. `skipped` counts tests that exist and were not run; `note` says why.
 * @typedef {{ passed: number, failed: number, skipped: number, note?: string }} Sum
 */

/** A runner that hangs must not hang everything: after this long it is ended, and counts as failed. */
const LIMIT_MS = 40 * 60_000
const RESULTS = inRoot('.tmp', 'test-results')

const packageBin = (...parts) => inRoot('node_modules', ...parts)
const VITEST = packageBin('vitest', 'vitest.mjs')
const PLAYWRIGHT = packageBin('@playwright', 'test', 'cli.js')

function baseEnvironment() {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
  // Set by npm or the shell; Vitest and Next choose their own.
  delete env.NODE_ENV
  delete env.TEST_DB
  return env
}

/** Runs a Node program with our output, in a group of its own, so that ending it ends all it has started. */
function runNode(args, variables = {}) {
  return new Promise((resolve, reject) => {
    const env = { ...baseEnvironment(), ...variables }
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const endGroup = (signal) => {
      try {
        process.kill(-child.pid, signal)
      } catch (error) {
        if (error.code !== 'ESRCH') throw error
      }
    }
    let interrupted = false
    const onSignal = (signal) => {
      interrupted = true
      endGroup(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal)
    const timer = setTimeout(() => {
      say(`Not finished after ${LIMIT_MS / 60_000} minutes: ended.`)
      endGroup('SIGTERM')
      setTimeout(() => endGroup('SIGKILL'), 10_000).unref()
    }, LIMIT_MS)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, onSignal)
      if (interrupted) reject(new Stop('Interrupted.', 130))
      else resolve(exitCodeOf(code, signal))
    })
  })
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function resultFile(name) {
  fs.mkdirSync(RESULTS, { recursive: true })
  const file = path.join(RESULTS, `${name.replace(':', '-')}.json`)
  fs.rmSync(file, { force: true })
  return file
}

/** A runner that ended badly without naming a failed test (it broke before or after them) counts as one. */
function withExitCode(sum, code) {
  if (code !== 0 && sum.failed === 0)
    return { ...sum, failed: 1, note: `the runner itself failed (exit ${code})` }
  return sum
}

/** A check that is one program with a verdict counts as one test. */
const single = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })

/** @returns {Promise<Sum>} */
export async function types() {
  // Types of routes and of Next's assets, which a fresh clone does not have.
  const made = await capture(process.execPath, [packageBin('next', 'dist', 'bin', 'next'), 'typegen'], {
    cwd: root,
    env: baseEnvironment(),
  })
  if (made.code !== 0) {
    say(`${made.stdout}${made.stderr}`)
    return single(made.code)
  }
  return single(await runNode([packageBin('typescript', 'bin', 'tsc'), '--noEmit', '-p', '.']))
}

/** @returns {Promise<Sum>} */
export async function lint() {
  const lockfile = await runNode([inRoot('scripts', 'complete-lockfile.mjs'), '--check'])
  if (lockfile !== 0) return single(lockfile)
  return single(await runNode([packageBin('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--colors=off', '.']))
}

/** @returns {Promise<Sum>} */
export async function build() {
  try {
    await ensureBuilt()
    return single(0)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    say(error.message)
    return single(1)
  }
}

/** Sums of Vitest's JSON report. A file that could not be loaded has no tests of its own and counts as one. */
export function vitestSum(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

async function vitest(name, project, variables) {
  const file = resultFile(name)
  const args = [
    VITEST,
    'run',
    '--project',
    project,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile=${file}`,
  ]
  const code = await runNode(args, variables)
  const report = readJson(file)
  if (!report) return withExitCode({ passed: 0, failed: 0, skipped: 0 }, code || 1)
  return withExitCode(vitestSum(report), code)
}

/** @returns {Promise<Sum>} */
export const unit = () => vitest('unit', 'unit', {})

/** @returns {Promise<Sum>} */
export const integrationSqlite = () => vitest('integration:sqlite', 'integration', { TEST_DB: 'sqlite' })

/** How many integration tests there are, without a database to run them on. */
async function countIntegration() {
  const file = resultFile('integration-list')
  const code = await capture(
    process.execPath,
    [VITEST, 'list', '--project', 'integration', `--json=${file}`],
    {
      cwd: root,
      env: { ...baseEnvironment(), TEST_DB: 'sqlite' },
    },
  )
  const tests = readJson(file)
  if (code.code !== 0 || !tests) throw new Stop(`vitest list failed:\n${code.stdout}${code.stderr}`)
  return tests.length
}

function onPath(names) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']
  return names.some((name) => folders.some((folder) => folder && fs.existsSync(path.join(folder, name))))
}

/** Undefined when a MariaDB server can be started (or TEST_MYSQL_URL names one), else what is missing. */
function missingMariaDb() {
  if (process.env.TEST_MYSQL_URL) return undefined
  const server = onPath(['mariadbd', 'mysqld'])
  const install = onPath(['mariadb-install-db', 'mysql_install_db'])
  if (server && install) return undefined
  return 'no MariaDB server (install the package mariadb-server, or set TEST_MYSQL_URL)'
}

/** @returns {Promise<Sum>} */
export async function integrationMariaDb() {
  const missing = missingMariaDb()
  if (missing) return { passed: 0, failed: 0, skipped: await countIntegration(), note: missing }
  return await vitest('integration:mariadb', 'integration', { TEST_DB: 'mariadb' })
}

/** Undefined when there is a Chromium to test with, else what is missing. */
async function missingBrowser() {
  if (fs.existsSync(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium')) return undefined
  const script = "import('@playwright/test').then((p) => process.stdout.write(p.chromium.executablePath()))"
  const { stdout } = await capture(process.execPath, ['-e', script], { cwd: root })
  if (fs.existsSync(stdout)) return undefined
  return 'no Chromium (install the package chromium, set CHROMIUM_PATH, or run npx playwright install chromium)'
}

/**
 * Sums of Playwright's JSON report. A test that passed at its second try (CI alone tries again, see
 * playwright.config.ts) counts once, as passed, and is named: what fails now and then is somebody's to look into.
 */
export function playwrightSum(report) {
  const { expected, unexpected, flaky, skipped } = report.stats
  const sum = { passed: expected + flaky, failed: unexpected, skipped }
  if (flaky === 0) return sum
  const titles = (suite) => [
    ...suite.specs
      .filter((spec) => spec.tests.some((test) => test.status === 'flaky'))
      .map((spec) => spec.title),
    ...(suite.suites ?? []).flatMap(titles),
  ]
  return { ...sum, note: `passed at the second try only: ${report.suites.flatMap(titles).join('; ')}` }
}

async function countE2e(projects) {
  const args = [
    PLAYWRIGHT,
    'test',
    '--list',
    '--reporter=json',
    ...projects.map((name) => `--project=${name}`),
  ]
  const { stdout } = await capture(process.execPath, args, { cwd: root, env: baseEnvironment() })
  const count = (suite) =>
    suite.specs.length + (suite.suites ?? []).reduce((sum, inner) => sum + count(inner), 0)
  return JSON.parse(stdout).suites.reduce((sum, suite) => sum + count(suite), 0)
}

/** @returns {Promise<Sum>} */
export async function e2e({ built }) {
  const noBrowser = await missingBrowser()
  const noDatabase = missingMariaDb()
  const all = ['sqlite', 'mariadb']
  if (!built || noBrowser) {
    const note = noBrowser ?? 'not run, because the build failed'
    return { passed: 0, failed: 0, skipped: await countE2e(all), note }
  }
  const projects = noDatabase ? ['sqlite'] : all
  const left = noDatabase ? await countE2e(['mariadb']) : 0
  const file = resultFile('e2e')
  const args = [PLAYWRIGHT, 'test', '--reporter=list,json', ...projects.map((name) => `--project=${name}`)]
  const code = await runNode(args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file })
  const report = readJson(file)
  if (!report) return withExitCode({ passed: 0, failed: 0, skipped: 0 }, code || 1)
  const sum = withExitCode(playwrightSum(report), code)
  return {
    ...sum,
    skipped: sum.skipped + left,
    note: [sum.note, noDatabase].filter(Boolean).join('; ') || undefined,
  }
}
