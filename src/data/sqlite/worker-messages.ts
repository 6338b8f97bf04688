import { AbortedTransactionError } from 'kysely'
import { StorageError } from '../storage-error.ts'
import type { Outcome } from './storage.ts'

/**
 * An error as it is sent between threads: structured clone drops an error's own properties, `code` among
 * them.
 */
export interface FlatError {
  name: string
  message: string
  code: string | undefined
}

export type FlatOutcome = Extract<Outcome, { kind: 'written' }> | { kind: 'failed'; error: FlatError }

/** The reply to the call of the same `id`. */
export type Reply = { id: number; kind: 'returned'; value: unknown } | { id: number; kind: 'threw'; error: FlatError }

export const flattenOutcome = (outcome: Outcome): FlatOutcome =>
  outcome.kind === 'failed' ? { kind: 'failed', error: flatten(outcome.error) } : outcome

export const reviveOutcome = (outcome: FlatOutcome): Outcome =>
  outcome.kind === 'failed' ? { kind: 'failed', error: revive(outcome.error) } : outcome

export function flatten(error: unknown): FlatError {
  if (error instanceof StorageError) {
    const { message } = error.cause instanceof Error ? error.cause : error
    return { name: error.name, message, code: error.storageCode }
  }
  const { name, message, code } = error as Error & { code?: string }
  return { name, message, code }
}

export function revive({ name, message, code }: FlatError): Error {
  if (name === 'StorageError') return new StorageError(code!, Object.assign(new Error(message), { code }))
  if (name === 'AbortedTransactionError') return new AbortedTransactionError()
  return Object.assign(new Error(message), { name, code })
}
