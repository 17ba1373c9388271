/** `npm run dev`: the app with live reload on PORT (default 3000), on a migrated database. */
import { loadEnvFiles } from './lib/env-files.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ensureNode } from './lib/node-version.mjs'
import { run } from './lib/output.mjs'
import { portFromEnv, prepareDatabase, requireFreePort, serve } from './lib/server.mjs'

await run(async () => {
  await ensureNode()
  loadEnvFiles('development')
  const port = portFromEnv()
  await requireFreePort(port)
  await ensureInstalled()
  const env = { ...process.env, PORT: String(port) }
  await prepareDatabase(env)
  return await serve('dev', port, process.argv.slice(2), env)
})
