/**
 * `npm run db:step-back`: puts back the copy of the embedded database from before the last migration; what it
 * replaces is kept aside. MTMS must be stopped.
 */
import { configuredPlace } from '@/lib/backup/place'
import { stepBack } from '@/lib/backup/restore'

const { copy, replaced } = await stepBack(configuredPlace())
console.log(`Put back ${copy}.`)
for (const path of replaced) console.log(`Kept aside: ${path}`)
console.log('Now start the version of MTMS from before the update: the present one would migrate again.')
