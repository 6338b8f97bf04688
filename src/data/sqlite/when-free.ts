import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy } from './errors.ts'

const RETRY_EVERY_MS = 5

/** Tries again while another process holds the lock. SQLite's own busy handler would stop the event loop meanwhile. */
export async function whenFree<T>(limitMs: number, action: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + limitMs
  for (;;) {
    try {
      return await action()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error
    }
    await sleep(RETRY_EVERY_MS)
  }
}
