/** A made file as an answer that is saved, not shown. `name` is cleaned of what a file name cannot hold. */
export function download(bytes: Uint8Array<ArrayBuffer>, name: string, mediaType: string): Response {
  const clean = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\u0000-\u001f\u007f"*/:<>?\\|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const ascii = clean.normalize('NFD').replace(/[^\x20-\x7e]/g, '')
  return new Response(bytes, {
    headers: {
      'Content-Type': mediaType,
      'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(clean)}`,
      'Content-Length': String(bytes.length),
      'Cache-Control': 'private, no-store',
    },
  })
}
