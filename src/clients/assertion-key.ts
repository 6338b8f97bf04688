import { type CryptoKey, importJWK, type JWK } from 'jose'

/** Asymmetric only. `EdDSA` and `Ed25519` (RFC 9864 §2.2) are two names of one algorithm. */
export const ASSERTION_ALGS = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'RS256', 'PS256'] as const
type AssertionAlg = (typeof ASSERTION_ALGS)[number]

/**
 * What a key of each kind can verify (RFC 7518 §3.1). Ed448 can verify none of these, whatever its `alg`
 * says.
 */
const ALGS_OF_KIND: Record<string, readonly AssertionAlg[]> = {
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
  RSA: ['RS256', 'PS256'],
}
const MIN_RSA_BITS = 2048
/** The owner must learn of this mistake. Other keys that cannot be used are ignored. */
export const WEAK_RSA = `of less than ${MIN_RSA_BITS} bit, or whose exponent is below 3`
/** The members that are text (RFC 7517 §4, RFC 7518 §6). */
const TEXT_MEMBERS = ['kty', 'alg', 'kid', 'use', 'crv', 'x', 'y', 'n', 'e'] as const satisfies (keyof JWK)[]

/** A public key that can verify assertions. */
export interface AssertionKey {
  kind: 'usable'
  kid: string | undefined
  algs: readonly string[]
  /** Imports the key for one algorithm. It throws if the members are not those of a key. */
  import(alg: string): Promise<CryptoKey | Uint8Array>
}

/** `problem` follows the words "a key", as in "a key whose use is not sig". */
export interface UnusableKey {
  kind: 'unusable'
  problem: string
}

/**
 * Returns the key that a JWK of a client describes (RFC 7517 §4), or why it cannot verify an assertion.
 * The same rule holds when a client is registered and when it authenticates.
 */
export function assertionKey(jwk: JWK): AssertionKey | UnusableKey {
  const problem = memberProblem(jwk)
  if (problem !== undefined) return unusable(problem)
  const { kty, kid, alg, crv, x, y, n, e } = jwk
  const ofKind = ALGS_OF_KIND[kty === 'RSA' ? 'RSA' : `${kty} ${crv}`] ?? []
  if (ofKind.length === 0) return unusable('whose kind is not EC P-256, EC P-384, OKP Ed25519 or RSA')
  const algs = alg === undefined || (kty === 'OKP' && ofKind.some((one) => one === alg)) ? ofKind : ofKind.filter((one) => one === alg)
  if (algs.length === 0) return unusable(`whose alg is not what such a key verifies (${ofKind.join(', ')})`)
  if (kty === 'RSA' && isWeakRsa(jwk)) return unusable(WEAK_RSA)
  // Pass on only these members: a library may act on key_ops or ext.
  const bare = Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined)) as JWK
  return { kind: 'usable', kid, algs, import: (wanted) => importJWK(bare, wanted) }
}

const unusable = (problem: string): UnusableKey => ({ kind: 'unusable', problem })

/** Says what the members hold against a key, besides the key itself (RFC 7517 §4.1 to §4.5). */
function memberProblem(jwk: JWK): string | undefined {
  if (jwk.kty === undefined) return 'without kty (RFC 7517 §4.1)'
  const notText = TEXT_MEMBERS.find((member) => jwk[member] !== undefined && typeof jwk[member] !== 'string')
  if (notText !== undefined) return `whose ${notText} is not text`
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'whose use is not sig (RFC 7517 §4.2)'
  const operations: unknown = jwk.key_ops
  if (operations === undefined) return undefined
  if (!Array.isArray(operations)) return 'whose key_ops is not a list'
  return operations.includes('verify') ? undefined : 'whose key_ops does not have verify (RFC 7517 §4.3)'
}

/** Judges the numbers themselves, because leading zeros make no key longer. */
function isWeakRsa({ n = '', e = '' }: JWK): boolean {
  const numberOf = (text: string) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex') || '0'}`)
  return numberOf(n).toString(2).length < MIN_RSA_BITS || numberOf(e) < 3n
}
