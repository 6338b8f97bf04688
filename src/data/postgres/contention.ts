import { setTimeout as sleep } from 'node:timers/promises'
import type { System } from '../../system.ts'
import { isContention, isStaleStatement } from './errors.ts'

const MAX_RETRIES = 5
/** Of the first; each further one may wait twice as long. All of them together wait 0.3 s at most. */
const FIRST_WAIT_MS = 10

/**
 * Does `work`, and again if others changed the same rows at the same time, or if a prepared statement was
 * stale. `work` is one statement or one whole transaction, so nothing of the failed try is left.
 *
 * @param again What to do instead from the second try on.
 */
export async function withRetries<T>(system: System, work: () => Promise<T>, again: () => Promise<T> = work): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await (retry === 0 ? work() : again())
    } catch (error) {
      if (retry === MAX_RETRIES || !(isContention(error) || isStaleStatement(error))) throw error
      await sleep(waitMs(retry, system))
    }
  }
}

/** A random part of the longest wait, so that those who met once do not meet again. */
const waitMs = (retry: number, system: System): number => (FIRST_WAIT_MS * 2 ** retry * (1 + system.randomBytes(1)[0]!)) / 256
