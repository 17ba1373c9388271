import { spawn } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import { Stop, say } from './output.mjs'
import { inRoot, root } from './paths.mjs'
import { exitCodeOf, forwardSignals, npmCommand } from './process.mjs'

const STAMP = inRoot('node_modules', '.mtms-lock')
/** npm's own record of what it installed; written last by every `npm install` and `npm ci`. */
const NPM_RECORD = inRoot('node_modules', '.package-lock.json')

/** What native packages were chosen for. */
const PLATFORM = `node${process.versions.node.split('.')[0]} ${process.platform}-${process.arch}`

function lockfileHash() {
  return crypto
    .createHash('sha256')
    .update(fs.readFileSync(inRoot('package-lock.json')))
    .digest('hex')
}

/** Written by renaming: a half-written stamp, or one shared through a hard link, must not pass for ours. */
function writeStamp(text) {
  fs.writeFileSync(`${STAMP}.new`, text)
  fs.renameSync(`${STAMP}.new`, STAMP)
}

function readOrEmpty(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** True when npm's record holds the same version of every package as the lockfile, leaving optional ones aside. */
function matchesLockfile() {
  try {
    const wanted = JSON.parse(fs.readFileSync(inRoot('package-lock.json'), 'utf8')).packages
    const installed = JSON.parse(fs.readFileSync(NPM_RECORD, 'utf8')).packages
    return Object.entries(wanted).every(
      ([key, entry]) =>
        key === '' || entry.optional || entry.link || installed[key]?.version === entry.version,
    )
  } catch {
    return false
  }
}

/** What to tell about a failed npm, from the code npm printed. */
function explain(output, code) {
  const has = (...words) => words.some((word) => output.includes(word))
  let why = `npm failed (exit code ${code}); its own message is above.`
  if (has('ENOSPC')) why = 'npm failed: the disk is full. MTMS needs about 1.5 GB for its packages.'
  else if (has('EACCES', 'EROFS', 'EPERM')) why = `npm failed: no permission to write to ${root}.`
  else if (has('ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENETUNREACH')) {
    why = 'npm failed: the npm registry cannot be reached. Check the network or the proxy.'
  }
  return `${why}\nRun the command again once this is mended: nothing else has been changed.`
}

/** Runs npm quietly; what it says of errors is shown as it comes, and returned. */
function runNpm(...args) {
  return new Promise((resolve, reject) => {
    const [npm, leading] = npmCommand()
    const env = { ...process.env }
    // Building and testing need the development packages too, whatever the environment says.
    delete env.NODE_ENV
    delete env.npm_config_omit
    delete env.npm_config_production
    const child = spawn(
      npm,
      [...leading, ...args, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: root,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    const stop = forwardSignals(child)
    let output = ''
    child.stderr.on('data', (chunk) => {
      output += chunk
      process.stderr.write(chunk)
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      stop()
      resolve({ code: exitCodeOf(code, signal), output })
    })
  })
}

/**
 * Installs the packages of package-lock.json when node_modules does not hold them; otherwise returns within
 * milliseconds. A run cut short leaves no stamp, so the next one installs again.
 */
export async function ensureInstalled() {
  const wanted = `${lockfileHash()} ${PLATFORM}\n`
  const stamp = readOrEmpty(STAMP)
  if (stamp === wanted) return
  // Somebody ran npm themselves: what they installed is fine when it is what the lockfile says.
  if ((stamp === '' || stamp.endsWith(` ${PLATFORM}\n`)) && matchesLockfile()) return writeStamp(wanted)
  say('Installing packages (npm ci; a minute or two the first time) …')
  let { code, output } = await runNpm('ci')
  if (code !== 0 && output.includes('EUSAGE')) {
    // The lockfile lacks a package, often an optional one for another platform (scripts/complete-lockfile.mjs).
    // npm install keeps to all that it does hold, and leaves the file as it is.
    say('npm ci does not accept the lockfile (see above): trying npm install, which keeps its versions …')
    ;({ code, output } = await runNpm('install', '--no-save'))
  }
  if (code !== 0) throw new Stop(explain(output, code), code > 128 ? code : 1)
  writeStamp(wanted)
}
