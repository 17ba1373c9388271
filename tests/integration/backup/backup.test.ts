import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db, driver, write } from '@/db/client'
import { isMysql } from '@/db/columns'
import { knownMigrations, migrate, preMigrationFolder } from '@/db/migrate'
import { settings } from '@/db/schema'
import { makeBackup } from '@/lib/backup/backup'
import { configuredPlace } from '@/lib/backup/place'
import { restoreBackup, stepBack } from '@/lib/backup/restore'
import { storage } from '@/lib/storage'
import { runScript } from '../../support/database'
import { makeUser } from '../../support/world'

const place = configuredPlace()
const set = (key: string, value: unknown) =>
  write(async (tx) => {
    await tx.delete(settings).where(eq(settings.key, key))
    await tx.insert(settings).values({ key, value, updatedAt: new Date() })
  })
const get = async (key: string) => {
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  return row?.value
}
const read = async (key: string) => {
  const file = await storage().get(key)
  return file && (await new Response(file.stream).text())
}
const restore = (folder: string, known = knownMigrations()) => restoreBackup(place, folder, known)
/** What a script sees of this test's installation. */
const variables = () => ({ DATA_DIR: place.dataDir, DATABASE_URL: process.env.DATABASE_URL ?? '' })

beforeAll(async () => {
  writeFileSync(place.authSecret, 'the-secret', { mode: 0o600 })
})

