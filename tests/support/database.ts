import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { startMariaDb, type TestServer } from './mariadb'
import { cleanEnvironment, removeFolder, temporaryFolder } from './test-env'

export type DatabaseKind = 'sqlite' | 'mariadb'

/** Which database the integration tests use: TEST_DB, default SQLite. */
export function databaseKind(): DatabaseKind {
  const kind = process.env.TEST_DB || 'sqlite'
  if (kind !== 'sqlite' && kind !== 'mariadb')
    throw new Error(`TEST_DB must be sqlite or mariadb, not ${kind}`)
  return kind
}

/** A migrated database that is never used itself, only copied: plain data, so that it can go to other processes. */
export type Template =
  | { kind: 'sqlite'; file: string }
  | { kind: 'mariadb'; server: string; database: string }

const root = path.resolve(import.meta.dirname, '../..')
const execute = promisify(execFile)

/**
 * Runs a TypeScript file of the repository in a process of its own with exactly the given variables over the
 * clean ones, and returns what it printed.
 */
export async function runScript(
  file: string,
  args: string[],
  variables: Record<string, string>,
): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, ...cleanEnvironment(variables.DATA_DIR ?? ''), ...variables }
  return await execute(process.execPath, ['scripts/run-ts.mjs', file, ...args], {
    cwd: root,
    env,
    maxBuffer: 64 * 1024 * 1024,
  })
}

/** Makes the template by running the real migrations once. Call `remove` at the end. */
export async function createTemplate(
  kind: DatabaseKind,
): Promise<{ template: Template; remove: () => Promise<void> }> {
  const folder = temporaryFolder('template')
  if (kind === 'sqlite') {
    const file = path.join(folder, 'template.sqlite')
    await runScript('db/scripts/migrate.ts', [], { DATA_DIR: folder, DATABASE_URL: `file:${file}` })
    return { template: { kind, file }, remove: async () => removeFolder(folder) }
  }
  let server: TestServer | undefined
  try {
    server = await startMariaDb()
    const database = `mtms_template_${process.pid}`
    const url = await server.createDatabase(database)
    await runScript('db/scripts/migrate.ts', [], { DATA_DIR: folder, DATABASE_URL: url })
    const running = server
    return {
      template: { kind, server: running.url(''), database },
      remove: async () => {
        await running.dropDatabase(database)
        await running.stop()
        removeFolder(folder)
      },
    }
  } catch (error) {
    await server?.stop()
    removeFolder(folder)
    throw error
  }
}

/** A copy of the SQLite template at `file`. The template is closed, so its one file is whole. */
export function copySqliteTemplate(template: string, file: string): void {
  fs.copyFileSync(template, file, fs.constants.COPYFILE_FICLONE)
}
