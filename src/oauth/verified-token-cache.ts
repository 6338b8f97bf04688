import { hash } from 'node:crypto'

/** Remembers what never changes of a token: that its signature and claims were good. Whether it is still alive is asked elsewhere, every time. */
export interface VerifiedTokenCache<T> {
  find(token: string): T | undefined
  /** Only for a token that was found good, so that a flood of forged ones drives out nothing. */
  remember(token: string, verified: T): void
}

/**
 * Bounded by two generations: what was used since the last turn of generations outlives the next.
 *
 * @param size Tokens in a generation; at most twice as many are kept.
 */
export function createVerifiedTokenCache<T>(size: number): VerifiedTokenCache<T> {
  let young = new Map<string, T>()
  let old = new Map<string, T>()
  // The token itself is a credential and is not kept.
  const keyOf = (token: string) => hash('sha256', token, 'base64url')
  const put = (key: string, value: T) => {
    if (young.size >= size) {
      old = young
      young = new Map()
    }
    young.set(key, value)
  }
  return {
    find(token) {
      const key = keyOf(token)
      const value = young.get(key)
      if (value !== undefined) return value
      const older = old.get(key)
      if (older !== undefined) put(key, older)
      return older
    },
    remember: (token, verified) => put(keyOf(token), verified),
  }
}
