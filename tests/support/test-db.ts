/**
 * Runs before each integration test file: gives the file a database of its own (a copy of the migrated template),
 * an empty DATA_DIR and clean variables, all before the first module of the app is loaded. A test then simply
 * imports `db` and `write` from '@/db/client'.
 */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { afterAll, inject } from 'vitest'
import { copySqliteTemplate } from './database'
import { attachMariaDb } from './mariadb'
import { cleanEnvironment, removeFolder, temporaryFolder } from './test-env'

const template = inject('template')
const folder = temporaryFolder('test')
Object.assign(process.env, cleanEnvironment(folder))

let dropDatabase = async () => {}
if (template.kind === 'sqlite') {
  const file = path.join(folder, 'mtms.sqlite')
  copySqliteTemplate(template.file, file)
  process.env.DATABASE_URL = `file:${file}`
} else {
  const server = attachMariaDb(template.server)
  const name = `mtms_${randomUUID().replaceAll('-', '')}`
  process.env.DATABASE_URL = await server.cloneDatabase(template.database, name)
  dropDatabase = () => server.dropDatabase(name)
}

afterAll(async () => {
  const { closeDatabase } = await import('@/db/client')
  await closeDatabase()
  await dropDatabase()
  removeFolder(folder)
})
