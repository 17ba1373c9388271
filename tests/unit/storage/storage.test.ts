import { execFileSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { env } from '@/lib/env'
import { openStorage } from '@/lib/storage'
import { DiskStorage } from '@/lib/storage/disk'
import { S3Storage } from '@/lib/storage/s3'
import type { FileStorage } from '@/lib/storage/types'

const secret = 'a-secret-for-tests'
const folder = mkdtempSync(join(tmpdir(), 'mtms-storage-'))
const objects = new Map<string, Buffer>()

/** Computes Signature Version 4 on its own from what arrived, as a real server does. */
function signatureFits(
  method: string,
  url: URL,
  headers: Record<string, string | string[] | undefined>,
  body: Buffer,
): boolean {
  const authorization = String(headers.authorization ?? '')
  const match =
    /Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})/.exec(
      authorization,
    )
  if (!match) return false
  const [, key, day, region, signed, signature] = match
  if (key !== 'key-1') return false
  const payload = String(headers['x-amz-content-sha256'])
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== createHash('sha256').update(body).digest('hex'))
    return false
  const query = [...url.searchParams]
    .map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`)
    .sort()
    .join('&')
  const lines = signed!.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`)
  const request = [method, url.pathname, query, lines.join(''), signed, payload].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = [
    'AWS4-HMAC-SHA256',
    headers['x-amz-date'],
    scope,
    createHash('sha256').update(request).digest('hex'),
  ].join('\n')
  const mac = (k: string | Buffer, data: string) => createHmac('sha256', k).update(data).digest()
  const signingKey = mac(mac(mac(mac(`AWS4${secret}`, day!), region!), 's3'), 'aws4_request')
  return mac(signingKey, text).toString('hex') === signature
}

const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', () => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const body = Buffer.concat(pieces)
    const answer = (status: number, content: string | Buffer = '') => response.writeHead(status).end(content)
    if (!signatureFits(request.method ?? '', url, request.headers, body))
      return answer(403, 'SignatureDoesNotMatch')
    const key = url.pathname.replace('/bucket/', '')
    if (request.method === 'PUT') {
      objects.set(key, body)
      return answer(200)
    }
    if (request.method === 'DELETE') return answer(objects.delete(key) ? 204 : 404)
    if (url.pathname === '/bucket') {
      const keys = [...objects.keys()].filter((k) => k.startsWith(url.searchParams.get('prefix') ?? ''))
      const rows = keys.map(
        (k) => `<Contents><Key>${k}</Key><LastModified>2027-03-01T00:00:00.000Z</LastModified></Contents>`,
      )
      return answer(200, `<ListBucketResult>${rows.join('')}</ListBucketResult>`)
    }
    const found = objects.get(key)
    return found ? answer(200, found) : answer(404)
  })
})

let s3: FileStorage
let wrongKey: FileStorage
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const options = { bucket: 'bucket', region: 'ap-southeast-6', endpoint, accessKeyId: 'key-1' }
  s3 = new S3Storage({ ...options, secretAccessKey: secret })
  wrongKey = new S3Storage({ ...options, secretAccessKey: 'wrong' })
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const bytesOf = async (file: { stream: ReadableStream<Uint8Array> } | null) =>
  file && Buffer.from(await new Response(file.stream).arrayBuffer())

