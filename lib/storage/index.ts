import { resolve } from 'node:path'
import { env } from '@/lib/env'
import { DiskStorage } from './disk'
import { S3Storage } from './s3'
import type { FileStorage } from './types'

export type { FileStorage, StoredFile } from './types'

let current: FileStorage | undefined

/**
 * Where files are kept: STORAGE_URL (`file:…` or `s3://bucket/folder?region=…&endpoint=…`, the folder may be left
 * out), by default the folder `files` in DATA_DIR. Keys are random and made by the app; nothing of a person's is in them.
 */
export function storage(): FileStorage {
  current ??= openStorage(env.STORAGE_URL)
  return current
}

export function openStorage(url: string | undefined): FileStorage {
  if (!url) return new DiskStorage(resolve(env.DATA_DIR, 'files'))
  if (url.startsWith('file:')) return new DiskStorage(resolve(url.slice('file:'.length)))
  const { hostname, pathname, searchParams } = new URL(url)
  return new S3Storage({
    bucket: hostname,
    folder: pathname.replace(/^\/+|\/+$/g, ''),
    region: searchParams.get('region') ?? 'us-east-1',
    endpoint: searchParams.get('endpoint') ?? undefined,
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
  })
}
