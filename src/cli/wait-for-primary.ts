import { setTimeout as sleep } from 'node:timers/promises'
import { STANDBY, StorageError } from '../data/storage-error.ts'

/** The service must work again within 2 s after the name of the database leads to a primary. */
const EVERY_MS = 300

/** Thrown if a signal came while the service waited for a primary. */
export class StoppedWaiting extends Error {}

/**
 * Asks until a primary of the database answers. A fail-over may be under way, and a restart of the service
 * would not end it sooner.
 *
 * @param tell Called once, if it has to wait.
 * @throws {StoppedWaiting} if `stop` comes first. Any failure but a standby is thrown as it is.
 */
export async function whenPrimaryAnswers<T>(
  ask: () => Promise<T>,
  { tell, stop }: { tell: (error: StorageError) => void; stop: Promise<unknown> },
): Promise<T> {
  const stopped = stop.then((): true => true)
  for (let isWaiting = false; ; isWaiting = true) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof StorageError) || error.storageCode !== STANDBY) throw error
      if (!isWaiting) tell(error)
      if (await Promise.race([sleep(EVERY_MS), stopped])) throw new StoppedWaiting()
    }
  }
}
