import type { Difference, ErrorCode } from '@/lib/errors'

/** What a form knows after it was posted. */
export type FormState = {
  status: 'idle' | 'ok' | 'error'
  code?: ErrorCode | 'fault' | 'signed_out' | 'unreachable'
  message?: string
  /** Message per field name. */
  errors?: Record<string, string>
  /** What was typed, by field name. */
  values?: Record<string, string | string[]>
  errorId?: string
  conflict?: { by: string; at: string; differences: Difference[] }
  data?: unknown
}

/** A server action as <Form> calls it. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>

export const idle: FormState = { status: 'idle' }
