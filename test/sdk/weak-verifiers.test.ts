// The golden vectors find the holes of verifiers as they are often written: each falls for these, and for no others.
import { expect, test } from 'vitest'
import { VECTORS } from './vector-file.ts'
import { algFromHeader, audienceByPrefix, signatureOnly, type WeakVerifier, wholeLibrary } from './weak-verifiers.ts'

/** It sees what a library sees: one token, no scope. */
async function fallsFor(verifier: WeakVerifier): Promise<string[]> {
  const names: string[] = []
  for (const { name, now, authorization, expected } of VECTORS.vectors) {
    const token = /^bearer +(.*)$/i.exec(authorization[0] ?? '')?.[1]
    if (token === undefined || authorization.length !== 1 || expected.error === 'insufficient_scope') continue
    if ((await verifier(token, now)) !== (expected.status === 200)) names.push(name)
  }
  return names
}

const fallsForBesides = async (verifier: WeakVerifier) => {
  const ofLibrary = await fallsFor(wholeLibrary(VECTORS))
  return (await fallsFor(verifier)).filter((name) => !ofLibrary.includes(name))
}

test('a library with all its options, and nothing of one’s own', async () => {
  expect(await fallsFor(wholeLibrary(VECTORS))).toEqual([
    'padding after the signature',
    'more than 8 KiB',
    'kid is missing',
    'crit with a name that is understood: b64',
    'b64 without crit',
    'zip',
    'exp is infinite: 1e999',
    'exp is so large that no clock reaches it',
    'exp is a fraction',
    'iat is ahead, beyond the skew',
    'it lives longer than any token of Mintmark',
    'aud has what is no text',
    'sub is empty',
    'sub is a number',
    'jti is a number',
    'jti is empty',
    'client_id is empty',
    'scope is a list',
    'sid is a number',
    'username is empty',
    'it is bound to a key by its thumbprint',
    'it is bound to a certificate',
  ])
})

test('one that looks at the signature alone', async () => {
  expect(await fallsForBesides(signatureOnly(VECTORS))).toEqual([
    'typ JWT',
    'typ is missing',
    'typ is a number',
    'typ of a proof: dpop+jwt',
    'typ of a log-out: logout+jwt',
    'typ has more after it',
    'an ID token: typ JWT, with a nonce',
    'exp is missing',
    'iat is missing',
    'iss is another issuer',
    'iss has a slash at its end',
    'iss is in capitals',
    'iss is a list',
    'iss is missing',
    'aud is another service',
    'aud begins like this service',
    'aud is the beginning of this service',
    'aud is a list of which one begins like this service',
    'aud is one text with this service in it',
    'aud is in capitals',
    'aud is an empty list',
    'aud is a list in a list',
    'aud is an object',
    'aud is missing',
    'sub is missing',
    'jti is missing',
    'client_id is missing',
    'scope is missing',
    'aud is the issuer alone',
  ])
})

test('one that compares the beginning of aud', async () => {
  expect(await fallsForBesides(audienceByPrefix(VECTORS))).toEqual([
    'aud begins like this service',
    'aud is a list of which one begins like this service',
    'aud is a list in a list',
  ])
})

test('one that takes alg from the header', async () => {
  expect(await fallsForBesides(algFromHeader(VECTORS))).toEqual([
    'alg none, without a signature',
    'alg none, with some signature',
    'HS256 by the public RSA key as PEM',
    'HS256 by the public EC key as PEM',
    'alg is not the one of the key: none over a good signature',
  ])
})
