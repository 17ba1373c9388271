import { randomUUID } from 'node:crypto'
import { storageFault } from '@/db/errors'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'

/** True for what Next throws to redirect or to show its not-found pages: it must pass through. */
export function isNextSignal(error: unknown): boolean {
  const digest = (error as { digest?: unknown } | null)?.digest
  return typeof digest === 'string' && (digest.startsWith('NEXT_') || digest === 'DYNAMIC_SERVER_USAGE')
}

/** Any error as an AppError: expected ones as they are, a full or read-only disk in words, others null. */
export function expected(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  const fault = storageFault(error)
  if (fault === 'full')
    return new AppError(
      'unavailable',
      'The server’s disk is full. Nothing was saved; what was saved before is safe. Tell an admin.',
    )
  if (fault === 'read-only')
    return new AppError(
      'unavailable',
      'The server cannot write to its data folder. Nothing was saved; what was saved before is safe. Tell an admin.',
    )
  return null
}

/** Logs an unexpected error and gives the short id under which it can be found. */
export function reportFault(error: unknown, where: Record<string, unknown>): string {
  const errorId = randomUUID().slice(0, 8)
  log.error({ err: error, errorId, ...where }, 'unexpected error')
  const hook = (
    globalThis as { mtmsReportError?: (error: unknown, context: Record<string, unknown>) => void }
  ).mtmsReportError
  hook?.(error, { errorId, ...where })
  return errorId
}
