import path from 'node:path'
import { Stop, say } from './output.mjs'
import { capture, npmCommand, runAttached } from './process.mjs'

/** better-sqlite3 13 crashes below 22, and `module.registerHooks` (scripts/lib/ts-loader.mjs) came with 22.15. */
const OLDEST = [22, 15]
const WANTED = 'node@24'

function isOldEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

/**
 * Makes sure that the script runs on a Node it can run on. On an older one, fetches Node 24 through npm (kept in
 * npm's cache), runs the same command with it and ends this process with that one's exit code.
 *
 * The binary is looked up first and then started directly: `npm exec` in the middle would swallow signals and
 * exit codes.
 */
export async function ensureNode() {
  if (isOldEnough()) return
  const found = `Node ${process.versions.node}`
  if (process.env.MTMS_NODE_FETCHED) {
    throw new Stop(`MTMS needs Node ${OLDEST.join('.')} or newer; npm gave ${found} again. Install Node 24.`)
  }
  say(`${found} is too old for MTMS: fetching Node 24 through npm (once; it stays in npm's cache) …`)
  const [npm, leading] = npmCommand()
  // Without asking the registry whether there is a newer one: where it is out of reach npm tries for minutes first.
  const cached = '--prefer-offline'
  const args = [
    ...leading,
    'exec',
    '--yes',
    cached,
    `--package=${WANTED}`,
    '--',
    'node',
    '-p',
    'process.execPath',
  ]
  const answer = await capture(npm, args)
  const node = answer.stdout.trim().split('\n').at(-1)
  if (answer.code !== 0 || !node || !path.isAbsolute(node)) {
    throw new Stop(
      [
        `Could not fetch Node 24 through npm (exit code ${answer.code}).`,
        answer.stderr.trim(),
        'Install Node 24 (https://nodejs.org) or connect to the npm registry, then run the command again.',
      ].join('\n'),
    )
  }
  const env = {
    ...process.env,
    MTMS_NODE_FETCHED: '1',
    // Whatever we start by the name `node` (npm's own scripts among it) must be the same one.
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
  }
  process.exit(await runAttached(node, process.argv.slice(1), { env }))
}
