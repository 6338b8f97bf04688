/**
 * Signatures over `node:crypto`, which signs and verifies faster than WebCrypto
 * (docs/decisions/0018-signatures-by-node-crypto.md). Tests compare each algorithm with `jose`.
 *
 * @module
 */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { JWK } from 'jose'
import type { SigningAlg, SigningKey } from './signing-key.ts'

/** What each algorithm needs (RFC 7518 §3.1, RFC 8037 §3.1). Ed25519 hashes by itself. */
const ALGORITHMS = {
  ES256: { kty: 'EC', crv: 'P-256', digest: 'sha256' },
  RS256: { kty: 'RSA', crv: undefined, digest: 'sha256' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', digest: null },
} as const satisfies Record<SigningAlg, { kty: string; crv: string | undefined; digest: string | null }>

/** An ECDSA signature is the two numbers side by side (RFC 7518 §3.4). The others have only one form. */
const FORM = { dsaEncoding: 'ieee-p1363' } as const

export const publicKeyOf = (alg: SigningAlg, jwk: JWK): KeyObject => createPublicKey({ key: requireKind(alg, jwk), format: 'jwk' })

export const privateKeyOf = (alg: SigningAlg, jwk: JWK): KeyObject => createPrivateKey({ key: requireKind(alg, jwk), format: 'jwk' })

/** Without this check, `node:crypto` would verify by the algorithm of the key, whatever `alg` says. */
function requireKind(alg: SigningAlg, jwk: JWK): JWK {
  const { kty, crv } = ALGORITHMS[alg]
  if (jwk.kty !== kty || jwk.crv !== crv) throw new TypeError(`The key is not one for ${alg}.`)
  return jwk
}

/** A key that can sign. It gives out no private key. */
export interface JwtSigner {
  kid: string
  /** Signs claims as a JWT (RFC 7519 §7.1). */
  sign(claims: object): Promise<string>
}

/**
 * The header of all tokens of a key is the same, so it is encoded once.
 *
 * @param key.typ The type of the tokens (RFC 7515 §4.1.9).
 */
export function createJwtSigner({
  typ,
  alg,
  kid,
  privateKey,
}: Pick<SigningKey, 'kid' | 'alg'> & { typ: string; privateKey: KeyObject }): JwtSigner {
  const header = encoded({ typ, alg, kid })
  const { digest } = ALGORITHMS[alg]
  const key = { key: privateKey, ...FORM }
  return {
    kid,
    sign: (claims) =>
      new Promise((resolve, reject) => {
        const input = `${header}.${encoded(claims)}`
        // The callback puts it on another thread: RS256 would hold the event loop for 0.2 ms.
        sign(digest, Buffer.from(input), key, (error, signature) =>
          error === null ? resolve(`${input}.${signature.toString('base64url')}`) : reject(error),
        )
      }),
  }
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Says whether a signature is that of the input, by one algorithm alone. */
export type SignatureCheck = (signingInput: string, signature: Buffer) => boolean

/** It is synchronous: to verify takes some 0.1 ms at most, and longer in all if another thread does it. */
export function createSignatureCheck({ alg, publicKey }: { alg: SigningAlg; publicKey: KeyObject }): SignatureCheck {
  const { digest } = ALGORITHMS[alg]
  const key = { key: publicKey, ...FORM }
  return (signingInput, signature) => verify(digest, Buffer.from(signingInput), key, signature)
}
