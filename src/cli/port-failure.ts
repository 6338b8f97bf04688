import { CommandFailure, EXIT } from './support/exit-code.ts'
import { why } from './support/why.ts'

export const isPortTaken = (error: unknown): boolean =>
  error instanceof CommandFailure && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'

/** Why a port cannot be listened on, and what to do. */
export function portFailure(cause: NodeJS.ErrnoException, host: string, port: number): CommandFailure {
  const at = `${host}, port ${port}`
  if (cause.code === 'EADDRINUSE')
    return new CommandFailure(EXIT.refused, `Something else listens on ${at}: stop that, or set another PORT.`, { cause })
  if (cause.code === 'EACCES')
    return new CommandFailure(EXIT.refused, `This user may not listen on ${at}: set a PORT of 1024 or more.`, { cause })
  return new CommandFailure(EXIT.refused, `It is not possible to listen on ${at} (${why(cause)}): correct HOST or PORT.`, {
    cause,
  })
}
