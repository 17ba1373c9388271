import { AwsClient } from 'aws4fetch'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { type FileStorage, requireKey, type StoredFile } from './types'

type Options = {
  bucket: string
  /**
   * All keys stand below it: what this installation lists, and what its clean-up removes as nobody's, are its own
   * files and not those of another one in the same bucket. Empty or left out: the whole bucket.
   */
  folder?: string
  region: string
  /** Address of an S3-compatible server; AWS itself when left out. */
  endpoint?: string
  accessKeyId: string
  secretAccessKey: string
}

const seconds = 30

/** Files in a bucket of S3 or a compatible server, addressed by path. */
export class S3Storage implements FileStorage {
  private readonly client: AwsClient
  private readonly base: string
  /** `folder/`, or nothing. */
  private readonly folder: string

  constructor(options: Options) {
    const { accessKeyId, secretAccessKey, region, bucket } = options
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 3 })
    const host = options.endpoint?.replace(/\/+$/, '') ?? `https://s3.${region}.amazonaws.com`
    this.base = `${host}/${bucket}`
    this.folder = options.folder ? `${requireKey(options.folder)}/` : ''
  }

  private async send(
    path: string,
    init: { method: string; body?: Uint8Array<ArrayBuffer> },
  ): Promise<Response> {
    try {
      return await this.client.fetch(`${this.base}${path}`, {
        ...init,
        signal: AbortSignal.timeout(seconds * 1000),
      })
    } catch (error) {
      log.error({ err: error, path }, 'file storage cannot be reached')
      throw unavailable()
    }
  }

  private pathOf(key: string): string {
    return `/${this.folder}${requireKey(key)}`
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const response = await this.send(this.pathOf(key), { method: 'PUT', body: new Uint8Array(bytes) })
    if (!response.ok) throw await refusal(response, key)
  }

  async get(key: string): Promise<StoredFile | null> {
    const response = await this.send(this.pathOf(key), { method: 'GET' })
    if (response.status === 404) return null
    if (!response.ok || !response.body) throw await refusal(response, key)
    return { size: Number(response.headers.get('content-length') ?? 0), stream: response.body }
  }

  async remove(key: string): Promise<void> {
    const response = await this.send(this.pathOf(key), { method: 'DELETE' })
    if (!response.ok && response.status !== 404) throw await refusal(response, key)
  }

  async *list(prefix: string): AsyncIterable<{ key: string; changedAt: Date }> {
    let token: string | undefined
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix: this.folder + prefix })
      if (token) query.set('continuation-token', token)
      const response = await this.send(`?${query}`, { method: 'GET' })
      if (!response.ok) throw await refusal(response, prefix)
      const xml = await response.text()
      for (const [, entry] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const key = /<Key>(.*?)<\/Key>/.exec(entry!)?.[1]
        const changed = /<LastModified>(.*?)<\/LastModified>/.exec(entry!)?.[1]
        if (key?.startsWith(this.folder) && changed)
          yield { key: key.slice(this.folder.length), changedAt: new Date(changed) }
      }
      token = /<NextContinuationToken>(.*?)<\/NextContinuationToken>/.exec(xml)?.[1]
    } while (token)
  }
}

const unavailable = () =>
  new AppError(
    'unavailable',
    'The file storage does not answer. Nothing was saved; try again in a few minutes.',
  )

async function refusal(response: Response, key: string): Promise<AppError> {
  const said = (await response.text().catch(() => '')).slice(0, 500)
  log.error({ status: response.status, key, said }, 'file storage refused')
  return unavailable()
}
