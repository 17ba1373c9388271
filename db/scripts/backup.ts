/**
 * `npm run db:backup [folder]`: a consistent copy of database and files, while MTMS runs, in a new folder below
 * the given one (default: DATA_DIR/backups).
 */
import { resolve } from 'node:path'
import { makeBackup } from '@/lib/backup/backup'
import { configuredPlace } from '@/lib/backup/place'

const place = configuredPlace()
const given = process.argv[2]
const { folder, manifest } = await makeBackup(place, given ? resolve(given) : undefined)
const bytes = manifest.entries.reduce((sum, entry) => sum + entry.size, 0)
const megabytes = (bytes / 1_000_000).toFixed(1)
console.log(`Backup: ${folder}`)
console.log(`${manifest.entries.length} file(s), ${megabytes} MB; checksums in manifest.json.`)
if (!manifest.withFiles)
  console.log('Uploaded files are in S3 and not part of it: keep versions in the bucket.')
