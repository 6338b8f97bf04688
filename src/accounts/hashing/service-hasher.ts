import type { Argon2Parameters } from '../../config.ts'
import type { System } from '../../system.ts'
import { createArgon2Hasher } from './argon2-hasher.ts'
import { createBcryptComparison, withBcrypt } from './bcrypt-hasher.ts'
import { createHashQueue } from './hash-queue.ts'
import type { PasswordHasher } from './password-hasher.ts'

/**
 * libuv has four threads, which argon2 shares with token signatures. One thread is left to the signatures.
 */
const MAX_AT_ONCE = 3
const MAX_WAITING = 200
/** At cost 12, on one thread, the last of them waits for some ten seconds. */
const MAX_BCRYPT_WAITING = 30

/**
 * Creates the hasher of a service. Everything in it is bounded, because the service answers other requests
 * meanwhile.
 *
 * @param cores How many threads run at once on this machine.
 */
export function createServiceHasher(options: { parameters: Argon2Parameters; system: System; cores: number }): PasswordHasher {
  const { cores, ...argon2 } = options
  const queue = createHashQueue({ concurrency: Math.min(cores, MAX_AT_ONCE), maxWaiting: MAX_WAITING })
  // One core is left to everything else.
  const bcryptQueue = createHashQueue({ concurrency: Math.min(Math.max(1, cores - 1), MAX_AT_ONCE), maxWaiting: MAX_BCRYPT_WAITING })
  return withBcrypt(createArgon2Hasher({ ...argon2, queue }), { queue: bcryptQueue, compare: createBcryptComparison() })
}
