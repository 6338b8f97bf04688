import { compactVerify, decodeProtectedHeader } from 'jose'
import { oneName } from './issuer-keys.ts'
import type { KeySet } from './key-set.ts'
import { shown } from './shown.ts'

/** RFC 9068 §2.1. */
const TYP = 'at+jwt'
const MAX_TOKEN_BYTES = 8192
/**
 * A JWS of three parts; any other form (JWE, JSON, nested) is not an access token. The unused bits of the
 * signature's last character must be 0 (RFC 4648 §3.5). Otherwise a token has several spellings, and a deny
 * list that keeps tokens as text knows only one.
 */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.(?=[\w-])(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/
/**
 * Header members that would change what is signed or what must be understood (RFC 7515 §4.1.11, RFC 7797, RFC
 * 7516).
 */
const REFUSED_MEMBERS = ['crit', 'b64', 'zip', 'enc']

export type Signed = { kind: 'signed'; claims: Record<string, unknown> } | { kind: 'refused'; problem: string }

const refused = (problem: string): Signed => ({ kind: 'refused', problem })

/**
 * The claims of a token that a key of the issuer signed, or why it is not one. The key is the one that `kid`
 * names, and the algorithm is the key's own: what the header says of `alg` must agree, and `jwk`, `jku`,
 * `x5u` and `x5c` are not looked at (RFC 8725 §3.1). Throws what `keys.find` throws.
 */
export async function verifySignature(token: string, keys: KeySet): Promise<Signed> {
  if (token.length > MAX_TOKEN_BYTES || !COMPACT_JWS.test(token)) return refused('not a compact JWS')
  const header = headerOf(token)
  if (header === undefined) return refused('the header is malformed')
  const { typ, alg, kid } = header
  if (REFUSED_MEMBERS.some((member) => member in header)) return refused('the header has a member that is refused')
  if (typeof typ !== 'string' || typ.toLowerCase().replace(/^application\//, '') !== TYP) return refused('another typ')
  if (typeof kid !== 'string') return refused('no kid')
  const key = await keys.find(kid)
  if (key === undefined) return refused(`the issuer has no key ${shown(kid)}`)
  if (typeof alg !== 'string' || oneName(alg) !== key.alg) return refused(`alg is ${shown(alg)}, and the key is for ${key.alg}`)
  const verified = await compactVerify(token, key.publicKey, { algorithms: [alg] }).catch(() => undefined)
  if (verified === undefined) return refused('the signature is not good')
  const claims = parseObject(verified.payload)
  return claims === undefined ? refused('the payload is not a JSON object') : { kind: 'signed', claims }
}

function headerOf(token: string): Record<string, unknown> | undefined {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return undefined
  }
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
