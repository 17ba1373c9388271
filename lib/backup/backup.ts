import { constants, existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { filesBelow, type Manifest, writeManifest } from './manifest'
import { dumpMysql } from './mysql'
import { backupsFolder, type Place, setAside, timestamp } from './place'
import { copySqlite } from './sqlite'

/** Names inside a backup folder. */
export const inBackup = {
  sqlite: 'mtms.sqlite',
  mysql: 'mtms.sql',
  files: 'files',
  authSecret: 'auth-secret',
} as const

/**
 * Makes a consistent copy of database and files while the app runs, in a new folder `<timestamp>` below `into`
 * (default: `backups` in DATA_DIR). A folder that is not complete never has the final name.
 *
 * @throws BackupError with a sentence for the person; errors of the disk as they are
 */
export async function makeBackup(
  place: Place,
  into = backupsFolder(place),
): Promise<{ folder: string; manifest: Manifest }> {
  await removeAbandoned(into)
  const folder = join(into, timestamp())
  const partial = `${folder}.partial`
  await mkdir(partial, { recursive: true, mode: 0o700 })
  try {
    // Files before and after the database: what it names at its moment is in one of the two, whatever is uploaded
    // or removed meanwhile.
    await copyNewFiles(place.files, join(partial, inBackup.files))
    const copy = join(partial, inBackup[place.database.kind])
    const migrations =
      place.database.kind === 'sqlite'
        ? await copySqlite(place.database.file, copy)
        : await dumpMysql(place.database.url, copy)
    await chmod(copy, 0o600)
    await copyNewFiles(place.files, join(partial, inBackup.files))
    if (existsSync(place.authSecret)) {
      await copyFile(place.authSecret, join(partial, inBackup.authSecret))
      await chmod(join(partial, inBackup.authSecret), 0o600)
    }
    const manifest = await writeManifest(partial, {
      database: place.database.kind,
      migrations,
      withFiles: place.files !== null,
    })
    await rename(partial, folder)
    return { folder, manifest }
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

const dayMs = 86_400_000

/** What backups that were killed left behind; none is at work for a day. */
async function removeAbandoned(into: string): Promise<void> {
  const names = existsSync(into) ? await readdir(into) : []
  const before = timestamp(new Date(Date.now() - dayMs))
  for (const name of names)
    if (/^\d{4}-\d\d-\d\dT[\d-]+Z\.partial$/.test(name) && name < before)
      await rm(join(into, name), { recursive: true, force: true })
}

/** Copies the files that are not in `to` yet. Stored files never change, so one that is there is the same. */
async function copyNewFiles(from: string | null, to: string): Promise<void> {
  if (!from) return
  for (const path of await filesBelow(from)) {
    // Being written this moment (lib/storage/disk): not a stored file yet.
    if (path.endsWith('.part') || setAside.test(path)) continue
    const target = join(to, path)
    if (existsSync(target)) continue
    await mkdir(dirname(target), { recursive: true })
    await copyFile(join(from, path), target, constants.COPYFILE_FICLONE).catch((error) => {
      // Removed since we listed it: then the database no longer names it, or the other pass has it.
      if (error.code !== 'ENOENT') throw error
    })
  }
}
