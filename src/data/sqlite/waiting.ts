/** How the SQLite driver waits: for other processes, and for its own transactions. @module */

import { setTimeout as sleep } from 'node:timers/promises'
import { StorageError } from '../storage-error.ts'
import { isBusy } from './errors.ts'

const RETRY_EVERY_MS = 5

/**
 * Repeats `action` while another process holds the lock. SQLite's own busy handler would block the event loop
 * meanwhile.
 */
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

/** First come, first served. */
export interface Turns {
  /**
   * Waits for a turn. The limit is for a write that bypasses an open `db.transaction()`: it must not hang.
   *
   * @throws {StorageError} `SQLITE_BUSY` if the turn does not come in time.
   */
  take(limitMs: number): Promise<void>
  give(): void
}

export function createTurns(): Turns {
  let taken = false
  const queue: (() => void)[] = []

  function take(limitMs: number): Promise<void> {
    if (!taken) {
      taken = true
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(enter), 1)
        reject(new StorageError('SQLITE_BUSY', new Error('a transaction of this process kept the writer')))
      }, limitMs)
      queue.push(enter)
    })
  }

  function give(): void {
    const enter = queue.shift()
    if (enter === undefined) taken = false
    else enter()
  }

  return { take, give }
}
