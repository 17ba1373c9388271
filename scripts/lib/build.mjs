import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Stop, say } from './output.mjs'
import { inRoot, root } from './paths.mjs'
import { capture, runAttached } from './process.mjs'

/** Written after a build has succeeded; `next build` empties the folder, so a build cut short leaves none. */
const STAMP = inRoot('.next', 'mtms-build.json')
const NEXT = inRoot('node_modules', 'next', 'dist', 'bin', 'next')

/** All that goes into the build: these folders, and the files below from the root. */
const FOLDERS = ['app', 'components', 'lib', 'db', 'emails', 'inngest', 'public', 'messages']
const ROOT_FILES = /^(package-lock\.json|package\.json|tsconfig\.json|.*\.config\.(ts|mjs)|[a-z-]+\.ts)$/
/** What only tests and tools read. */
const ROOT_LEFT_OUT = ['next-env.d.ts', 'playwright.config.ts', 'vitest.config.ts', 'drizzle.config.ts']
/** Migrations are read when the app starts, not when it is built; tests and scripts never are. */
const LEFT_OUT = [path.join('db', 'migrations'), path.join('db', 'scripts')]

function* filesUnder(folder) {
  let entries
  try {
    entries = fs.readdirSync(inRoot(folder), { withFileTypes: true })
  } catch {
    return
  }
  for (const entry of entries) {
    const name = path.join(folder, entry.name)
    if (LEFT_OUT.includes(name)) continue
    if (entry.isDirectory()) yield* filesUnder(name)
    else if (entry.isFile()) yield name
  }
}

/**
 * A hash of everything the build is made from. By content, not by time or commit: a checkout changes times, a
 * working copy changes without a commit, and the few MB read here take less than a tenth of a second.
 */
export function sourceHash() {
  const hash = crypto.createHash('sha256')
  const rootFiles = fs
    .readdirSync(root)
    .filter((name) => ROOT_FILES.test(name) && !ROOT_LEFT_OUT.includes(name))
  const files = [...rootFiles, ...FOLDERS.flatMap((folder) => [...filesUnder(folder)])].sort()
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(inRoot(file)))
      .update('\0')
  for (const [key, value] of Object.entries(process.env).sort()) {
    if (key.startsWith('NEXT_PUBLIC_')) hash.update(`${key}=${value}\0`)
  }
  return hash.digest('hex')
}

/** True when `.next` holds a finished build of the present sources. */
export function isBuilt(hash = sourceHash()) {
  try {
    return JSON.parse(fs.readFileSync(STAMP, 'utf8')).sources === hash
  } catch {
    return false
  }
}

/**
 * What Next would otherwise draw at random for each build: its id (read by next.config.ts) and the key that its names
 * of server actions and of the scripts with them are made from. Derived from the sources, builds of one version that
 * were made on several machines understand each other's pages, and instances behind one address may mix them. The key
 * guards no secret: no action encloses values of the server (tests/unit/build.test.ts).
 */
export function sameBuildEnv(hash) {
  return {
    MTMS_BUILD_ID: hash.slice(0, 20),
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: crypto
      .createHash('sha256')
      .update(`actions ${hash}`)
      .digest('base64'),
  }
}

/**
 * Builds the app for production when `.next` does not hold a build of the present sources (or always, with
 * `force`). With `quiet`, what Next prints is shown only when the build fails.
 */
export async function ensureBuilt({ force = false, quiet = true } = {}) {
  const hash = sourceHash()
  if (!force && isBuilt(hash)) return
  if (quiet) say('Building MTMS (a minute or two the first time) …')
  const options = {
    cwd: root,
    env: { ...sameBuildEnv(hash), ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  }
  const args = [NEXT, 'build']
  const result = quiet
    ? await capture(process.execPath, args, options)
    : { code: await runAttached(process.execPath, args, options), stdout: '', stderr: '' }
  if (result.code !== 0) {
    const output = `${result.stdout}${result.stderr}`
    const why = output.includes('ENOSPC') ? 'The build failed: the disk is full.' : 'The build failed.'
    throw new Stop(`${output}\n${why}`, result.code)
  }
  fs.writeFileSync(STAMP, `${JSON.stringify({ sources: hash, at: new Date().toISOString() })}\n`)
}
