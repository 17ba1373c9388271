import path from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import config from '@/next.config'

test('what a solver thread reads is part of a traced deployment, of which the bundler knows nothing', async () => {
  const { metafile } = await build({
    entryPoints: ['lib/assignment/solver/listen.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  const read = Object.keys(metafile.inputs)
  expect(read).toContain('lib/assignment/solver/listen.ts')
  const traced = config.outputFileTracingIncludes?.['/*'] ?? []
  expect(read.filter((file) => !traced.some((pattern) => path.matchesGlob(file, pattern)))).toEqual([])
})
