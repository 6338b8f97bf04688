import { hkdfSync, timingSafeEqual } from 'node:crypto'
import type { ServiceSecret } from './service-secret.ts'

/** What a key is derived for. A key for one purpose reveals nothing about another (RFC 5869 §3.2). */
export type KeyPurpose =
  | 'signing keys at rest'
  | 'refresh tokens'
  | 'idempotency keys'
  | 'throttle keys'
  | 'one-time secrets'
  | 'client secrets'

/** Derives 32 bytes for one purpose, by HKDF-SHA-256 (RFC 5869). */
export const deriveKey = (secret: Buffer, purpose: KeyPurpose): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `mintmark ${purpose}`, 32))

/** Derives a key from each service secret in force. The first is for what is new; all open and verify. */
export const deriveKeys = ({ current, previous }: ServiceSecret, purpose: KeyPurpose): [current: Buffer, ...older: Buffer[]] => [
  deriveKey(current, purpose),
  ...(previous === undefined ? [] : [deriveKey(previous, purpose)]),
]

/** Compares in constant time if both have the same length. Buffers of different lengths differ. */
export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
