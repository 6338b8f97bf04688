import { setTimeout as sleep } from 'node:timers/promises'
import { STANDBY, StorageError } from '../data/storage-error.ts'

/** Well below the 2 s within which the service is whole once the database's name leads to the primary. */
const EVERY_MS = 300

/** A signal came while the service waited for a primary. */
export class StoppedWaiting extends Error {}

/**
 * Asks until a primary of the database answers: a fail-over may be under way, and a restart would not end it
 * sooner. Any other failure is thrown.
 *
 * @param tell Called once, if it has to wait.
 * @throws {StoppedWaiting} if `stop` comes before.
 */
export async function whenPrimaryAnswers<T>(
  ask: () => Promise<T>,
  { tell, stop }: { tell: (error: StorageError) => void; stop: Promise<unknown> },
): Promise<T> {
  const stopped = stop.then((): true => true)
  for (let told = false; ; told = true) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof StorageError) || error.storageCode !== STANDBY) throw error
      if (!told) tell(error)
      if (await Promise.race([sleep(EVERY_MS), stopped])) throw new StoppedWaiting()
    }
  }
}
