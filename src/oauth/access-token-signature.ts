import { compactVerify } from 'jose'
import { claimsOfPayload, unverifiedHeader } from '../keys/compact-jws.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { ACCESS_TOKEN_TYP } from './access-token-claims.ts'

const MAX_TOKEN_BYTES = 8192
/** Matches a signature part without a set unused bit (RFC 4648 §3.5), so that it has only one spelling. */
const SIGNATURE_PART = /\.(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/

export type Signed = { kind: 'signed'; claims: Record<string, unknown>; kid: string } | NotSigned

export interface NotSigned {
  kind: 'not_signed'
  /** For the log. */
  problem: string
}

export const notSigned = (problem: string): NotSigned => ({ kind: 'not_signed', problem })

/**
 * Returns the claims of a token that this service signed, or says why it is not one. `kid` names the key, the
 * header's `alg` must be that key's, and `jwk`, `jku`, `x5u` and `x5c` are ignored (RFC 8725 §3.1).
 */
export async function verifySignature(token: string, ring: KeyRing): Promise<Signed> {
  if (token.length > MAX_TOKEN_BYTES) return notSigned('too long')
  const unverified = unverifiedHeader(token)
  if (unverified.kind === 'malformed') return notSigned(unverified.problem)
  if (!SIGNATURE_PART.test(token)) return notSigned('the signature is not canonical base64url')
  const { typ, alg, kid } = unverified.header
  if (typeof typ !== 'string' || typ.toLowerCase().replace(/^application\//, '') !== ACCESS_TOKEN_TYP) return notSigned('another typ')
  if (typeof kid !== 'string') return notSigned('no kid')
  // Another replica may have made the key.
  if (ring.verifier(kid) === undefined) await ring.catchUp()
  const key = ring.verifier(kid)
  if (key === undefined || alg !== key.alg) return notSigned('the kid is unknown, or alg is not the one of its key')
  const verified = await compactVerify(token, key.publicKey, { algorithms: [key.alg] }).catch(() => undefined)
  if (verified === undefined) return notSigned('the signature is not good')
  const claims = claimsOfPayload(verified.payload)
  return claims === undefined ? notSigned('the payload is not a JSON object') : { kind: 'signed', claims, kid }
}
