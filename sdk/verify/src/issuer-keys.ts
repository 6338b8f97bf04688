import { type CryptoKey, importJWK, type JWK } from 'jose'

/** What a key signs by is fixed by the key (RFC 8725 §3.1); asymmetric alone. */
const ALGS = ['ES256', 'RS256', 'EdDSA']
const TIMEOUT_MS = 5000

export interface VerifyingKey {
  alg: string
  publicKey: CryptoKey
}

export interface KeySource {
  issuer: string
  /** Undefined: as the issuer's metadata says. */
  jwksUri: string | undefined
  fetch: typeof globalThis.fetch
}

/** The issuer's public keys by their `kid`, fetched now. Rejects where they cannot be had, or where none can be used. */
export async function fetchKeys({ issuer, jwksUri, fetch }: KeySource): Promise<Map<string, VerifyingKey>> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const getObject = async (url: string): Promise<Record<string, unknown>> => {
    const failed = (what: string) => (cause: unknown) => {
      throw new Error(`${url} ${what}: ${causesOf(cause)}`, { cause })
    }
    const response = await fetch(url, { redirect: 'error', signal, headers: { accept: 'application/json' } }).catch(
      failed('cannot be reached'),
    )
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
    const body: unknown = await response.json().catch(failed('has no JSON'))
    if (typeof body !== 'object' || body === null) throw new Error(`${url} has no JSON object`)
    return body as Record<string, unknown>
  }
  const uri = jwksUri ?? jwksUriOf(await getObject(`${issuer}/.well-known/oauth-authorization-server`), issuer)
  const { keys } = await getObject(uri)
  const imported = await Promise.all((Array.isArray(keys) ? keys : []).map(importKey))
  const usable = imported.filter((key) => key !== undefined)
  if (usable.length === 0) throw new Error(`${uri} has no key that can be used`)
  return new Map(usable)
}

/** What platforms say of a fetch that failed is mostly in the cause, such as that nobody listens there. */
function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message, code = message, cause } = error as Error & { code?: unknown }
  const said = message === '' ? String(code) : message
  return cause === undefined ? said : `${said}: ${causesOf(cause)}`
}

/** RFC 8414 §3.3: the metadata must be of the issuer that it was asked of. */
function jwksUriOf({ issuer, jwks_uri }: Record<string, unknown>, expected: string): string {
  if (issuer !== expected) throw new Error(`the metadata at ${expected} is of another issuer`)
  if (typeof jwks_uri !== 'string' || !URL.canParse(jwks_uri)) throw new Error('the metadata has no jwks_uri')
  if (expected.startsWith('https:') && !jwks_uri.startsWith('https:')) throw new Error('jwks_uri is not https')
  return jwks_uri
}

/** A key of another kind is passed over: the set may hold some that are for others (RFC 7517 §5). */
async function importKey(jwk: JWK | null): Promise<[string, VerifyingKey] | undefined> {
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) return undefined
  const { kid, alg, use = 'sig' } = jwk
  if (typeof kid !== 'string' || typeof alg !== 'string' || !ALGS.includes(alg) || use !== 'sig') return undefined
  const publicKey = await importJWK(jwk, alg).catch(() => undefined)
  return publicKey === undefined || publicKey instanceof Uint8Array ? undefined : [kid, { alg, publicKey }]
}
