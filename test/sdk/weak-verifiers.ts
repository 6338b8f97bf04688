/**
 * Verifiers as they are often written. Each has one hole, to show that the vectors find it.
 *
 * @module
 */
import { createHmac, createPublicKey, type KeyObject } from 'node:crypto'
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { VectorFile } from '../../scripts/access-token-vectors/vectors.ts'

/** Returns true if the verifier accepts the token. */
export type WeakVerifier = (token: string, nowSeconds: number) => Promise<boolean>

const audienceOf = ({ aud }: JWTPayload) => (Array.isArray(aud) ? aud : [aud])
const passes = (check: Promise<unknown>) => check.then((good) => good !== false).catch(() => false)

/** Checks the signature, and the times that the token has. This is what a library does by default. */
export function signatureOnly({ jwks }: VectorFile): WeakVerifier {
  const keys = createLocalJWKSet(jwks as unknown as JSONWebKeySet)
  return (token, now) => passes(jwtVerify(token, keys, { clockTolerance: 30, currentDate: new Date(now * 1000) }))
}

/** Uses every check that jose has an option for. */
export function wholeLibrary({ jwks, ...file }: VectorFile, options: JWTVerifyOptions = { audience: file.audience }): WeakVerifier {
  const keys = createLocalJWKSet(jwks as unknown as JSONWebKeySet)
  const all = {
    issuer: file.issuer,
    typ: 'at+jwt',
    algorithms: ['ES256', 'RS256', 'EdDSA'],
    requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id', 'scope'],
    clockTolerance: 30,
    ...options,
  }
  return (token, now) => passes(jwtVerify(token, keys, { ...all, currentDate: new Date(now * 1000) }))
}

/** Like `wholeLibrary`, but compares only the beginning of `aud`. */
export function audienceByPrefix(file: VectorFile): WeakVerifier {
  const library = wholeLibrary(file, {})
  const begins = (token: string) => audienceOf(decodeJwt(token)).some((aud) => String(aud).startsWith(file.audience))
  return async (token, now) => (await library(token, now)) && begins(token)
}

/** Like `wholeLibrary`, but trusts `alg` in the header, as the libraries of 2015 did. */
export function algFromHeader(file: VectorFile): WeakVerifier {
  const keys = new Map(file.jwks.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]))
  const honest = wholeLibrary(file)
  return async (token, now) => {
    const [input, signature] = [token.slice(0, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.') + 1)]
    try {
      const { alg, kid } = decodeProtectedHeader(token)
      if (alg === 'none') return decodeJwt(token).iss === file.issuer
      if (alg === 'HS256') return signature === hmac(keys.get(kid), input)
    } catch {
      return false
    }
    return honest(token, now)
  }
}

const hmac = (key: KeyObject | undefined, input: string) =>
  createHmac('sha256', key?.export({ type: 'spki', format: 'pem' }) ?? '')
    .update(input)
    .digest('base64url')
