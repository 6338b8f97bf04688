/** What the client knows of the world: the time and randomness. Tests bring their own. */
export interface ClientSystem {
  /** Milliseconds since the epoch. Only differences count: a clock that is wrong does no harm while it goes evenly. */
  nowMs(): number
  /** Resolves after `ms` milliseconds; rejects with the reason of `signal` as soon as that is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** `length` bytes from a cryptographically secure generator. */
  randomBytes(length: number): Uint8Array
}

/** 32 hexadecimal digits that nobody guesses. */
export const randomHex = (system: ClientSystem): string =>
  [...system.randomBytes(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export const realSystem: ClientSystem = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(done, ms)
      const abort = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      function done() {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      if (signal.aborted) abort()
      else signal.addEventListener('abort', abort, { once: true })
    }),
  // Not `randomUUID`, which pages have in secure contexts only.
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
}
