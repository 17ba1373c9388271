import { queryCount, uncounted } from '@/db/client'
import { isMysql } from '@/db/columns'
import { env } from '@/lib/env'
import { countJobs, type JobCounts } from '@/lib/jobs/queries'
import { version } from '@/lib/version'

export type Health = {
  status: 'ok'
  database: 'sqlite' | 'mysql'
  jobs: JobCounts
  version: string
  /** Database statements since the start, this check's own left out; only with MTMS_METRICS=1. */
  queries?: number
}

/** Asks the database for what `/api/health` reports; throws when it does not answer. */
export async function getHealth(): Promise<Health> {
  return {
    status: 'ok',
    database: isMysql ? 'mysql' : 'sqlite',
    jobs: await uncounted(() => countJobs()),
    version,
    ...(env.MTMS_METRICS ? { queries: queryCount() } : {}),
  }
}
