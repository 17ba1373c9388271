import { join, resolve } from 'node:path'
import { databaseTarget, env } from '@/lib/env'

/** Where an installation keeps what a backup holds. All paths are absolute. */
export type Place = {
  dataDir: string
  database: { kind: 'sqlite'; file: string } | { kind: 'mysql'; url: string }
  /** Folder of the uploaded files; null when they are in S3, which keeps its own copies. */
  files: string | null
  /** The generated AUTH_SECRET; queued links cannot be read without it. Absent when it is configured. */
  authSecret: string
}

/** The configured installation. */
export function configuredPlace(): Place {
  const dataDir = resolve(env.DATA_DIR)
  const target = databaseTarget()
  const storage = env.STORAGE_URL
  let files: string | null = join(dataDir, 'files')
  if (storage?.startsWith('file:')) files = resolve(storage.slice('file:'.length))
  else if (storage) files = null
  return {
    dataDir,
    database: target.kind === 'sqlite' ? { kind: 'sqlite', file: resolve(target.file) } : target,
    files,
    authSecret: join(dataDir, 'auth-secret'),
  }
}

/** Folder of all copies: backups, databases before a migration, what a restore replaced. */
export const backupsFolder = (place: Place) => join(place.dataDir, 'backups')

/** What a restore has put, or is putting, into the folder of files beside the files: not files of the installation. */
export const setAside = /^\.(restoring|replaced)-/

/** A folder name that sorts by time and is allowed everywhere: `2027-02-12T03-04-05-678Z`. */
export const timestamp = (at = new Date()) => at.toISOString().replace(/[:.]/g, '-')

/** A failure with a sentence for the person at the terminal. */
export class BackupError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BackupError'
  }
}
