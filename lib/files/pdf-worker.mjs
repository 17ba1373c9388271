/**
 * Opens PDFs for lib/files/pdf.ts, in a thread of its own: pdf.js parses without pause, so that only ending the
 * thread can stop a file made to keep it busy, and the thread's memory has its own limit. Plain JavaScript,
 * because a thread is started from a file and not through the app's bundle.
 */
import { parentPort } from 'node:worker_threads'

// pdf.js looks for drawing classes when it loads and warns about their absence; nothing is drawn here.
globalThis.DOMMatrix ??= class DOMMatrix {}
globalThis.Path2D ??= class Path2D {}
const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')

/** More pages than any CV or transcript; the rest is counted but not opened. */
const PAGES_OPENED = 200

parentPort.on('message', async ({ id, bytes }) => {
  parentPort.postMessage({ id, ...(await inspect(bytes)) })
})
parentPort.postMessage({ ready: true })

async function inspect(bytes) {
  const task = getDocument({
    data: bytes,
    verbosity: VerbosityLevel.ERRORS,
    stopAtErrors: true,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    enableXfa: false,
  })
  try {
    const document = await task.promise
    const { info } = await document.getMetadata()
    if (info.EncryptFilterName) return { result: 'restricted' }
    for (let page = 1; page <= Math.min(document.numPages, PAGES_OPENED); page += 1) {
      await document.getPage(page)
    }
    return document.numPages > 0 ? { result: 'ok', pages: document.numPages } : { result: 'damaged' }
  } catch (error) {
    return { result: error?.name === 'PasswordException' ? 'password' : 'damaged' }
  } finally {
    await task.destroy().catch(() => {})
  }
}
