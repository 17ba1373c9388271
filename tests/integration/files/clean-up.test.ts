import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { files, jobRuns, jobSteps, outbox, profiles } from '@/db/schema'
import { newId } from '@/db/sql'
import { env } from '@/lib/env'
import { removeOrphanedFiles } from '@/lib/files/clean-up'
import { removeOldJobs } from '@/lib/jobs/commands'
import { storage } from '@/lib/storage'
import { makeUser } from '../../support/world'

const day = 86_400_000
const now = new Date()
let owner: string
beforeAll(async () => {
  owner = await makeUser('student')
})

async function keep(ageDays: number, row: boolean): Promise<{ id: string; key: string }> {
  const id = newId()
  const key = `documents/${newId()}`
  await storage().put(key, new TextEncoder().encode('%PDF-1.4'))
  const at = new Date(now.getTime() - ageDays * day)
  utimesSync(join(env.DATA_DIR, 'files', key), at, at)
  if (row)
    await write((tx) =>
      tx.insert(files).values({
        id,
        ownerId: owner,
        kind: 'cv',
        name: 'cv.pdf',
        mediaType: 'application/pdf',
        size: 8,
        sha256: '0'.repeat(64),
        storageKey: key,
        createdAt: at,
      }),
    )
  return { id, key }
}
const there = async (key: string) => {
  const found = await storage().get(key)
  await found?.stream.cancel()
  return found !== null
}

test('uploads that nothing refers to go after a week, bytes without a row after a day, everything else stays', async () => {
  const used = await keep(40, true)
  await write((tx) => tx.update(profiles).set({ cvFileId: used.id }).where(eq(profiles.userId, owner)))
  const unused = await keep(8, true)
  const recent = await keep(6, true)
  const stray = await keep(2, false)
  const fresh = await keep(0.5, false)
  const leftover = join(env.DATA_DIR, 'files', 'documents', 'x.0f.part')
  mkdirSync(join(env.DATA_DIR, 'files', 'documents'), { recursive: true })
  writeFileSync(leftover, 'half')
  utimesSync(leftover, new Date(now.getTime() - 2 * day), new Date(now.getTime() - 2 * day))

  expect(await removeOrphanedFiles(now)).toMatchObject({ unused: 1 })
  // The bytes of the unused one go after its commit, on their own.
  for (let i = 0; i < 100 && (await there(unused.key)); i++) await new Promise((done) => setTimeout(done, 20))
  expect(await there(unused.key)).toBe(false)
  expect(await there(stray.key)).toBe(false)
  for (const kept of [used, recent, fresh]) expect(await there(kept.key)).toBe(true)
  const [row] = await db.select().from(files).where(eq(files.id, unused.id))
  expect(row?.removedAt).not.toBeNull()
  expect(() => utimesSync(leftover, now, now)).toThrow('ENOENT')
  expect(await removeOrphanedFiles(now)).toEqual({ unused: 0, stray: 0 })
})

test('jobs and events that ended more than 30 days ago are removed with their steps, repeated jobs that went well after two, open ones are not', async () => {
  const old = new Date(now.getTime() - 31 * day)
  const recent = new Date(now.getTime() - 3 * day)
  const run = (state: 'completed' | 'failed' | 'sleeping', at: Date, runKey: string = newId()) => ({
    id: newId(),
    functionId: 'f',
    runKey,
    groupKey: 'f',
    event: {},
    state,
    runAt: at,
    createdAt: at,
    updatedAt: at,
  })
  const gone = [run('completed', old), run('failed', old), run('completed', recent, 'cron:f:1')]
  const stay = [
    run('completed', now),
    run('sleeping', old),
    run('completed', recent),
    run('failed', recent, 'cron:f:2'),
    run('completed', now, 'cron:f:3'),
  ]
  await write(async (tx) => {
    await tx.insert(jobRuns).values([...gone, ...stay])
    for (const { id } of [...gone, ...stay])
      await tx.insert(jobSteps).values({ runId: id, stepId: 's', op: 'StepRun', name: 's', createdAt: old })
    await tx.insert(outbox).values([
      { id: newId(), name: 'delivered', data: {}, createdAt: old, deliveredAt: old },
      { id: newId(), name: 'waiting', data: {}, createdAt: old },
    ])
  })
  expect(await removeOldJobs(now)).toEqual({ runs: 3, events: 1 })
  const left = (await db.select({ id: jobRuns.id }).from(jobRuns)).map((row) => row.id).sort()
  expect(left).toEqual(stay.map((row) => row.id).sort())
  expect(await db.select().from(jobSteps)).toHaveLength(stay.length)
  expect((await db.select().from(outbox)).map((row) => row.name)).toEqual(['waiting'])
})
