import { constants, existsSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { inBackup } from './backup'
import { type Manifest, readVerified } from './manifest'
import { dumpMysql, loadMysql, requireUnusedMysql } from './mysql'
import { BackupError, backupsFolder, type Place, setAside, timestamp } from './place'
import { requireUnused } from './sqlite'

/** What was put back, and where what stood there before is now. */
export type Restored = { manifest: Manifest; replaced: string[] }

/**
 * Puts a backup back in the place of what is there: first everything is checked and copied beside its target, then
 * the old is moved aside and the new takes its name. A failure before that (damaged backup, full disk, MTMS still
 * running) changes nothing.
 *
 * @param known number of migrations this version of MTMS has
 * @throws BackupError with a sentence for the person
 */
export async function restoreBackup(place: Place, folder: string, known: number): Promise<Restored> {
  const manifest = await readVerified(folder)
  if (manifest.database !== place.database.kind)
    throw new BackupError(
      `The backup is of a ${manifest.database} database; DATABASE_URL names a ${place.database.kind} one.`,
    )
  if (manifest.migrations > known)
    throw new BackupError('The backup was made by a newer version of MTMS. Install that version first.')
  await requireNobody(place)

  const stamp = timestamp()
  const aside = join(backupsFolder(place), `replaced-${stamp}`)
  const swaps: Swap[] = []
  if (place.database.kind === 'sqlite')
    swaps.push({ from: join(folder, inBackup.sqlite), to: place.database.file })
  // A backup made when no file had been uploaded has no such folder; then there must be none afterwards.
  if (manifest.withFiles && place.files)
    swaps.push({ from: join(folder, inBackup.files), to: place.files, contents: true })
  const secret = join(folder, inBackup.authSecret)
  if (existsSync(secret)) swaps.push({ from: secret, to: place.authSecret })

  const replaced: string[] = []
  try {
    for (const swap of swaps) await stage(swap, stamp)
    if (place.database.kind === 'mysql')
      replaced.push(await replaceMysql(place.database.url, join(folder, inBackup.mysql), aside))
  } catch (error) {
    for (const swap of swaps) await rm(staged(swap, stamp), { recursive: true, force: true })
    throw error
  }
  for (const swap of swaps) replaced.push(...(await takePlace(swap, stamp, aside)))
  return { manifest, replaced }
}

/**
 * Puts back the copy that was made before the last migration of the embedded database. Files stay as they are:
 * a migration does not touch them.
 */
export async function stepBack(place: Place): Promise<{ copy: string; replaced: string[] }> {
  if (place.database.kind !== 'sqlite')
    throw new BackupError(
      'Only the embedded database is copied before a migration. With MySQL put back a backup: npm run db:restore <folder>',
    )
  const folder = join(backupsFolder(place), 'pre-migration')
  const copies = existsSync(folder) ? await readdir(folder) : []
  const newest = copies
    .filter((name) => name.endsWith('.sqlite'))
    .sort()
    .at(-1)
  if (!newest) throw new BackupError(`There is no copy in ${folder}: no migration has replaced anything yet.`)
  await requireNobody(place)
  const stamp = timestamp()
  const swap = { from: join(folder, newest), to: place.database.file }
  try {
    await stage(swap, stamp)
  } catch (error) {
    await rm(staged(swap, stamp), { force: true })
    throw error
  }
  const replaced = await takePlace(swap, stamp, join(backupsFolder(place), `replaced-${stamp}`))
  // Used up: a second step back goes one further.
  await rm(swap.from)
  return { copy: newest, replaced }
}

/** Loads the dump in place of what is in the database, which is dumped first; returns that dump's path. */
async function replaceMysql(url: string, dump: string, aside: string): Promise<string> {
  await mkdir(aside, { recursive: true, mode: 0o700 })
  const old = join(aside, inBackup.mysql)
  await dumpMysql(url, old)
  try {
    await loadMysql(url, dump)
  } catch (error) {
    await loadMysql(url, old)
    throw error
  }
  return old
}

async function requireNobody(place: Place): Promise<void> {
  if (place.database.kind === 'sqlite') requireUnused(place.database.file)
  else await requireUnusedMysql(place.database.url)
}

/**
 * `from` in a backup is to stand at `to`. With `contents` the folder `to` stays itself and only what is in it changes:
 * a shared folder is a mount, which cannot be renamed, or stands in a folder that is not ours.
 */
type Swap = { from: string; to: string; contents?: boolean }

const staged = ({ to, contents }: Swap, stamp: string) =>
  contents ? join(to, `.restoring-${stamp}`) : `${to}.restoring-${stamp}`

/** The long part, which may fail: a copy on the target's own disk, beside it. */
async function stage(swap: Swap, stamp: string): Promise<void> {
  const { from, to, contents } = swap
  const beside = staged(swap, stamp)
  await mkdir(contents ? to : dirname(to), { recursive: true })
  if (existsSync(from)) await cp(from, beside, { recursive: true, mode: constants.COPYFILE_FICLONE })
  else await mkdir(beside)
  if (basename(to) === inBackup.authSecret) await chmod(beside, 0o600)
}

/** The short part: a few renames. Returns where the old is now. */
async function takePlace(swap: Swap, stamp: string, aside: string): Promise<string[]> {
  const { to, contents } = swap
  if (contents) return await takeFolder(swap, stamp, aside)
  const moved: string[] = []
  // The log files of a SQLite database belong to it: left behind, they would be applied to the new one.
  for (const old of [to, `${to}-wal`, `${to}-shm`]) {
    if (!existsSync(old)) continue
    await mkdir(aside, { recursive: true, mode: 0o700 })
    moved.push(await moveAside(old, join(aside, basename(old))))
  }
  await rename(staged(swap, stamp), to)
  return moved
}

async function takeFolder(swap: Swap, stamp: string, aside: string): Promise<string[]> {
  const { to } = swap
  const old = (await readdir(to)).filter((name) => !setAside.test(name))
  const kept = old.length > 0 ? [await moveOut(to, old, join(aside, basename(to)), stamp)] : []
  const beside = staged(swap, stamp)
  for (const name of await readdir(beside)) await rename(join(beside, name), join(to, name))
  await rmdir(beside)
  return kept
}

/** Moves what is in a folder to `wanted`, or, when that is on another disk, to a folder within. */
async function moveOut(folder: string, names: string[], wanted: string, stamp: string): Promise<string> {
  let kept = wanted
  await mkdir(kept, { recursive: true, mode: 0o700 })
  for (const name of names) {
    try {
      await rename(join(folder, name), join(kept, name))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV' || kept !== wanted) throw error
      await rmdir(wanted)
      kept = join(folder, `.replaced-${stamp}`)
      await mkdir(kept, { mode: 0o700 })
      await rename(join(folder, name), join(kept, name))
    }
  }
  return kept
}

async function moveAside(path: string, wanted: string): Promise<string> {
  try {
    await rename(path, wanted)
    return wanted
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    // On another disk than DATA_DIR: beside its old place, which needs no copying.
    const beside = `${path}.${basename(dirname(wanted))}`
    await rename(path, beside)
    return beside
  }
}
