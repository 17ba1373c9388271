/**
 * Errors that the domain expects. Each carries a sentence for the person; which status or page it
 * becomes is decided at the edge (lib/web). Anything else is a fault: logged under an id.
 */
export type ErrorCode =
  /** Does not exist, or is not the viewer's to know of: both read the same. */
  | 'not_found'
  | 'not_allowed'
  | 'not_signed_in'
  /** A field is wrong. */
  | 'invalid'
  /** The record changed since the form was made. */
  | 'conflict'
  /** The record's state does not allow it (published, withdrawn, archived …). */
  | 'state'
  /** A limit is met: budget, deadline, throttling. */
  | 'limit'
  /** Disk full or read-only, database or mail server away. */
  | 'unavailable'

export type Difference = { field: string; yours: string; theirs: string }

export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly detail: {
      /** Message per field name. */
      fields?: Record<string, string>
      conflict?: { by: string; at: string; differences: Difference[] }
      /** Anything a screen needs to go on, such as the rule breaches that can be overridden. */
      data?: unknown
      retryAfterSeconds?: number
    } = {},
  ) {
    super(message)
    this.name = 'AppError'
  }
}

export const notFound = (what = 'This page or record') =>
  new AppError('not_found', `${what} does not exist, or is not yours to see.`)
export const notAllowed = (reason: string) => new AppError('not_allowed', reason)
export const invalid = (fields: Record<string, string>, message = 'Check the marked answers.') =>
  new AppError('invalid', message, { fields })
export const stateError = (message: string) => new AppError('state', message)

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code)
}
