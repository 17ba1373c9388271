import pino from 'pino'
import { env } from '@/lib/env'

/** One JSON line per event. Secrets never reach a log: these paths are blanked wherever they stand. */
export const log = pino({
  level: env.NODE_ENV === 'test' && env.LOG_LEVEL === 'info' ? 'warn' : env.LOG_LEVEL,
  base: undefined,
  redact: [
    'password',
    '*.password',
    'token',
    '*.token',
    'secret',
    '*.secret',
    'cookie',
    '*.cookie',
    'authorization',
  ],
})
