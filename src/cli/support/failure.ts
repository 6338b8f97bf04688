import { CommanderError } from 'commander'
import { ConfigError } from '../../config/config-error.ts'
import { StorageError } from '../../data/storage-error.ts'
import { codeOf, isSystemError, systemWords } from '../../errors/system-words.ts'
import { Refusal, SetUpError } from '../../errors.ts'
import { SealBroken } from '../../keys/signing-key.ts'
import { CommandFailure, EXIT, EXIT_OF, type ExitCode } from './exit-code.ts'

/** What to print, and the exit code. */
export interface Failure {
  exitCode: ExitCode
  /** Absent if it was printed already. */
  text?: string
}

/** Turns what was thrown into an exit code and a text. No other place does this. */
export function failureOf(error: unknown): Failure {
  // Commander has already printed the help, or what is wrong with the command line.
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage }
  if (error instanceof CommandFailure) return { exitCode: error.exitCode, text: error.message }
  if (error instanceof ConfigError) return { exitCode: EXIT.usage, text: error.message }
  if (error instanceof SetUpError) return { exitCode: EXIT.refused, text: error.message }
  if (error instanceof SealBroken) return { exitCode: EXIT.refused, text: withCause(error) }
  if (error instanceof StorageError) return { exitCode: EXIT.unavailable, text: storageSentence(error) ?? withCause(error) }
  if (error instanceof Refusal) return { exitCode: EXIT_OF[error.code], text: withCause(error) }
  return { exitCode: EXIT.fault, text: unforeseen(error) }
}

/** Returns the message with its cause, which a person who runs commands on the machine may know. */
const withCause = ({ message, cause }: Error): string => (cause instanceof Error ? `${message} (${cause.message})` : message)

/**
 * Describes an error that `failureOf` does not know. A fault of the system has a code; a defect of Mintmark
 * is described with its stack.
 */
function unforeseen(error: unknown): string {
  if (!(error instanceof Error)) return `${DEFECT}\nSomething was thrown that is not an error.`
  if (isOfPostgres(error)) return `PostgreSQL refuses this: ${error.message} (${error.code}). ${GRANT}`
  if (isSystemError(error)) return `This could not be done (${why(error)}): ${error.message}`
  return error.constructor === Error ? withCause(error) : `${DEFECT}\n${error.stack ?? error.message}`
}

function isOfPostgres(error: Error): error is Error & { code: string } {
  const { severity, code } = error as { severity?: unknown; code?: unknown }
  return severity !== undefined && code !== undefined
}

const GRANT = 'If the role of DATABASE_URL lacks a permission, grant it; see docs/deploy.md.'
const DEFECT = 'This is a defect of Mintmark. Please report it, with the command and these lines:'

/** Returns what the system's code of `error`, or of its cause, means. Without a code, returns its message. */
export function why(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = codeOf(error)
  if (code !== undefined) return systemWords(code)
  return error.cause instanceof Error ? why(error.cause) : error.message
}

/**
 * What the code of a storage fault means, and what to do. The driver's own sentence may hold a piece of
 * `DATABASE_URL`, so it is not repeated.
 */
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
  [/^WITHOUT_TLS$/, 'PostgreSQL takes no TLS', 'Set ssl = on there. sslmode=disable is for a network that nobody else can read.'],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'The certificate of PostgreSQL is not for the host of DATABASE_URL',
    'Name a host that is in the certificate. With an authority of your own, sslmode=verify-ca takes any host.',
  ],
  [/^CERT_HAS_EXPIRED$/, 'The certificate of PostgreSQL has expired', 'Renew it there.'],
  [
    /^(SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|CERT_|INVALID_CA)/,
    'The authority of the certificate of PostgreSQL is not trusted',
    'Name its file in DATABASE_URL: sslrootcert=FILE. See TLS in docs/postgresql.md.',
  ],
  [/^(ERR_SSL_|ERR_OSSL_|EPROTO$)/, 'TLS with PostgreSQL failed', 'Look at its log, and at sslcert and sslkey of DATABASE_URL.'],
  [/^E[A-Z_]+$/, 'Nobody answers at the host and port of DATABASE_URL', 'Start PostgreSQL there, or correct DATABASE_URL.'],
]

/** @returns undefined if the code is not known here. */
function storageSentence({ storageCode }: StorageError): string | undefined {
  const entry = SENTENCES.find(([codes]) => codes.test(storageCode))
  if (entry === undefined) return undefined
  const [, what, mend] = entry
  return `${what} (${systemWords(storageCode)}). ${mend}`
}
