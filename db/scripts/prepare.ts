/**
 * Run by `npm start` and `npm run dev` before the server: brings the database up to date and, while nobody has an
 * account, prints the link that opens the set-up page.
 */
import { closeDatabase } from '@/db/client'
import { migrate } from '@/db/migrate'
import { ensureSetupToken } from '@/lib/auth/setup-token'
import { appUrl } from '@/lib/env'

const applied = await migrate()
if (applied > 0) console.log(`Database: ${applied} migration(s) applied.`)
const token = await ensureSetupToken()
if (token) console.log(`Set up: ${appUrl()}/setup?token=${token}`)
await closeDatabase()
