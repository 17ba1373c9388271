/** Faults of the surroundings that a person can mend, in plain words; undefined for everything else. */
export function explain(error) {
  // These are written for the person already (lib/env.ts, db/migrate.ts, lib/backup).
  if (error?.message?.startsWith('MTMS cannot start with')) return error.message
  if (error?.name === 'BackupError') return error.message
  for (let at = error, depth = 0; at && depth < 5; at = at.cause ?? at.errors?.[0], depth++) {
    const sentence = sentenceFor(at)
    if (sentence) return `${sentence}\n(${at.code}: ${at.sqlMessage ?? at.message})`
  }
  return undefined
}

function sentenceFor({ code, syscall, path, address, port }) {
  const where = path ? ` at ${path}` : ' (DATA_DIR)'
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return `The disk is full${path ? ` at ${path}` : ''}. Nothing that was saved before is lost.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_CANTOPEN':
      return `The data directory cannot be written${where}. Give the user who runs MTMS the right to write there.`
    case 'EEXIST':
      return syscall === 'mkdir'
        ? `There is a file${where} where a folder is wanted. Name another folder as DATA_DIR.`
        : undefined
    case 'SQLITE_BUSY':
      return 'The database is in use by another program. Stop that one and run the command again.'
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return 'The database file is damaged or is not a database. Put back a backup: npm run db:restore <folder>'
    case 'ECONNREFUSED':
    case 'ETIMEDOUT':
    case 'ENOTFOUND':
    case 'EHOSTUNREACH':
      return `No database server answers${address ? ` at ${address}:${port}` : ''}. Check DATABASE_URL and the server.`
    case 'ER_DBACCESS_DENIED_ERROR':
      return 'The user of DATABASE_URL may not use the database it names. Create the database, or grant the right.'
    case 'ER_ACCESS_DENIED_ERROR':
      return 'The database server refuses the user or password of DATABASE_URL.'
    case 'ER_BAD_DB_ERROR':
      return 'The database that DATABASE_URL names does not exist on the server. Create it first.'
    default:
      return undefined
  }
}
