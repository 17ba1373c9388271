/**
 * `npm start`: from a fresh clone to a running MTMS. Installs, builds and migrates only what is not yet in place;
 * a second start takes seconds.
 *
 *   npm start -- -H 127.0.0.1     further arguments go to `next start`
 *   node scripts/start.mjs --prebuilt   installs and builds nothing (container images)
 */
import { ensureBuilt } from './lib/build.mjs'
import { loadEnvFiles } from './lib/env-files.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ensureNode } from './lib/node-version.mjs'
import { run } from './lib/output.mjs'
import { portFromEnv, prepareDatabase, requireFreePort, serve } from './lib/server.mjs'

await run(async () => {
  await ensureNode()
  loadEnvFiles()
  const port = portFromEnv()
  await requireFreePort(port)
  const more = process.argv.slice(2).filter((argument) => argument !== '--prebuilt')
  if (!process.argv.includes('--prebuilt')) {
    await ensureInstalled()
    await ensureBuilt()
  }
  const env = { ...process.env, NODE_ENV: 'production', PORT: String(port) }
  await prepareDatabase(env)
  return await serve('start', port, more, env)
})
