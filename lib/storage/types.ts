export type StoredFile = { size: number; stream: ReadableStream<Uint8Array> }

export interface FileStorage {
  /** Keeps the bytes under the key; they are whole and on the disk when the promise resolves. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The file, or null when there is none under this key. */
  get(key: string): Promise<StoredFile | null>
  /** Removes the file; one that is not there is no error. */
  remove(key: string): Promise<void>
  /** All keys that begin with the prefix, with the time of their last change. */
  list(prefix: string): AsyncIterable<{ key: string; changedAt: Date }>
}

const pattern = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/

/** Keys are lower-case words and ids between slashes: no dots, so no way out of the folder. */
export function requireKey(key: string): string {
  if (key.length > 120 || !pattern.test(key)) throw new Error(`not a storage key: ${JSON.stringify(key)}`)
  return key
}
