import { type CryptoKey, importJWK, type JWK } from 'jose'
import { causesOf, IssuerFault, isPlainHttp } from './issuer-fault.ts'
import { printable } from './printable.ts'

/** The algorithm is fixed by the key (RFC 8725 §3.1); only asymmetric ones are allowed. */
const ALGS = ['ES256', 'RS256', 'EdDSA']
const TIMEOUT_MS = 5000

/**
 * RFC 9864 names EdDSA over Ed25519 `Ed25519`. It is the same algorithm: both names mean the curve Ed25519
 * here, and nothing else.
 */
export const oneName = (alg: string): string => (alg === 'Ed25519' ? 'EdDSA' : alg)

export interface VerifyingKey {
  /** In the spelling of `oneName`. */
  alg: string
  publicKey: CryptoKey
}

export interface KeySource {
  issuer: string
  /** If undefined, the issuer's metadata says. */
  jwksUri: string | undefined
  fetch: typeof globalThis.fetch
}

/**
 * Fetches the issuer's public keys, by their `kid`.
 *
 * @throws {IssuerFault} if they cannot be fetched, or if none of them can be used
 */
export async function fetchKeys({ issuer, jwksUri, fetch }: KeySource): Promise<Map<string, VerifyingKey>> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const getObject = async (url: string): Promise<Record<string, unknown>> => {
    // `manual`, so that the fault can name the place that a redirect leads to.
    const response = await fetch(url, { redirect: 'manual', signal, headers: { accept: 'application/json' } }).catch((cause) => {
      throw new IssuerFault('unreachable', `${url} cannot be reached: ${causesOf(cause)}${isPlainHttp(cause) ? TRY_HTTP : ''}`, cause)
    })
    if (response.status !== 200) throw new IssuerFault('answer', `${url} answered ${statusOf(response)}`)
    const body: unknown = await response.json().catch((cause) => {
      throw new IssuerFault('answer', `${url} answered something else than JSON: ${causesOf(cause)}`, cause)
    })
    if (typeof body !== 'object' || body === null) throw new IssuerFault('answer', `${url} answered JSON that is not an object`)
    return body as Record<string, unknown>
  }
  const uri = jwksUri ?? jwksUriOf(await getObject(`${issuer}/.well-known/oauth-authorization-server`), issuer)
  const { keys } = await getObject(uri)
  const imported = await Promise.all((Array.isArray(keys) ? keys : []).map(importKey))
  const usable = imported.filter((key) => key !== undefined)
  if (usable.length === 0) throw new IssuerFault('keys', `${uri} has no key that can be used`)
  return new Map(usable)
}

const TRY_HTTP = ' (it answers there without TLS: http instead of https?)'

/** Redirects are not followed: they could lead the verifier to somebody else's keys. */
function statusOf({ status, headers }: Response): string {
  const location = headers.get('location')
  return location === null ? String(status) : `${status}, a redirect to ${printable(location)}, which is not followed`
}

/** The metadata must be of the issuer that was asked (RFC 8414 §3.3). */
function jwksUriOf({ issuer, jwks_uri }: Record<string, unknown>, expected: string): string {
  if (issuer !== expected) throw new IssuerFault('issuer', `${expected} names itself ${printable(issuer)}`)
  if (typeof jwks_uri !== 'string' || !URL.canParse(jwks_uri)) throw new IssuerFault('keys', `the metadata of ${expected} has no jwks_uri`)
  if (expected.startsWith('https:') && !jwks_uri.startsWith('https:'))
    throw new IssuerFault('keys', `the metadata of ${expected} has a jwks_uri that is not https: ${printable(jwks_uri)}`)
  return jwks_uri
}

/** Keys of other kinds are skipped: the set may hold some for other purposes (RFC 7517 §5). */
async function importKey(jwk: JWK | null): Promise<[string, VerifyingKey] | undefined> {
  if (typeof jwk !== 'object' || jwk === null || Object.hasOwn(jwk, 'd')) return undefined
  const { kid, alg, use = 'sig', key_ops, ext: _, ...material } = jwk
  if (typeof kid !== 'string' || typeof alg !== 'string' || !ALGS.includes(oneName(alg)) || use !== 'sig') return undefined
  // RFC 7517 §4.3 allows other operations besides, which WebCrypto refuses for a public key.
  if (key_ops !== undefined && !(Array.isArray(key_ops) && key_ops.includes('verify'))) return undefined
  const publicKey = await importJWK({ ...material, alg }, alg).catch(() => undefined)
  return publicKey === undefined || publicKey instanceof Uint8Array ? undefined : [kid, { alg: oneName(alg), publicKey }]
}
