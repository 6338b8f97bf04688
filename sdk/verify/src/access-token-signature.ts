import { compactVerify, decodeProtectedHeader } from 'jose'
import { oneName } from './issuer-keys.ts'
import type { KeySet } from './key-set.ts'
import { printable } from './printable.ts'

/** RFC 9068 §2.1. */
const TYP = 'at+jwt'
const MAX_TOKEN_BYTES = 8192
/**
 * A JWS in three parts, without a set unused bit in the signature (RFC 4648 §3.5); other forms (JWE, JSON,
 * nested) are refused. With such a bit a token has several spellings, and a deny list of texts knows only
 * one.
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
 * Returns the claims of a token that a key of the issuer signed, or says why it is not one. `kid` names the
 * key, the header's `alg` must be that key's, and `jwk`, `jku`, `x5u` and `x5c` are ignored (RFC 8725 §3.1).
 *
 * @throws what `keys.find` throws
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
  if (key === undefined) return refused(`the issuer has no key ${printable(kid)}`)
  if (typeof alg !== 'string' || oneName(alg) !== key.alg) return refused(`alg is ${printable(alg)}, and the key is for ${key.alg}`)
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
