import { notFound } from '@/lib/errors'
import { requireReadableFile } from '@/lib/files/queries'
import { storage } from '@/lib/storage'
import { defineRoute } from '@/lib/web/route'

/**
 * A document, for those who may read it; for everyone else it does not exist. What the file claims to be
 * is never repeated: it was checked to be a PDF and is served as one. The policy of the pages goes with it (proxy.ts), not a
 * sandbox, in which Chrome's own viewer shows nothing.
 * `?download` saves it instead of showing it.
 */
export const GET = defineRoute(
  { name: 'files.read', gate: 'signed-in' },
  async ({ viewer, params, request }) => {
    const file = await requireReadableFile(viewer, params.id ?? '')
    const stored = await storage().get(file.storageKey)
    if (!stored) throw notFound('This file')
    const how = new URL(request.url).searchParams.has('download') ? 'attachment' : 'inline'
    return new Response(stored.stream, {
      headers: {
        'Content-Type': 'application/pdf',
        'Content-Length': String(stored.size),
        'Content-Disposition': disposition(how, file.name),
        'Cache-Control': 'private, no-store',
        'X-Content-Type-Options': 'nosniff',
      },
    })
  },
)

/** RFC 6266 with the name in RFC 5987 form, and a plain one for old readers. */
function disposition(how: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
