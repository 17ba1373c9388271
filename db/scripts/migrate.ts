/** `npm run db:migrate`: brings the configured database to the newest migration. */
import { closeDatabase } from '@/db/client'
import { migrate } from '@/db/migrate'

const applied = await migrate()
console.log(applied === 0 ? 'The database is up to date.' : `Applied ${applied} migration(s).`)
await closeDatabase()
