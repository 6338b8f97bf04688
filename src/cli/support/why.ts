/** In a word or a sentence: the system's code (`ENOENT`) of `error`, or of what is beneath it; else what it says. */
export function why(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause instanceof Error ? why(error.cause) : error.message
}
