import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { opendir, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { BackupError } from './place'

const fileName = 'manifest.json'

const manifestSchema = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  database: z.enum(['sqlite', 'mysql']),
  /** Migrations the database had; the code that restores must know at least these. */
  migrations: z.number().int().min(0),
  /** False when the uploaded files are in S3 and therefore not part of the backup. */
  withFiles: z.boolean(),
  /** Every file of the backup but this one, by its path with slashes. */
  entries: z.array(
    z.object({
      // No way out of the folder, whoever wrote the manifest.
      path: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\]+$/),
      size: z.number(),
      sha256: z.string(),
    }),
  ),
})
export type Manifest = z.infer<typeof manifestSchema>

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** Paths of all files below a folder, relative to it with slashes, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const paths: string[] = []
  for await (const entry of await opendir(folder, { recursive: true }))
    if (entry.isFile()) paths.push(relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
  return paths.sort()
}

/** Writes the manifest of all that is in the folder. It comes last: a folder without one is no backup. */
export async function writeManifest(
  folder: string,
  facts: Omit<Manifest, 'format' | 'createdAt' | 'entries'>,
): Promise<Manifest> {
  const entries: Manifest['entries'] = []
  for (const path of await filesBelow(folder)) {
    const file = join(folder, path)
    entries.push({ path, size: (await stat(file)).size, sha256: await sha256(file) })
  }
  const manifest: Manifest = { format: 1, createdAt: new Date().toISOString(), ...facts, entries }
  await writeFile(join(folder, fileName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 })
  return manifest
}

/**
 * Reads a backup's manifest and checks every file against it.
 *
 * @throws BackupError that names what is missing, changed or unreadable
 */
export async function readVerified(folder: string): Promise<Manifest> {
  if (!existsSync(join(folder, fileName)))
    throw new BackupError(`${folder} is not a complete backup: it has no ${fileName}.`)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(join(folder, fileName), 'utf8'))
  } catch {
    throw new BackupError(`${join(folder, fileName)} cannot be read as JSON: the backup is damaged.`)
  }
  const parsed = manifestSchema.safeParse(json)
  if (!parsed.success)
    throw new BackupError(`${join(folder, fileName)} is of another version of MTMS or damaged.`)
  for (const { path, size, sha256: wanted } of parsed.data.entries) {
    const file = join(folder, path)
    const found = await stat(file).catch(() => null)
    if (!found) throw new BackupError(`The backup is damaged: ${path} is missing.`)
    if (found.size !== size || (await sha256(file)) !== wanted)
      throw new BackupError(`The backup is damaged: ${path} is not what was backed up.`)
  }
  return parsed.data
}
