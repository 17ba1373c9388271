import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/**
 * ZIP archives, read with limits and written deterministically. Written here because the reader meets
 * uploaded files: it must bound what it unpacks whatever the archive claims about itself, and the
 * writer must give the same bytes for the same input (no clock in the headers).
 */

export type ZipEntry = { name: string; data: Uint8Array }

export type ZipFailure = 'corrupt' | 'encrypted' | 'too-large'

/** Why an archive could not be read; `reason` is for the caller to turn into a sentence. */
export class ZipError extends Error {
  constructor(readonly reason: ZipFailure) {
    super(`zip archive: ${reason}`)
    this.name = 'ZipError'
  }
}

type DirectoryEntry = {
  name: string
  flags: number
  method: number
  crc: number
  packedSize: number
  size: number
  offset: number
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
const UTF8_NAME = 0x0800
const MAX_ENTRIES = 10_000

/** Does the file begin as a ZIP archive (also an empty one)? */
export function looksLikeZip(bytes: Uint8Array): boolean {
  const second = bytes[2]
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (second === 0x03 || second === 0x05)
}

function readDirectory(bytes: Uint8Array): DirectoryEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lowest = Math.max(0, bytes.length - 22 - 0xffff)
  let end = bytes.length - 22
  while (end >= lowest && view.getUint32(end, true) !== END_OF_DIRECTORY) end -= 1
  if (end < lowest || end < 0) throw new ZipError('corrupt')

  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count > MAX_ENTRIES) throw new ZipError('too-large')
  const decoder = new TextDecoder('utf-8')
  const entries: DirectoryEntry[] = []
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new ZipError('corrupt')
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const commentLength = view.getUint16(at + 32, true)
    if (at + 46 + nameLength + extraLength + commentLength > bytes.length) throw new ZipError('corrupt')
    entries.push({
      name: decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/'),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    })
    at += 46 + nameLength + extraLength + commentLength
  }
  return entries
}

function unpack(bytes: Uint8Array, entry: DirectoryEntry, budget: number): Uint8Array {
  if (entry.flags & 1) throw new ZipError('encrypted')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = entry.offset
  if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL_ENTRY) throw new ZipError('corrupt')
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (start + entry.packedSize > bytes.length) throw new ZipError('corrupt')
  // The declared size may lie, so the limit is also given to the decompressor.
  if (entry.size > budget) throw new ZipError('too-large')
  const packed = bytes.subarray(start, start + entry.packedSize)
  let data: Uint8Array
  if (entry.method === 0) {
    data = packed
  } else if (entry.method === 8) {
    try {
      data = inflateRawSync(packed, { maxOutputLength: Math.max(1, budget) })
    } catch (error) {
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      throw new ZipError(tooLarge ? 'too-large' : 'corrupt')
    }
  } else {
    throw new ZipError('corrupt')
  }
  if (data.length > budget) throw new ZipError('too-large')
  if (data.length !== entry.size || crc32(data) !== entry.crc) throw new ZipError('corrupt')
  return data
}

/**
 * The entries that `wanted` accepts, unpacked and checked against their checksums.
 * @param limits.total most bytes to unpack, over all wanted entries
 * @throws ZipError corrupt (also: a form this reader does not know, such as ZIP64), encrypted, too-large
 */
export function readZip(
  bytes: Uint8Array,
  limits: { total: number },
  wanted: (name: string) => boolean = () => true,
): ZipEntry[] {
  let budget = limits.total
  const entries: ZipEntry[] = []
  for (const entry of readDirectory(bytes)) {
    if (entry.name.endsWith('/') || !wanted(entry.name)) continue
    const data = unpack(bytes, entry, budget)
    budget -= data.length
    entries.push({ name: entry.name, data })
  }
  return entries
}

/**
 * An archive of the entries in their given order. Same entries, same bytes: every entry carries the
 * earliest date the format knows (1 January 1980).
 * @param options.store keep the entries uncompressed
 */
export function writeZip(entries: ZipEntry[], options: { store?: boolean } = {}): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const chunks: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { name, data } of entries) {
    const nameBytes = encoder.encode(name)
    const packed = options.store ? data : deflateRawSync(data, { level: 6 })
    const header = new DataView(new ArrayBuffer(30))
    header.setUint32(0, LOCAL_ENTRY, true)
    header.setUint16(4, 20, true)
    writeShared(header, 6)
    header.setUint16(26, nameBytes.length, true)
    chunks.push(new Uint8Array(header.buffer), nameBytes, packed)

    const record = new DataView(new ArrayBuffer(46))
    record.setUint32(0, DIRECTORY_ENTRY, true)
    record.setUint16(4, 20, true)
    record.setUint16(6, 20, true)
    writeShared(record, 8)
    record.setUint16(28, nameBytes.length, true)
    record.setUint32(42, offset, true)
    directory.push(new Uint8Array(record.buffer), nameBytes)
    offset += 30 + nameBytes.length + packed.length

    function writeShared(target: DataView, at: number) {
      target.setUint16(at, UTF8_NAME, true)
      target.setUint16(at + 2, options.store ? 0 : 8, true)
      target.setUint16(at + 4, 0, true)
      target.setUint16(at + 6, 0x0021, true)
      target.setUint32(at + 8, crc32(data), true)
      target.setUint32(at + 12, packed.length, true)
      target.setUint32(at + 16, data.length, true)
    }
  }
  const directorySize = directory.reduce((sum, part) => sum + part.length, 0)
  const end = new DataView(new ArrayBuffer(22))
  end.setUint32(0, END_OF_DIRECTORY, true)
  end.setUint16(8, entries.length, true)
  end.setUint16(10, entries.length, true)
  end.setUint32(12, directorySize, true)
  end.setUint32(16, offset, true)
  return concatBytes([...chunks, ...directory, new Uint8Array(end.buffer)])
}

function concatBytes(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
