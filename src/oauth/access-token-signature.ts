import { compactVerify, SignJWT } from 'jose'
import { claimsOfPayload, unverifiedHeader } from '../keys/compact-jws.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { AccessTokenClaims } from './access-token-claims.ts'

/** RFC 9068 §2.1. */
const TYP = 'at+jwt'
const MAX_TOKEN_BYTES = 8192
/** The signature, of which no unused bit is set (RFC 4648 §3.5): so a token has one spelling. */
const SIGNATURE_PART = /\.(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/

export type Signed = { claims: Record<string, unknown>; kid: string } | { problem: string }

export const signAccessToken = (claims: AccessTokenClaims, ring: KeyRing): Promise<string> => {
  const { kid, alg, privateKey } = ring.signer()
  return new SignJWT({ ...claims }).setProtectedHeader({ typ: TYP, alg, kid }).sign(privateKey)
}

/**
 * The claims of a token that this service signed, or why it is not one, for the log. The key is the one that `kid` names, and the algorithm is the key's own: what the
 * header says of `alg` must agree, and `jwk`, `jku`, `x5u` and `x5c` are not looked at (RFC 8725 §3.1).
 */
export async function verifySignature(token: string, ring: KeyRing): Promise<Signed> {
  if (token.length > MAX_TOKEN_BYTES) return { problem: 'too long' }
  const unverified = unverifiedHeader(token)
  if ('problem' in unverified) return unverified
  if (!SIGNATURE_PART.test(token)) return { problem: 'the signature is not canonical base64url' }
  const { typ, alg, kid } = unverified.header
  if (typeof typ !== 'string' || typ.toLowerCase().replace(/^application\//, '') !== TYP) return { problem: 'another typ' }
  if (typeof kid !== 'string') return { problem: 'no kid' }
  // Another replica may have made it.
  if (ring.verifier(kid) === undefined) await ring.catchUp()
  const key = ring.verifier(kid)
  if (key === undefined || alg !== key.alg) return { problem: 'the kid is unknown, or alg is not the one of its key' }
  const verified = await compactVerify(token, key.publicKey, { algorithms: [key.alg] }).catch(() => undefined)
  if (verified === undefined) return { problem: 'the signature is not good' }
  const claims = claimsOfPayload(verified.payload)
  return claims === undefined ? { problem: 'the payload is not a JSON object' } : { claims, kid }
}
