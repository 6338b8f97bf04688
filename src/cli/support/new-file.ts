import { CommandFailure, EXIT } from './exit-code.ts'
import { why } from './failure.ts'
import { visible } from './terminal.ts'

/** Says why a new file could not be made. A file that is there already is never replaced. */
export async function makingFile(to: string, make: () => Promise<void>): Promise<void> {
  try {
    await make()
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw new CommandFailure(EXIT.refused, `${visible(to)} is there already, and is left as it is: name another file.`)
    if (syscall !== undefined) throw new CommandFailure(EXIT.refused, `${visible(to)} cannot be written (${why(cause)}).`, { cause })
    throw cause
  }
}
