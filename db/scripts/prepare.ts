/**
 * Run by `npm start` and `npm run dev` before the server: brings the database up to date and, while nobody has an
 * account, prints the link that opens the set-up page.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { closeDatabase } from '@/db/client'
import { migrate } from '@/db/migrate'
import { ensureSetupToken } from '@/lib/auth/setup-token'
import { appUrl, databaseTarget } from '@/lib/env'

const applied = await migrate()
// A database that is up to date opens and reads on a read-only disk, too: the server's first write would fail.
const target = databaseTarget()
if (target.kind === 'sqlite') {
  const probe = join(dirname(target.file), `.writable-${process.pid}`)
  writeFileSync(probe, '')
  rmSync(probe)
}
if (applied > 0) console.log(`Database: ${applied} migration(s) applied.`)
const token = await ensureSetupToken()
if (token) console.log(`Set up: ${appUrl()}/setup?token=${token}`)
await closeDatabase()
