/** `npm run db:restore <folder>`: puts a backup back; what it replaces is kept aside. MTMS must be stopped. */
import { resolve } from 'node:path'
import { knownMigrations } from '@/db/migrate'
import { BackupError, configuredPlace } from '@/lib/backup/place'
import { restoreBackup } from '@/lib/backup/restore'

const given = process.argv[2]
if (!given) throw new BackupError('usage: npm run db:restore <backup folder>')
const { manifest, replaced } = await restoreBackup(configuredPlace(), resolve(given), knownMigrations())
console.log(`Restored the backup of ${manifest.createdAt}.`)
for (const path of replaced) console.log(`Kept aside: ${path}`)
console.log('Mails that were waiting when the backup was made will be sent when MTMS starts.')
