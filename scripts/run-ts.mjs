/**
 * The one way to run a TypeScript file of this repository outside Next and Vitest:
 *
 *   node scripts/run-ts.mjs db/scripts/migrate.ts [arguments]
 *
 * The file sees its own arguments in process.argv from index 2, as if it had been started directly.
 */
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadEnvFiles } from './lib/env-files.mjs'
import { ensureNode } from './lib/node-version.mjs'
import { run, Stop } from './lib/output.mjs'
import { inRoot } from './lib/paths.mjs'

await run(async () => {
  await ensureNode()
  const file = process.argv[2]
  if (!file) throw new Stop('usage: node scripts/run-ts.mjs <file.ts> [arguments]', 2)
  if (!fs.existsSync(inRoot('node_modules', 'esbuild')))
    throw new Stop('Packages are missing: run npm ci first.')
  loadEnvFiles()
  await import('./lib/ts-loader.mjs')
  const entry = path.resolve(file)
  process.argv.splice(1, 2, entry)
  await import(pathToFileURL(entry).href)
  return process.exitCode
})
