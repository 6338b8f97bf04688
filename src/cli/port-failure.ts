import { CommandFailure, EXIT } from './support/exit-code.ts'

export const isPortTaken = (error: unknown): boolean =>
  error instanceof CommandFailure && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'

/** Why a port cannot be listened on, and what to do. */
export function portFailure(cause: NodeJS.ErrnoException, host: string, port: number): CommandFailure {
  const at = `${host}, port ${port}`
  if (cause.code === 'EADDRINUSE') return new CommandFailure(EXIT.refused, `Something else listens on ${at}: set another PORT.`, { cause })
  if (cause.code === 'EACCES') return new CommandFailure(EXIT.refused, `Listening on ${at} is not allowed: set another PORT.`, { cause })
  return new CommandFailure(EXIT.refused, `It is not possible to listen on ${at} (${cause.code ?? 'unknown'}): mend HOST or PORT.`, {
    cause,
  })
}
