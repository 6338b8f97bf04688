import { fstatSync, readSync, statSync } from 'node:fs'
import { EXIT } from './exit-code.ts'

const STDOUT = 1

/** Writes to standard output, and waits until that is done. Why it could not be, or undefined: the system's code, as `EPIPE`. */
export async function writeOut(text: string): Promise<string | undefined> {
  if (isClosed()) return 'EBADF'
  const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException | null | undefined>()
  process.stdout.write(text, resolve)
  const fault = await promise
  return fault ? (fault.code ?? fault.message) : undefined
}

/**
 * Node opens the null device, for reading and writing, where it is started without a standard output (`>&-`): nobody reads what is written there. Somebody who sends it
 * there on purpose (`>/dev/null`) has opened it for writing alone.
 */
function isClosed(): boolean {
  if (process.platform === 'win32' || fstatSync(STDOUT).rdev !== statSync('/dev/null').rdev) return false
  try {
    readSync(STDOUT, Buffer.alloc(1))
    return true
  } catch {
    return false
  }
}

/** Whoever reads the output may stop early, as `head` does: that is no fault of ours. Any other fault of it is told of, once, and the process does not end with 0. */
export function watchOutput(): void {
  process.stdout.once('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return
    process.stderr.write(`Standard output cannot be written (${code}).\n`)
    process.on('exit', () => {
      if (process.exitCode === EXIT.done) process.exitCode = EXIT.fault
    })
  })
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
