import { pendingMigrations } from '@/db/migrate'
import { appUrl, databaseTarget, env } from '@/lib/env'
import { log } from '@/lib/log'
import { getTransport } from '@/lib/mail/transport'
import { version } from '@/lib/version'

/**
 * What must hold before the first request: the variables were checked when `lib/env` was loaded; the
 * database must have every migration of this version. Throws with what to do.
 */
export async function checkStart(): Promise<void> {
  const pending = await pendingMigrations()
  if (pending > 0)
    throw new Error(
      `The database lacks ${pending} ${pending === 1 ? 'migration' : 'migrations'} of this version. Run: npm run db:migrate`,
    )
  log.info(
    {
      version,
      url: appUrl(),
      database: databaseTarget().kind,
      mail: getTransport().name,
      storage: env.STORAGE_URL?.startsWith('s3:') ? 's3' : 'disk',
    },
    'MTMS starts',
  )
}
