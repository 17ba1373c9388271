/** What the two drivers say, in words that the app knows. */

type DriverError = { code?: string; errno?: number; message?: string; cause?: unknown; sqlMessage?: string }

function chain(error: unknown): DriverError[] {
  const all: DriverError[] = []
  for (let e = error as DriverError | undefined; e && all.length < 5; e = e.cause as DriverError | undefined)
    all.push(e)
  return all
}

/** The unique index or columns that an insert or update ran against, or null when it is another error. */
export function uniqueViolation(error: unknown): string | null {
  for (const e of chain(error)) {
    if (e.code?.startsWith('SQLITE_CONSTRAINT_UNIQUE') || e.code?.startsWith('SQLITE_CONSTRAINT_PRIMARYKEY'))
      return e.message ?? ''
    if (e.code === 'ER_DUP_ENTRY') return e.sqlMessage ?? e.message ?? ''
  }
  return null
}

/** True when the unique violation is on this column (`table.column`, as SQLite says) or index (as MySQL says). */
export function violates(error: unknown, indexName: string, ...columns: string[]): boolean {
  const said = uniqueViolation(error)
  return said !== null && (said.includes(indexName) || columns.some((column) => said.includes(column)))
}

/** A row that others point to was to be deleted, or one was to point to a row that is gone. */
export function isForeignKeyViolation(error: unknown): boolean {
  return chain(error).some(
    (e) =>
      e.code === 'SQLITE_CONSTRAINT_FOREIGNKEY' ||
      e.code?.startsWith('ER_ROW_IS_REFERENCED') ||
      e.code?.startsWith('ER_NO_REFERENCED_ROW'),
  )
}

/** MySQL rolled the transaction back for the sake of another one: do it again. */
export function isRetryable(error: unknown): boolean {
  return chain(error).some((e) => e.code === 'ER_LOCK_DEADLOCK' || e.code === 'ER_LOCK_WAIT_TIMEOUT')
}

export function isBusyError(error: unknown): boolean {
  return chain(error).some((e) => e.code === 'SQLITE_BUSY' || e.code === 'SQLITE_BUSY_SNAPSHOT')
}

/** The disk is full or may not be written: nothing that was committed is lost, and people are told which. */
export function storageFault(error: unknown): 'full' | 'read-only' | null {
  for (const e of chain(error)) {
    if (
      e.code === 'SQLITE_FULL' ||
      e.code === 'ENOSPC' ||
      e.code === 'ER_RECORD_FILE_FULL' ||
      e.errno === 1021
    )
      return 'full'
    if (
      e.code?.startsWith('SQLITE_READONLY') ||
      e.code === 'EROFS' ||
      e.code === 'EACCES' ||
      e.code === 'EPERM'
    )
      return 'read-only'
    if (e.code?.startsWith('SQLITE_IOERR') || e.code === 'SQLITE_CANTOPEN') return 'read-only'
  }
  return null
}
