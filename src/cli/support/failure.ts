import { CommanderError } from 'commander'
import { ConfigError } from '../../config/config-error.ts'
import { Refusal, SetUpError } from '../../errors.ts'
import { SealBroken } from '../../keys/seal-broken.ts'
import { CommandFailure, EXIT, type ExitCode } from './exit-code.ts'

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
  if (error instanceof Refusal) return { exitCode: exitCodeOf(error), text: withCause(error) }
  return { exitCode: EXIT.fault, text: unforeseen(error) }
}

function exitCodeOf({ code }: Refusal): ExitCode {
  if (code === 'unavailable') return EXIT.unavailable
  return code === 'not_found' ? EXIT.notFound : EXIT.refused
}

/** Whoever runs commands on the machine may know the cause. */
const withCause = ({ message, cause }: Error): string => (cause instanceof Error ? `${message} (${cause.message})` : message)

/** A plain `Error` is a sentence of ours; any other kind is a slip in the programme, and whoever mends it needs the place. */
function unforeseen(error: unknown): string {
  if (!(error instanceof Error)) return 'Something was thrown that is no error.'
  return error.constructor === Error ? withCause(error) : (error.stack ?? error.message)
}
