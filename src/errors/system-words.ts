/**
 * Error codes of the operating system, in words for the person who reads them.
 *
 * @module
 */

const WORDS: Record<string, string> = {
  EACCES: 'this user has no permission',
  EADDRINUSE: 'something else listens there',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'a file of that name is in the way',
  EHOSTUNREACH: 'the host cannot be reached',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  ENETUNREACH: 'the network cannot be reached',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  ENOTFOUND: 'there is no host of that name',
  EPERM: 'this user has no permission',
  EROFS: 'the disk is read-only',
  ETIMEDOUT: 'no answer came in time',
}

/** Returns words such as `the disk is full, ENOSPC`. A code without words is returned as it is. */
export const systemWords = (code: string): string => (Object.hasOwn(WORDS, code) ? `${WORDS[code]}, ${code}` : code)

/**
 * Returns the code of an error, such as `ENOENT`, from the system or from a driver.
 *
 * @returns undefined if `error` has no code.
 */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code } = error as NodeJS.ErrnoException
  return typeof code === 'string' ? code : undefined
}

/** Whether a call to the operating system failed. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && (error as NodeJS.ErrnoException).syscall !== undefined
