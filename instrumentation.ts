import type { Instrumentation } from 'next'

/** Called once by Next before the first request of a server process. */
export async function register(): Promise<void> {
  // Next replaces the name at build time, so that the Edge bundle holds none of what follows.
  // biome-ignore lint/style/noProcessEnv: the compiler's own constant
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { env } = await import('@/lib/env')
  if (env.NEXT_PHASE === 'phase-production-build') return
  const [
    { startSentry },
    { checkStart },
    { startJobs },
    { after },
    { stopInOrder },
    { noteSocketAddresses },
  ] = await Promise.all([
    import('@/lib/start/sentry'),
    import('@/lib/start/check'),
    import('@/inngest/start'),
    import('next/server'),
    import('@/lib/start/stop'),
    import('@/lib/web/caller-address'),
  ])
  noteSocketAddresses()
  await startSentry()
  await checkStart()
  const jobs = await startJobs((work) => after(work))
  stopInOrder((graceMs) => jobs.stop(graceMs))
}

/** An error that a page or layout let through: logged under the digest that the person is shown. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  // biome-ignore lint/style/noProcessEnv: the compiler's own constant
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const [{ log }, { reportError }] = await Promise.all([import('@/lib/log'), import('@/lib/start/sentry')])
  const digest = (error as { digest?: string } | null)?.digest
  const where = { digest, method: request.method, route: context.routePath, kind: context.routeType }
  log.error({ err: error, ...where }, 'unexpected error')
  reportError(error, where)
}
