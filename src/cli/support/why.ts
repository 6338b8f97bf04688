import { systemWords } from '../../errors/system-words.ts'

/** In some words: the system's code of `error`, or of what is beneath it, and what that means; else what it says. */
export function why(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return systemWords(error.code)
  return error.cause instanceof Error ? why(error.cause) : error.message
}
