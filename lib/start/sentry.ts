import { env } from '@/lib/env'
import { version } from '@/lib/version'

type Reporter = (error: unknown, context: Record<string, unknown>) => void
const holder = globalThis as { mtmsReportError?: Reporter }

/**
 * Error reports to Sentry when SENTRY_DSN is set; else nothing of it is even loaded. Only errors of the
 * server, without what people send: no cookies, headers, bodies or addresses.
 */
export async function startSentry(): Promise<void> {
  if (!env.SENTRY_DSN) return
  const sentry = await import('@sentry/nextjs')
  sentry.init({
    dsn: env.SENTRY_DSN,
    environment: env.NODE_ENV,
    release: `mtms@${version}`,
    tracesSampleRate: 0,
    dataCollection: {
      userInfo: false,
      cookies: false,
      httpHeaders: false,
      httpBodies: [],
      urlQueryParams: false,
      databaseQueryData: false,
      stackFrameVariables: false,
    },
    beforeSend: (event) => withoutPeople(event),
    beforeBreadcrumb: () => null,
  })
  holder.mtmsReportError = (error, context) => {
    sentry.captureException(error, { extra: context })
  }
}

type Event = { user?: unknown; transaction?: unknown; request?: { method?: string } }

/**
 * An event without who was there and where: the address of a page holds ids and search words, and that of a mailed link
 * the secret itself. The route that failed stands in its context.
 */
export function withoutPeople<E extends Event>(event: E): E {
  delete event.user
  delete event.transaction
  if (event.request) event.request = { method: event.request.method }
  return event
}

/** Passes an error on to whoever collects them; without Sentry it stays in the log. */
export function reportError(error: unknown, context: Record<string, unknown>): void {
  holder.mtmsReportError?.(error, context)
}
