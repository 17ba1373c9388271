import fs from 'node:fs'
import { parseEnv } from 'node:util'
import { inRoot } from './paths.mjs'

/**
 * Takes the .env files into the environment, the same ones in the same order as Next does for the app itself, so
 * that scripts and app see one configuration. What the environment already says wins.
 *
 * @param {'production' | 'development'} mode
 */
export function loadEnvFiles(mode = 'production') {
  // The app's tests set this: a developer's own .env must not leak into them. Next honours the same variable.
  if (process.env.__NEXT_PROCESSED_ENV) return
  for (const name of [`.env.${mode}.local`, '.env.local', `.env.${mode}`, '.env']) {
    let text
    try {
      text = fs.readFileSync(inRoot(name), 'utf8')
    } catch (error) {
      if (error.code === 'ENOENT') continue
      throw error
    }
    for (const [key, value] of Object.entries(parseEnv(text))) process.env[key] ??= value
  }
}
