import type { Argon2Parameters } from '../../config.ts'
import type { System } from '../../system.ts'
import type { Argon2Engine, Argon2Input } from './argon2-engine.ts'
import { createArgon2Hasher } from './argon2-hasher.ts'
import { BCRYPT_THREAD, type BcryptThreads, createBcryptComparison, withBcrypt } from './bcrypt-hasher.ts'
import { createHashQueue, type HashTally } from './hash-queue.ts'
import { createHashThreads } from './hash-threads.ts'
import type { PasswordHasher } from './password-hasher.ts'

/** With the parameters of the default, one main thread cannot answer more logins than these can hash. */
const MAX_THREADS = 8
/** The reference hashes on libuv's four threads. One of them is left to signatures and files. */
const MAX_ON_POOL = 3
const MAX_BCRYPT_THREADS = 3
const MAX_WAITING = 200
/** At cost 12, on one thread, the last of them waits for some ten seconds. */
const MAX_BCRYPT_WAITING = 30

const ARGON2_THREAD = new URL('./argon2-thread.ts', import.meta.url)

export interface ServiceHasher extends PasswordHasher {
  /** Ends its threads. Call it when no request is open any more. */
  close(): Promise<void>
}

/**
 * Creates the hasher of a service. Everything in it is bounded, because the service answers other requests
 * meanwhile.
 *
 * @param cores How many threads run at once on this machine.
 * @param tallies Learn what the two queues do. Without them, nothing is counted.
 */
export function createServiceHasher({
  parameters,
  system,
  cores,
  engine,
  tallies,
}: {
  parameters: Argon2Parameters
  system: System
  cores: number
  engine: Argon2Engine
  tallies?: Record<'argon2id' | 'bcrypt', HashTally> | undefined
}): ServiceHasher {
  const threads = createHashThreads<ReturnType<typeof ownBytes>, Uint8Array>(ARGON2_THREAD)
  const ofEngine = {
    '@node-rs/argon2': { compute: async (input: Argon2Input) => Buffer.from(await threads.run(ownBytes(input))), most: MAX_THREADS },
    argon2: { compute: engine.compute, most: MAX_ON_POOL },
  }
  const { compute, most } = ofEngine[engine.name]
  const queue = createHashQueue({ concurrency: Math.min(cores, most), maxWaiting: MAX_WAITING, tally: tallies?.argon2id })
  const argon2 = createArgon2Hasher({ parameters, queue, system, compute })

  const bcryptThreads: BcryptThreads = createHashThreads(BCRYPT_THREAD)
  // One core is left to everything else.
  const bcryptAtOnce = Math.min(Math.max(1, cores - 1), MAX_BCRYPT_THREADS)
  const bcryptQueue = createHashQueue({ concurrency: bcryptAtOnce, maxWaiting: MAX_BCRYPT_WAITING, tally: tallies?.bcrypt })
  return {
    ...withBcrypt(argon2, { queue: bcryptQueue, compare: createBcryptComparison(bcryptThreads) }),
    close: async () => void (await Promise.all([threads.close(), bcryptThreads.close()])),
  }
}

/**
 * Copies the bytes into memory of their own. A message with a small Buffer would carry Node's whole pool of
 * 64 KiB.
 */
const ownBytes = ({ password, salt, ...rest }: Argon2Input) => ({ ...rest, password: new Uint8Array(password), salt: new Uint8Array(salt) })
