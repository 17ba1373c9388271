import { gzipSync } from 'node:zlib'
import { FormClient } from '../support/form-client'
import { pages, textOf } from '../support/pages'
import { startSampleApp } from '../support/sample-app'

/** Bytes of script, as gzip sends them, that each page asks for in its first HTML; by person and page. */
export async function measureScripts(): Promise<Record<string, number>> {
  const { app, records } = await startSampleApp()
  const sizes = new Map<string, number>()
  const figures: Record<string, number> = {}
  try {
    for (const screen of pages) {
      const client = new FormClient(app.url)
      const cookie = records.cookies[screen.who]
      if (cookie) client.cookies.set(cookie.name, cookie.value)
      const { text } = await client.follow(await client.get(textOf(screen.path, records)))
      // Old browsers only load what is marked nomodule.
      const tags = [...text.matchAll(/<script\b[^>]*\ssrc="([^"]+)"[^>]*>/g)].filter(
        ([tag]) => !/\snomodule/i.test(tag),
      )
      let total = 0
      for (const source of new Set(tags.map(([, src]) => src!))) {
        if (!sizes.has(source)) sizes.set(source, gzipSync((await client.get(source)).text).byteLength)
        total += sizes.get(source)!
      }
      figures[`${screen.who}, ${screen.name}`] = total
      client.close()
    }
  } finally {
    await app.remove()
  }
  return figures
}
