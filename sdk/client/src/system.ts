import { reasonOf } from './aborting.ts'

/** The time and the randomness of the client. Tests bring their own. */
export interface ClientSystem {
  /**
   * Milliseconds since the epoch. Only differences count: a wrong clock does no harm as long as it runs
   * evenly.
   */
  nowMs(): number
  /** Resolves after `ms` milliseconds; rejects with the reason of `signal` as soon as that is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /**
   * Returns `length` bytes from a cryptographically secure generator.
   *
   * @throws Error if there is none; the client then sends nothing
   */
  randomBytes(length: number): Uint8Array
}

/** Returns 32 hexadecimal digits that nobody can guess. */
export const randomHex = (system: ClientSystem): string =>
  [...system.randomBytes(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const NO_RANDOM =
  'This platform has no crypto.getRandomValues. Load one before the client, in React Native the package react-native-get-random-values.'

export const realSystem: ClientSystem = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(done, ms)
      const abort = () => {
        clearTimeout(timer)
        reject(reasonOf(signal))
      }
      function done() {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      if (signal.aborted) abort()
      else signal.addEventListener('abort', abort, { once: true })
    }),
  randomBytes(length) {
    const { crypto } = globalThis as { crypto?: Partial<Crypto> }
    if (typeof crypto?.getRandomValues !== 'function') throw new Error(NO_RANDOM)
    // Not `randomUUID`, which pages have only in secure contexts.
    return crypto.getRandomValues(new Uint8Array(length))
  },
}