describe.each([
  ['disk', () => new DiskStorage(folder) as FileStorage],
  ['S3', () => s3],
])('%s storage', (_name, storage) => {
  it('gives back what was put, replaces it, lists it and forgets what was removed', async () => {
    const first = Buffer.from([0, 255, 1, 254, 10, 13])
    await storage().put('documents/abc-1', first)
    expect(await bytesOf(await storage().get('documents/abc-1'))).toEqual(first)
    await storage().put('documents/abc-1', Buffer.from('second'))
    expect((await bytesOf(await storage().get('documents/abc-1')))?.toString()).toBe('second')
    await storage().put('other/x', Buffer.from('x'))
    const keys: string[] = []
    for await (const { key, changedAt } of storage().list('documents/')) {
      keys.push(key)
      expect(changedAt).toBeInstanceOf(Date)
    }
    expect(keys).toEqual(['documents/abc-1'])
    await storage().remove('documents/abc-1')
    await storage().remove('documents/abc-1')
    expect(await storage().get('documents/abc-1')).toBeNull()
  })

  it('refuses keys that could lead elsewhere', async () => {
    for (const key of ['../secret', '/etc/passwd', 'a/../b', 'a//b', 'A', 'a.b', '', 'a/', 'x'.repeat(121)])
      await expect(storage().put(key, Buffer.from('x'))).rejects.toThrow('not a storage key')
  })
})

it('two installations in two folders of a bucket see nothing of each other', async () => {
  Object.assign(env, { S3_ACCESS_KEY_ID: 'key-1', S3_SECRET_ACCESS_KEY: secret })
  const { port } = server.address() as AddressInfo
  const [one, two] = ['first', 'second'].map((name) =>
    openStorage(`s3://bucket/mtms/${name}?region=ap-southeast-6&endpoint=http://127.0.0.1:${port}`),
  ) as [FileStorage, FileStorage]
  await one.put('documents/abc', Buffer.from('of the first'))
  await two.put('documents/abc', Buffer.from('of the second'))
  await two.put('documents/def', Buffer.from('of the second'))
  const keys: string[] = []
  for await (const { key } of one.list('documents/')) {
    keys.push(key)
    await one.remove(key)
  }
  expect(keys).toEqual(['documents/abc'])
  expect(await one.get('documents/abc')).toBeNull()
  expect((await bytesOf(await two.get('documents/abc')))?.toString()).toBe('of the second')
  expect([...objects.keys()].filter((key) => key.startsWith('mtms/'))).toEqual([
    'mtms/second/documents/abc',
    'mtms/second/documents/def',
  ])
})

it('leaves nothing half-written in a folder that cannot be written', async () => {
  const place = join(folder, 'blocked')
  const storage = new DiskStorage(place)
  await storage.put('documents/kept', Buffer.from('kept'))
  // Root may write anywhere, so the place of the file is taken by a folder instead of by its mode.
  await storage.put('documents/taken/inside', Buffer.from('x'))
  chmodSync(place, 0o700)
  await expect(storage.put('documents/taken', Buffer.from('y'))).rejects.toThrow()
  expect(readdirSync(join(place, 'documents')).filter((name) => name.endsWith('.part'))).toEqual([])
  expect(existsSync(join(place, 'documents', 'kept'))).toBe(true)
})

it('says that the storage is away when the server refuses the key or does not answer', async () => {
  await expect(wrongKey.put('documents/a', Buffer.from('x'))).rejects.toThrow('file storage does not answer')
  const nobody = new S3Storage({
    bucket: 'b',
    region: 'r',
    endpoint: 'http://127.0.0.1:9',
    accessKeyId: 'k',
    secretAccessKey: 's',
  })
  await expect(nobody.get('documents/a')).rejects.toThrow('file storage does not answer')
})

describe('a read-only disk', () => {
  it('is told by its own name, whether or not the folders of a file are there', async () => {
    const readOnly = mkdtempSync(join(tmpdir(), 'mtms-read-only-'))
    // Read-only for everybody, root too, which needs root, as CI has.
    execFileSync('mount', ['--bind', readOnly, readOnly])
    try {
      execFileSync('mount', ['-o', 'remount,bind,ro', readOnly])
      for (const key of ['file', 'documents/file', 'documents/of/someone/file'])
        await expect(new DiskStorage(readOnly).put(key, new Uint8Array([1]))).rejects.toMatchObject({
          code: 'EROFS',
        })
    } finally {
      execFileSync('umount', ['-l', readOnly])
      rmSync(readOnly, { recursive: true })
    }
  })
})
