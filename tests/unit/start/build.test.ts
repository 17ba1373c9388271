import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import config from '@/next.config'
import { sameBuildEnv } from '@/scripts/lib/build.mjs'

describe('builds of the same sources are one build', () => {
  it('names id and key by the sources alone', async () => {
    const one = sameBuildEnv('a'.repeat(64))
    expect(sameBuildEnv('a'.repeat(64))).toEqual(one)
    expect(sameBuildEnv('b'.repeat(64))).not.toEqual(one)
    // An AES key of 256 bits, as Next wants it.
    expect(Buffer.from(one.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, 'base64')).toHaveLength(32)
    process.env.MTMS_BUILD_ID = one.MTMS_BUILD_ID
    expect(await config.generateBuildId?.()).toBe(one.MTMS_BUILD_ID)
    delete process.env.MTMS_BUILD_ID
  })

  it('and no action encloses values, which that key would have to keep secret', () => {
    const enclosing = globSync('{app,components,lib}/**/*.{ts,tsx}').filter((file) =>
      /^\s+['"]use server['"]/m.test(readFileSync(file, 'utf8')),
    )
    expect(enclosing).toEqual([])
  })
})
