import { CommanderError } from 'commander'
import { ConfigError } from '../../config/config-error.ts'
import { StorageError } from '../../data/storage-error.ts'
import { Refusal, SetUpError } from '../../errors.ts'
import { SealBroken } from '../../keys/signing-key.ts'
import { CommandFailure, EXIT, type ExitCode } from './exit-code.ts'
import { storageSentence } from './storage-failure.ts'
import { why } from './why.ts'

/** What to tell whoever ran the command, and what to end with. */
export interface Failure {
  exitCode: ExitCode
  /** Absent where it has been told already. */
  text?: string
}

/** The one place where what was thrown becomes an exit code. */
export function failureOf(error: unknown): Failure {
  // Commander has printed its own: the help that was asked for, or what is wrong with the command line.
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage }
  if (error instanceof CommandFailure) return { exitCode: error.exitCode, text: error.message }
  if (error instanceof ConfigError) return { exitCode: EXIT.usage, text: error.message }
  if (error instanceof SetUpError) return { exitCode: EXIT.refused, text: error.message }
  if (error instanceof SealBroken) return { exitCode: EXIT.refused, text: withCause(error) }
  if (error instanceof StorageError) return { exitCode: EXIT.unavailable, text: storageSentence(error) ?? withCause(error) }
  if (error instanceof Refusal) return { exitCode: exitCodeOf(error), text: withCause(error) }
  return { exitCode: EXIT.fault, text: unforeseen(error) }
}

function exitCodeOf({ code }: Refusal): ExitCode {
  if (code === 'unavailable') return EXIT.unavailable
  return code === 'not_found' ? EXIT.notFound : EXIT.refused
}

/** Whoever runs commands on the machine may know the cause. */
const withCause = ({ message, cause }: Error): string => (cause instanceof Error ? `${message} (${cause.message})` : message)

/** The system's own faults have a code. Any other error is a defect of Mintmark, and the developer who mends it needs its place. */
function unforeseen(error: unknown): string {
  if (!(error instanceof Error)) return `${DEFECT}\nSomething was thrown that is not an error.`
  if ('severity' in error && 'code' in error) return `PostgreSQL refuses this: ${error.message} (${error.code}). ${GRANT}`
  if ('syscall' in error) return `This could not be done (${why(error)}): ${error.message}`
  return error.constructor === Error ? withCause(error) : `${DEFECT}\n${error.stack ?? error.message}`
}

const GRANT = 'If the role of DATABASE_URL lacks a permission, grant it; see docs/deploy.md.'
const DEFECT = 'This is a defect of Mintmark. Please report it, with the command and these lines:'
