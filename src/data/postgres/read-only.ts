import type { System } from '../../system.ts'
import type { StorageError } from '../storage-error.ts'

/** Of a second, at random: replicas do not all ask at once. */
const PAUSE_MS = { least: 500, most: 1000 }

/** Whether the primary is known to take no changes. One for a whole pool. */
export interface ReadOnlyPause {
  /** A primary refused a write as read-only. For a moment each further write would only be refused too. */
  begin(error: StorageError): void
  /** @returns what the last write was refused with; undefined if the next one may be tried. */
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
