import { StorageError } from '../storage-error.ts'

/** First come, first served. */
export interface Turns {
  /** Throws a `StorageError` where the turn does not come in time: a write inside `db.transaction()` that does not use it must not hang. */
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
