// The golden vectors find the holes of commonly written verifiers. Each verifier fails on the listed vectors
// and on no others.
import { expect, test } from 'vitest'
import { VECTORS } from './vector-file.ts'
import { algFromHeader, audienceByPrefix, signatureOnly, type WeakVerifier, wholeLibrary } from './weak-verifiers.ts'

/**
 * Returns the ids of the vectors that a verifier answers wrongly. Like a library, it gets one token and no
 * scope.
 */
async function fallsFor(verifier: WeakVerifier): Promise<string[]> {
  const ids: string[] = []
  for (const { id, authorization, expected } of VECTORS.vectors) {
    const token = /^bearer +(.*)$/i.exec(authorization[0] ?? '')?.[1]
    if (token === undefined || authorization.length !== 1 || expected.error === 'insufficient_scope') continue
    if ((await verifier(token, VECTORS.now)) !== (expected.status === 200)) ids.push(id)
  }
  return ids
}

const fallsForBesides = async (verifier: WeakVerifier) => {
  const ofLibrary = await fallsFor(wholeLibrary(VECTORS))
  return (await fallsFor(verifier)).filter((name) => !ofLibrary.includes(name))
}

test('a library with all its options misses these vectors', async () => {
  expect(await fallsFor(wholeLibrary(VECTORS))).toEqual([
    'form-padding',
    'form-unused-bits',
    'form-too-long',
    'kid-missing',
    'crit-b64',
    'b64-no-crit',
    'zip',
    'exp-infinite',
    'exp-huge',
    'exp-fraction',
    'iat-ahead',
    'life-too-long',
    'aud-number',
    'sub-empty',
    'sub-number',
    'jti-number',
    'jti-empty',
    'client-id-empty',
    'scope-list',
    'sid-number',
    'username-empty',
    'cnf-jkt',
    'cnf-x5t',
  ])
})

test('a verifier of the signature alone misses these vectors', async () => {
  expect(await fallsForBesides(signatureOnly(VECTORS))).toEqual([
    'typ-jwt',
    'typ-missing',
    'typ-number',
    'typ-dpop',
    'typ-logout',
    'typ-more',
    'typ-twice',
    'id-token',
    'exp-missing',
    'iat-missing',
    'iss-other',
    'iss-slash',
    'iss-capitals',
    'iss-list',
    'iss-missing',
    'iss-twice',
    'aud-other',
    'aud-longer',
    'aud-shorter',
    'aud-list-longer',
    'aud-text-with-spaces',
    'aud-capitals',
    'aud-empty',
    'aud-nested',
    'aud-object',
    'aud-missing',
    'aud-twice',
    'sub-missing',
    'jti-missing',
    'client-id-missing',
    'scope-missing',
    'aud-issuer-alone',
  ])
})

test('a verifier that compares the beginning of aud misses these', async () => {
  expect(await fallsForBesides(audienceByPrefix(VECTORS))).toEqual(['aud-longer', 'aud-list-longer', 'aud-nested'])
})

test('a verifier that takes alg from the header misses these', async () => {
  expect(await fallsForBesides(algFromHeader(VECTORS))).toEqual([
    'alg-none',
    'alg-none-signature',
    'alg-hs256-rsa-pem',
    'alg-hs256-ec-pem',
    'alg-none-good-signature',
    'alg-twice',
  ])
})
