import type { StorageError } from '../../data/storage-error.ts'
import { systemWords } from '../../errors/system-words.ts'

/** What the code of a storage fault means, and what to do about it. The driver's own sentence may hold a piece of `DATABASE_URL`, so it is not repeated. */
const SENTENCES: [codes: RegExp, what: string, mend: string][] = [
  [
    /^SQLITE_(READONLY|PERM|AUTH|CANTOPEN)/,
    'The database file cannot be opened for writing',
    'Give it and its folder to the user that runs this, on a disk that takes writes.',
  ],
  [/^(SQLITE_FULL|53100$)/, 'The disk of the database is full', 'Make room on it, then run this again.'],
  [
    /^(SQLITE_(BUSY|LOCKED)|55P03$)/,
    'Another process holds the database locked',
    'Run this again; if that does not help, end that process.',
  ],
  [/^(SQLITE_(CORRUPT|NOTADB)|XX00)/, 'The database is damaged', 'Restore a backup: see docs/backup-and-restore.md.'],
  [/^(SQLITE_IOERR|58)/, 'The disk of the database reports an error', 'Look at the log of the system, and at that of the database.'],
  [/^28/, 'PostgreSQL refuses the user, or the password, of DATABASE_URL', 'Correct DATABASE_URL, or what pg_hba.conf allows.'],
  [/^3D000$/, 'PostgreSQL has no database of the name in DATABASE_URL', 'Make it with createdb, or correct DATABASE_URL.'],
  [/^53300$/, 'PostgreSQL has no connection left', 'Lower MINTMARK_POSTGRES_POOL_SIZE, or raise max_connections of PostgreSQL.'],
  [/^57P0/, 'PostgreSQL starts or stops', 'Run this again in a moment.'],
  [/^25006$/, 'PostgreSQL takes no writes here', 'Name the primary in DATABASE_URL, not a standby.'],
  [/^E[A-Z_]+$/, 'Nobody answers at the host and port of DATABASE_URL', 'Start PostgreSQL there, or correct DATABASE_URL.'],
]

/** @returns undefined if nothing more is known of the fault than the error itself says */
export function storageSentence({ storageCode }: StorageError): string | undefined {
  const found = SENTENCES.find(([codes]) => codes.test(storageCode))
  if (found === undefined) return undefined
  const [, what, mend] = found
  return `${what} (${systemWords(storageCode)}). ${mend}`
}
