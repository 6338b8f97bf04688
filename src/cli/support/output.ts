import { fstatSync, readSync, statSync } from 'node:fs'
import { EXIT } from './exit-code.ts'

const STDOUT = 1

/**
 * Writes to standard output, and waits until that is done.
 *
 * @returns undefined if it was written, or else the code of the error, such as `EPIPE`, or its message.
 */
export async function writeOut(text: string): Promise<string | undefined> {
  if (isClosed()) return 'EBADF'
  const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException | null | undefined>()
  process.stdout.write(text, resolve)
  const fault = await promise
  return fault ? (fault.code ?? fault.message) : undefined
}

/**
 * Checks whether Node was started without a standard output (`>&-`): then it opens the null device for
 * reading and writing. With `>/dev/null`, which is on purpose, the shell opens it for writing only.
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

/**
 * Ignores a reader of the output that stops early, as `head` does. Any other fault is printed once, and the
 * process does not end with 0.
 */
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
