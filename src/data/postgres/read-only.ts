import type { System } from '../../system.ts'
import type { StorageError } from '../storage-error.ts'

/** A random part of a second, so that replicas do not all try at once. */
const PAUSE_MS = { least: 500, most: 1000 }

/** Remembers for a whole pool that the primary refuses writes. */
export interface ReadOnlyPause {
  /**
   * Begins a pause after a primary refused a write as read-only. For a moment, further writes would only be
   * refused too.
   */
  begin(error: StorageError): void
  /** The error of the last write; undefined if the next one may be tried. */
  readonly error: StorageError | undefined
}

export function createReadOnlyPause(system: System): ReadOnlyPause {
  let error: StorageError | undefined
  return {
    begin(refusal) {
      if (error === undefined) setTimeout(() => (error = undefined), pauseMs(system)).unref()
      error = refusal
    },
    get error() {
      return error
    },
  }
}

const pauseMs = (system: System): number => PAUSE_MS.least + ((PAUSE_MS.most - PAUSE_MS.least) * system.randomBytes(1)[0]!) / 255
