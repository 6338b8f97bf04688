/**
 * Verifiers as they are often written. Each has one hole, and is there to show that the vectors find it.
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

/** Whether it lets the token through. */
export type WeakVerifier = (token: string, nowSeconds: number) => Promise<boolean>

const audienceOf = ({ aud }: JWTPayload) => (Array.isArray(aud) ? aud : [aud])
const passes = (check: Promise<unknown>) => check.then((good) => good !== false).catch(() => false)

/** The signature, and the time where the token tells one: what a library does by default. */
export function signatureOnly({ jwks }: VectorFile): WeakVerifier {
  const keys = createLocalJWKSet(jwks as unknown as JSONWebKeySet)
  return (token, now) => passes(jwtVerify(token, keys, { clockTolerance: 30, currentDate: new Date(now * 1000) }))
}

/** All that jose has an option for. */
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

/** The same, but `aud` by its beginning. */
export function audienceByPrefix(file: VectorFile): WeakVerifier {
  const library = wholeLibrary(file, {})
  const begins = (token: string) => audienceOf(decodeJwt(token)).some((aud) => String(aud).startsWith(file.audience))
  return async (token, now) => (await library(token, now)) && begins(token)
}

/** The same, but what the header says of `alg` goes, as in the libraries of 2015. */
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
