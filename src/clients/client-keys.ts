import type { JSONWebKeySet, JWK } from 'jose'
import { type AssertionKey, assertionKey, WEAK_RSA } from './assertion-key.ts'

/** How many keys a client may have. An assertion without `kid` is tried with each of them. */
const MAX_KEYS = 20
/** How deep the value may be nested. A deeper one cannot be compared or copied: the stack would overflow. */
const MAX_DEPTH = 8
/** How many reasons are listed. */
const MAX_LISTED = 3
/**
 * The private members of RFC 7518 §6.2.2, §6.3.2 and §6.4, and `priv` of the kind AKP, which is that of
 * ML-DSA.
 */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Returns the keys of a client that can verify an assertion. The others are ignored (RFC 7517 §5). */
export const assertionKeysOf = ({ keys }: JSONWebKeySet): AssertionKey[] => keys.map(assertionKey).filter((key) => key.kind === 'usable')

/**
 * Says why `jwks`, which may be anything, cannot be the keys of a client.
 *
 * @returns undefined if it can: it has no private key, and at least one key that can verify an assertion.
 */
export async function jwksProblem(jwks: unknown): Promise<string | undefined> {
  if (isDeeper(jwks, MAX_DEPTH)) return 'holds what is nested too deep'
  if (!isKeySet(jwks)) return 'must be a JWK Set with a key (RFC 7517 §5)'
  if (jwks.keys.length > MAX_KEYS) return `must not hold more than ${MAX_KEYS} keys`
  if (jwks.keys.some((key) => PRIVATE_MEMBERS.some((member) => Object.hasOwn(key, member)))) return 'must hold public keys only'
  const problems = await Promise.all(jwks.keys.map(keyProblem))
  if (problems.includes(WEAK_RSA)) return 'must hold RSA keys of at least 2048 bit, with an exponent of at least 3'
  if (problems.includes(undefined)) return undefined
  if (problems.length === 1) return `holds a key ${problems[0]}`
  const listed = problems.slice(0, MAX_LISTED).map((problem) => `one ${problem}`)
  return `holds only keys that cannot verify an assertion: ${listed.join(', ')}${problems.length > MAX_LISTED ? ', and others' : ''}`
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  const { keys } = Object(value) as { keys?: unknown }
  return Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'object' && key !== null)
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1)))

async function keyProblem(jwk: JWK): Promise<string | undefined> {
  const key = assertionKey(jwk)
  if (key.kind === 'unusable') return key.problem
  const [alg = ''] = key.algs
  return key.import(alg).then(
    () => undefined,
    () => 'that cannot be read',
  )
}
