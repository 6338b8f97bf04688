/**
 * Keys of each algorithm, once for Mintmark and once for `jose`, and the verification of an access token with
 * `jose`. It shares no code with `src/keys`.
 *
 * @module
 */

import type { KeyObject } from 'node:crypto'
import { type CryptoKey, compactVerify, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose'
import type { Alg, SigningPair } from '../../scripts/access-token-vectors/kit.ts'
import { createJwtSigner, createSignatureCheck, type JwtSigner, privateKeyOf, publicKeyOf } from '../../src/keys/jws-signature.ts'
import type { KeyRing } from '../../src/keys/key-ring.ts'
import type { Json } from './own-tokens.ts'

export const TYP = 'at+jwt'

export interface ReferenceKey extends Omit<SigningPair, 'privateKey'> {
  jose: { publicKey: CryptoKey; privateKey: CryptoKey }
  privateKey: KeyObject
  signer: JwtSigner
  verify: (signingInput: string, signature: Buffer) => boolean
}

export const ALGS = ['ES256', 'RS256', 'EdDSA'] as const satisfies Alg[]
export type ReferenceKeys = Record<Alg, ReferenceKey>

export const kidOf = (alg: Alg): string => `key-of-${alg}`

export async function createReferenceKeys(): Promise<ReferenceKeys> {
  return { ES256: await createReferenceKey('ES256'), RS256: await createReferenceKey('RS256'), EdDSA: await createReferenceKey('EdDSA') }
}

async function createReferenceKey(alg: Alg): Promise<ReferenceKey> {
  const jose = await generateKeyPair(alg, { extractable: true })
  const kid = kidOf(alg)
  const privateKey = privateKeyOf(alg, await exportJWK(jose.privateKey))
  const publicJwk = { ...(await exportJWK(jose.publicKey)), kid, alg, use: 'sig' }
  const verify = createSignatureCheck({ alg, publicKey: publicKeyOf(alg, publicJwk) })
  return { kid, alg, publicJwk, jose, privateKey, signer: createJwtSigner({ typ: TYP, alg, kid, privateKey }), verify }
}

export const ringOf = (keys: Partial<ReferenceKeys>): Pick<KeyRing, 'verifier' | 'catchUp'> => ({
  verifier: (kid) => Object.values(keys).find((key) => key.kid === kid),
  catchUp: async () => {},
})

/** One part as an encoder writes it: no padding, and no set unused bit (RFC 4648 §3.5). */
const PART = /^(?=.)(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/
const REFUSED_MEMBERS = ['crit', 'b64', 'zip', 'enc']
const fatal = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

/** Returns the claims of a token that one of the keys signed; undefined if a check fails. */
export async function claimsByJose(token: string, keys: ReferenceKeys): Promise<Json | undefined> {
  try {
    if (token.length > 8192 || !token.split('.').every((part) => PART.test(part))) return undefined
    const { typ, alg, kid, ...others } = decodeProtectedHeader(token)
    // jose takes a header with malformed UTF-8 (RFC 7515 §5.2).
    fatal(Buffer.from(token.split('.')[0]!, 'base64url'))
    if (REFUSED_MEMBERS.some((member) => Object.hasOwn(others, member))) return undefined
    if (typ?.toLowerCase().replace(/^application\//, '') !== TYP) return undefined
    const key = Object.values(keys).find((one) => one.kid === kid)
    if (key === undefined || alg !== key.alg) return undefined
    const { payload } = await compactVerify(token, key.jose.publicKey, { algorithms: [key.alg] })
    const claims = JSON.parse(fatal(payload))
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? claims : undefined
  } catch {
    return undefined
  }
}
