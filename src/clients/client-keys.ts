import { importJWK, type JSONWebKeySet, type JWK } from 'jose'
import { ASSERTION_ALGS } from './client-assertion.ts'

const MIN_RSA_BITS = 2048
/** An assertion that names none is tried with each. */
const MAX_KEYS = 20
/** What is nested deeper cannot be compared or copied: a stack has an end. */
const MAX_DEPTH = 8
/** The members that are text (RFC 7517 §4, RFC 7518 §6). */
const TEXT_MEMBERS = ['alg', 'kid', 'use', 'crv', 'x', 'y', 'n', 'e'] as const satisfies (keyof JWK)[]

/**
 * What keeps `jwks`, which may be anything, from being the keys of a client; undefined where nothing does. Public keys only, each of an algorithm that assertions may
 * have.
 */
export async function jwksProblem(jwks: unknown): Promise<string | undefined> {
  if (isDeeper(jwks, MAX_DEPTH)) return 'holds what is nested too deep'
  if (!isKeySet(jwks)) return 'must be a JWK Set with a key (RFC 7517 §5)'
  if (jwks.keys.length > MAX_KEYS) return `must not hold more than ${MAX_KEYS} keys`
  for (const key of jwks.keys) {
    const problem = await keyProblem(key)
    if (problem !== undefined) return problem
  }
  return undefined
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined
  return Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'object' && key !== null)
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1)))

/** RFC 7518 §6.2.2, §6.3.2, §6.4. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

async function keyProblem(key: JWK): Promise<string | undefined> {
  if (PRIVATE_MEMBERS.some((member) => member in key)) return 'must hold public keys only'
  if (typeof key.kty !== 'string') return 'holds a key without kty (RFC 7517 §4.1)'
  const notText = TEXT_MEMBERS.find((member) => key[member] !== undefined && typeof key[member] !== 'string')
  if (notText !== undefined) return `holds a key whose ${notText} is not text`
  const alg = key.alg ?? defaultAlg(key)
  if (alg === undefined || !ASSERTION_ALGS.includes(alg)) return `must hold keys for ${ASSERTION_ALGS.join(', ')}`
  const usable = await importJWK(key, alg).then(
    () => true,
    () => false,
  )
  if (!usable) return 'holds a key that cannot be read'
  return key.kty === 'RSA' && isWeakRsa(key) ? `must hold RSA keys of at least ${MIN_RSA_BITS} bit` : undefined
}

function defaultAlg({ kty, crv }: JWK): string | undefined {
  if (kty === 'EC') return crv === 'P-384' ? 'ES384' : 'ES256'
  if (kty === 'OKP') return 'EdDSA'
  return kty === 'RSA' ? 'RS256' : undefined
}

/** By the numbers themselves: zeros in front make no key longer. */
function isWeakRsa({ n = '', e = '' }: JWK): boolean {
  const numberOf = (text: string) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex') || '0'}`)
  return numberOf(n).toString(2).length < MIN_RSA_BITS || numberOf(e) < 3n
}
