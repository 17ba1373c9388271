/**
 * Preloaded into servers that tests start: when the test process is gone, however it went, the other end of our
 * standard input is closed and we end too. Nothing is left running.
 */
import { isMainThread } from 'node:worker_threads'

// A worker's standard input is fed by the main thread, which may be waiting for that very worker.
if (isMainThread) {
  process.stdin.once('end', () => process.exit(1))
  process.stdin.once('error', () => process.exit(1))
  process.stdin.resume()
  process.stdin.unref?.()
}
