/** `npm run build`: builds the app for production, whether or not a build is there. */
import { ensureBuilt } from './lib/build.mjs'
import { loadEnvFiles } from './lib/env-files.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ensureNode } from './lib/node-version.mjs'
import { run } from './lib/output.mjs'

await run(async () => {
  await ensureNode()
  await ensureInstalled()
  loadEnvFiles()
  await ensureBuilt({ force: true, quiet: false })
})
