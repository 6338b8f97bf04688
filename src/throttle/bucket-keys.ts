import { createHmac } from 'node:crypto'

export type BucketKeys = ReturnType<typeof createBucketKeys>

/**
 * Creates the keys of the buckets: HMACs, so that the store has no name that was typed.
 *
 * @param hmacKey 32 bytes, for this purpose alone.
 */
export function createBucketKeys(hmacKey: Buffer) {
  // Each part is preceded by its length, so that two different lists never give the same text.
  const hmac = (...parts: string[]): string => {
    const text = parts.map((part) => `${part.length}:${part}`).join('')
    return createHmac('sha256', hmacKey).update(text).digest('base64url')
  }
  return {
    /** By this all buckets of an account are found. */
    account: (usernameKey: string) => hmac('account', usernameKey),
    strangers: (usernameKey: string) => hmac('strangers', usernameKey),
    known: (usernameKey: string, addressKey: string) => hmac('known', usernameKey, addressKey),
    address: (addressKey: string) => hmac('address', addressKey),
  }
}
