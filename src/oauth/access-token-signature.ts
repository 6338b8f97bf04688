import { type CompactJws, jsonObject, parseCompactJws } from '../keys/compact-jws.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { ACCESS_TOKEN_TYP } from './access-token-claims.ts'

const MAX_TOKEN_BYTES = 8192

type VerifyingKeys = Pick<KeyRing, 'verifier' | 'catchUp'>

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
 *
 * @returns a promise only if the key is not known yet.
 */
export function verifySignature(token: string, ring: VerifyingKeys): Signed | Promise<Signed> {
  if (token.length > MAX_TOKEN_BYTES) return notSigned('too long')
  const jws = parseCompactJws(token)
  if (jws.kind === 'malformed') return notSigned(jws.problem)
  const { typ, kid } = jws.header
  if (typeof typ !== 'string' || typ.toLowerCase().replace(/^application\//, '') !== ACCESS_TOKEN_TYP) return notSigned('another typ')
  if (typeof kid !== 'string') return notSigned('no kid')
  const key = ring.verifier(kid)
  if (key !== undefined) return verifyByKey(jws, kid, key)
  // Another replica may have made the key.
  return ring.catchUp().then(() => verifyByKey(jws, kid, ring.verifier(kid)))
}

function verifyByKey({ header, signingInput, signature, payload }: CompactJws, kid: string, key: ReturnType<KeyRing['verifier']>): Signed {
  if (key === undefined || header.alg !== key.alg) return notSigned('the kid is unknown, or alg is not the one of its key')
  if (!key.verify(signingInput, signature)) return notSigned('the signature is not good')
  const claims = jsonObject(payload)
  return claims === undefined ? notSigned('the payload is not a JSON object') : { kind: 'signed', claims, kid }
}
