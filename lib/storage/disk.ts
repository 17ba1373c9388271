import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { type FileStorage, requireKey, type StoredFile } from './types'

const unfinished = '.part'
const leftoverMs = 86_400_000

/** A folder and those above it. Node's own recursive mkdir says ENOENT where a disk is read-only; this says why. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}

/** Files in a folder of this machine. */
export class DiskStorage implements FileStorage {
  constructor(readonly folder: string) {}

  private pathOf(key: string): string {
    return join(this.folder, ...requireKey(key).split('/'))
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(key)
    await makeFolder(dirname(path))
    // Written beside its place and moved there: a crash or a full disk leaves the old file or none, never half of one.
    const temporary = `${path}.${randomUUID()}${unfinished}`
    try {
      const file = await open(temporary, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw error
    }
  }

  async get(key: string): Promise<StoredFile | null> {
    const path = this.pathOf(key)
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
      throw error
    })
    if (!found?.isFile()) return null
    return { size: found.size, stream: Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array> }
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true })
  }

  /** What a crash in the middle of `put` left behind is nobody's file. */
  private async dropLeftover(path: string): Promise<void> {
    const found = await stat(path).catch(() => null)
    if (found && Date.now() - found.mtimeMs > leftoverMs) await rm(path, { force: true })
  }

  async *list(prefix: string): AsyncIterable<{ key: string; changedAt: Date }> {
    const directory = await opendir(this.folder, { recursive: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      },
    )
    if (!directory) return
    for await (const entry of directory) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      if (entry.name.endsWith(unfinished)) {
        await this.dropLeftover(path)
        continue
      }
      const key = relative(this.folder, path).split(sep).join('/')
      if (!key.startsWith(prefix)) continue
      const found = await stat(path).catch(() => null)
      if (found) yield { key, changedAt: found.mtime }
    }
  }
}
