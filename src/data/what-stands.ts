import { unavailable } from '../errors.ts'

/** Others that write meanwhile are done in a moment. */
const MAX_ROUNDS = 10

/**
 * Writes over what was read, so that what is told of the change is what it replaced: where another wrote meanwhile, both are done again. False where there is nothing.
 *
 * @param write Writes only where it still is as it was read; false where it is not.
 */
export async function overWhatStands<T>(read: () => Promise<T | undefined>, write: (before: T) => Promise<boolean>): Promise<boolean> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = await read()
    if (before === undefined) return false
    if (await write(before)) return true
  }
  throw unavailable('This is being changed by others. Try again.')
}