describe('a backup that is put back', () => {
  test('brings rows, files and the secret back as they were, and keeps what it replaced', async () => {
    await makeUser('admin', { name: 'Aroha 🎓 Admin' })
    await set('colour', { text: 'it’s “blue”; \\ %', list: [1, null] })
    await storage().put('cv/one', Buffer.from('first'))
    const { folder, manifest } = await makeBackup(place)
    expect(manifest).toMatchObject({ database: isMysql ? 'mysql' : 'sqlite', withFiles: true })
    expect(manifest.migrations).toBe(knownMigrations())

    await set('colour', 'red')
    await storage().remove('cv/one')
    await storage().put('cv/two', Buffer.from('second'))
    writeFileSync(place.authSecret, 'another')
    await closeDatabase()
    const { replaced } = await restore(folder)

    expect(await get('colour')).toEqual({ text: 'it’s “blue”; \\ %', list: [1, null] })
    expect((await db.query.users.findFirst())?.name).toBe('Aroha 🎓 Admin')
    expect(await read('cv/one')).toBe('first')
    expect(await read('cv/two')).toBeNull()
    expect(readFileSync(place.authSecret, 'utf8')).toBe('the-secret')
    expect(statSync(place.authSecret).mode & 0o777).toBe(0o600)
    for (const path of replaced) expect(existsSync(path)).toBe(true)
    const oldFiles = replaced.find((path) => path.endsWith('files'))
    expect(readFileSync(join(oldFiles ?? '', 'cv', 'two'), 'utf8')).toBe('second')
    expect(readdirSync(place.dataDir).filter((name) => name.includes('restoring'))).toEqual([])
    await set('after', 'a restored database can be written')
    expect(await get('after')).toBeDefined()
  })

  test('leaves the folder of files itself in place, which may be a mount or below a folder of somebody else’s', async () => {
    await storage().put('cv/one', Buffer.from('first'))
    const { folder } = await makeBackup(place)
    const { ino } = statSync(place.files ?? '')
    await closeDatabase()
    await restore(folder)
    expect(statSync(place.files ?? '').ino).toBe(ino)
    expect(await read('cv/one')).toBe('first')
  })

  test.skipIf(!existsSync('/dev/shm'))('keeps the old files within a folder on another disk', async () => {
    const files = mkdtempSync('/dev/shm/mtms-files-')
    const shared = { ...place, files }
    mkdirSync(join(files, 'cv'))
    writeFileSync(join(files, 'cv', 'one'), 'first')
    const { folder } = await makeBackup(shared)
    writeFileSync(join(files, 'cv', 'one'), 'second')
    await closeDatabase()
    const { replaced } = await restoreBackup(shared, folder, knownMigrations())
    expect(readFileSync(join(files, 'cv', 'one'), 'utf8')).toBe('first')
    const old = replaced.find((path) => path.startsWith(files)) ?? ''
    expect(readFileSync(join(old, 'cv', 'one'), 'utf8')).toBe('second')
    expect(replaced.every((path) => existsSync(path))).toBe(true)
    const later = await makeBackup(shared)
    expect(later.manifest.entries.map((entry) => entry.path)).not.toContainEqual(
      expect.stringContaining('.replaced-'),
    )
    rmSync(files, { recursive: true })
  })

  test('can be read by nobody else', async () => {
    const { folder } = await makeBackup(place)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, isMysql ? 'mtms.sql' : 'mtms.sqlite')).mode & 0o777).toBe(0o600)
  })

  test('can be followed by a later one', async () => {
    await set('state', 'old')
    const { folder } = await makeBackup(place)
    await set('state', 'new')
    const later = await makeBackup(place)
    await closeDatabase()
    await restore(folder)
    expect(await get('state')).toBe('old')
    await closeDatabase()
    await restore(later.folder)
    expect(await get('state')).toBe('new')
  })

  test('was one moment of a database that was being written', async () => {
    await set('left', 0)
    await set('right', 0)
    let writing = true
    let written = 0
    const writer = (async () => {
      while (writing) {
        written += 1
        const value = written
        await write(async (tx) => {
          await tx.update(settings).set({ value }).where(eq(settings.key, 'left'))
          await tx.update(settings).set({ value }).where(eq(settings.key, 'right'))
        })
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    // A process of its own, as `npm run db:backup` beside the running app.
    const { stdout } = await runScript('db/scripts/backup.ts', [], variables())
    writing = false
    await writer
    expect(written).toBeGreaterThan(1)
    const folder = /Backup: (.+)/.exec(stdout)?.[1] ?? ''
    await closeDatabase()
    await restore(folder)
    const left = (await get('left')) as number
    expect(left).toBeLessThanOrEqual(written)
    expect(await get('right')).toBe(left)
  })
})

describe('a restore is refused, and changes nothing,', () => {
  let folder: string
  beforeEach(async () => {
    await set('kept', 'before')
    await storage().put('cv/kept', Buffer.from('x'.repeat(1000)))
    folder = (await makeBackup(place)).folder
    await set('kept', 'after')
    await closeDatabase()
  })
  const expectUntouched = async () => {
    expect(await get('kept')).toBe('after')
    expect(readdirSync(place.dataDir).filter((name) => name.includes('restoring'))).toEqual([])
    await closeDatabase()
  }

  test('while MTMS runs', async () => {
    expect(await get('kept')).toBe('after')
    await expect(restore(folder)).rejects.toThrow('MTMS is running')
    const script = runScript('db/scripts/restore.ts', [folder], variables())
    await expect(script).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('MTMS is running'),
    })
    await expectUntouched()
    await restore(folder)
    expect(await get('kept')).toBe('before')
  })

  test('when a file was changed or cut', async () => {
    const file = join(folder, 'files', 'cv', 'kept')
    writeFileSync(file, `y${'x'.repeat(999)}`)
    await expect(restore(folder)).rejects.toThrow('files/cv/kept is not what was backed up')
    writeFileSync(file, 'x')
    await expect(restore(folder)).rejects.toThrow('files/cv/kept is not what was backed up')
    await expectUntouched()
  })

  test('when a file or the manifest is missing', async () => {
    rmSync(join(folder, 'files', 'cv', 'kept'))
    await expect(restore(folder)).rejects.toThrow('files/cv/kept is missing')
    rmSync(join(folder, 'manifest.json'))
    await expect(restore(folder)).rejects.toThrow('not a complete backup')
    await expect(restore(join(folder, 'nowhere'))).rejects.toThrow('not a complete backup')
    await expectUntouched()
  })

  test('when the manifest is damaged or points outside the folder', async () => {
    const file = join(folder, 'manifest.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...manifest, entries: [{ path: '../../x', size: 1, sha256: '' }] }))
    await expect(restore(folder)).rejects.toThrow('damaged')
    writeFileSync(file, '{"format":')
    await expect(restore(folder)).rejects.toThrow('damaged')
    await expectUntouched()
  })

  test('when the backup is of another kind of database or of a newer MTMS', async () => {
    await expect(restore(folder, knownMigrations() - 1)).rejects.toThrow('newer version')
    const file = join(folder, 'manifest.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...manifest, database: isMysql ? 'sqlite' : 'mysql' }))
    await expect(restore(folder)).rejects.toThrow('DATABASE_URL names')
    await expectUntouched()
  })
})

test('a backup that fails leaves no folder that looks like one', async () => {
  const into = join(place.dataDir, 'elsewhere')
  const gone = {
    ...place,
    database: { kind: 'sqlite' as const, file: join(place.dataDir, 'no-such.sqlite') },
  }
  await expect(makeBackup(gone, into)).rejects.toThrow('nothing to back up')
  expect(readdirSync(into)).toEqual([])
})

test('what a killed backup left behind is removed by a later one, and one that is at work is not', async () => {
  const into = join(place.dataDir, 'nightly')
  const at = (ago: number) => new Date(Date.now() - ago).toISOString().replace(/[:.]/g, '-')
  const [old, young, complete] = [
    `${at(25 * 3600_000)}.partial`,
    `${at(3600_000)}.partial`,
    at(26 * 3600_000),
  ]
  for (const name of [old, young, complete, 'notes.partial']) mkdirSync(join(into, name), { recursive: true })
  const { folder } = await makeBackup(place, into)
  expect(readdirSync(into).sort()).toEqual([complete, young, basename(folder), 'notes.partial'].sort())
})

/** A migrations folder with `extra` more migrations than ours, each adding a table. */
function withMoreMigrations(extra: number): string {
  const root = join(place.dataDir, `migrations-${extra}`)
  const kind = isMysql ? 'mysql' : 'sqlite'
  cpSync(join(process.cwd(), 'db', 'migrations', kind), join(root, kind), { recursive: true })
  const file = join(root, kind, 'meta', '_journal.json')
  const journal = JSON.parse(readFileSync(file, 'utf8'))
  for (let n = 1; n <= extra; n++) {
    const tag = `${9000 + n}_more`
    const when = journal.entries.at(-1).when + n
    journal.entries.push({ ...journal.entries[0], idx: journal.entries.length, when, tag })
    writeFileSync(join(root, kind, `${tag}.sql`), `CREATE TABLE more_${n} (id int)`)
  }
  writeFileSync(file, JSON.stringify(journal))
  return root
}

if (!isMysql) {
  test('a new embedded database, its log files and its folder can be read by nobody else', async () => {
    const dataDir = join(place.dataDir, 'new')
    await runScript('db/scripts/prepare.ts', [], { DATA_DIR: dataDir })
    const open = new Database(join(dataDir, 'mtms.sqlite'))
    open.exec('create table written (id int)')
    const names = readdirSync(dataDir).filter((name) => name.startsWith('mtms.sqlite'))
    expect(names.sort()).toEqual(['mtms.sqlite', 'mtms.sqlite-shm', 'mtms.sqlite-wal'])
    for (const path of [dataDir, ...names.map((name) => join(dataDir, name))])
      expect(statSync(path).mode & 0o077).toBe(0)
    open.close()
  })

  test('before each migration the embedded database is copied, the last five copies are kept, and each step back undoes one', async () => {
    rmSync(preMigrationFolder(), { recursive: true, force: true })
    await set('step', 'before')
    for (let n = 1; n <= 7; n++) expect(await migrate(withMoreMigrations(n))).toBe(1)
    expect(readdirSync(preMigrationFolder())).toHaveLength(5)
    await set('step', 'after')

    await expect(stepBack(place)).rejects.toThrow('MTMS is running')
    await closeDatabase()
    const { replaced } = await stepBack(place)
    expect(await get('step')).toBe('before')
    expect(await migrate(withMoreMigrations(6))).toBe(0)
    expect(existsSync(replaced[0] ?? '')).toBe(true)

    for (let left = 4; left > 0; left--) {
      await closeDatabase()
      await stepBack(place)
    }
    expect(await migrate(withMoreMigrations(2))).toBe(0)
    await closeDatabase()
    await expect(stepBack(place)).rejects.toThrow('There is no copy')
  })
} else {
  test('stepping back with MySQL says what to do instead', async () => {
    await expect(stepBack(place)).rejects.toThrow('npm run db:restore')
  })
}

test('a database that a newer version has migrated is refused', async () => {
  await migrate(withMoreMigrations(8))
  await expect(migrate()).rejects.toThrow('MTMS cannot start with this database')
  await expect(migrate()).rejects.toThrow(isMysql ? 'npm run db:restore <folder>' : 'npm run db:step-back')
})

if (isMysql) {
  test('a migration that was cut off half-way is told with what to do, not as a statement of SQL', async () => {
    const { exec } = driver()
    await exec('create table kept_migrations as select * from __drizzle_migrations')
    await exec('delete from __drizzle_migrations')
    try {
      await expect(migrate()).rejects.toThrow(
        /^MTMS cannot start with this database: .*already exists\).*cut off half-way.*db:restore/s,
      )
    } finally {
      await exec('insert into __drizzle_migrations select * from kept_migrations')
      await exec('drop table kept_migrations')
    }
  })
}
