import { relative, resolve } from 'node:path'
import { z } from 'zod'

/** What the values of single variables have to look like (`lib/env.ts`). */

const decodes = (text: string) => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/**
 * True for `mysql://user:password@host:3306/name`. A password that is not percent-encoded would name another host,
 * database or option instead.
 */
export function isMysqlUrl(url: string): boolean {
  const shape = /^mysql:\/\/([^@/?#]+@)?[^@/?#]+\/[^@/?#]+(\?[^@/#]*)?$/
  return shape.test(url) && decodes(url) && Boolean(URL.parse(url)?.hostname)
}

/** True for `smtp://user:password@host:587`, with the mail library's options in its query. */
export function isSmtpUrl(url: string): boolean {
  const shape = /^smtps?:\/\/([^@/?#]+@)?[^@/?#]+\/?(\?[^#]*)?$/
  return shape.test(url) && decodes(url) && Boolean(URL.parse(url)?.hostname)
}

/** True for scheme, host and port alone: what a path, a query or a sign-in would make of it stands in no link. */
export function isAddressOfAHost(text: string): boolean {
  const url = URL.parse(text.trim())
  if (!url || !/^https?:$/.test(url.protocol)) return false
  return /^\/*$/.test(url.pathname) && !url.search && !url.hash && !url.username && !url.password
}

/** An address of a server elsewhere. */
export const address = (example: string) =>
  z.url({ protocol: /^https?$/, error: `must be an address such as ${example}` })

/** True for one mail address, alone or in angle brackets after a name, on one line. */
export function isSender(text: string): boolean {
  const mailbox = String.raw`[^\s<>@,;"]+@[^\s<>@,;"]+`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin another header
  if (/[\u0000-\u001f\u007f]/.test(text)) return false
  return new RegExp(`^(${mailbox}|[^<>@]*<${mailbox}>)$`).test(text.trim())
}

/**
 * What is wrong with where STORAGE_URL keeps files, or null. A folder of files that holds other things of MTMS would
 * be copied into its own backups, and a restore would move all of it aside.
 */
export function storageFolderProblem(url: string | undefined, dataDir: string): string | null {
  if (url?.startsWith('s3://')) {
    const endpoint = URL.parse(url)?.searchParams.get('endpoint')
    if (endpoint && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
      return 'names an endpoint that is no address such as https://s3.example.org'
  }
  if (!url?.startsWith('file:')) return null
  const path = url.slice('file:'.length)
  if (path.trim() === '') return 'must name a folder after file:'
  const folder = resolve(path)
  const holds = (other: string) => !relative(folder, resolve(other)).startsWith('..')
  if (holds('.')) return 'must not be the folder of MTMS itself or one above it'
  if (holds(dataDir))
    return 'must not be DATA_DIR or a folder above it: use one of its own, such as files in it'
  return null
}
