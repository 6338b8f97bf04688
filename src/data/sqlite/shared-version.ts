import type { DirectReads } from '../database.ts'

/**
 * Wraps the question for the data version, so that several reads can share one answer. Outside `shareVersion`
 * every read asks for itself.
 */
export function createSharedVersion(ask: () => number): Pick<DirectReads, 'dataVersion' | 'shareVersion'> {
  let isShared = false
  let shared: number | undefined
  return {
    dataVersion() {
      if (!isShared) return ask()
      shared ??= ask()
      return shared
    },
    shareVersion(work) {
      isShared = true
      try {
        work()
      } finally {
        isShared = false
        shared = undefined
      }
    },
  }
}
