import fc from 'fast-check'
import type { Alg } from '../../scripts/access-token-vectors/kit.ts'
import { ALGS, kidOf } from './jose-reference.ts'
import type { Json } from './own-tokens.ts'

/** A token before it is signed, and what happens to it afterwards. */
export interface GeneratedToken {
  signedBy: Alg
  header: Uint8Array
  payload: Uint8Array
  changed: (token: string) => string
}

const NAMES = ['crit', 'b64', 'zip', 'enc', 'jwk', 'jku', 'x5c', 'cty', 'exp', 'aud', '__proto__']
const ALPHABET = [...'ABCDEFghijklmnopwxyz0123456789-_', '.', '=', '+', '/', ' ', '\n', '\u0000', 'é', '\u{1f511}']

/** Any members, of a header or of claims. */
export const members = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 8 })), fc.jsonValue(), {
  maxKeys: 4,
})

/** Writes text as UTF-8, or as what a decoder must refuse or takes in two ways. */
const bytes = (text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { arbitrary: text.map((one) => Buffer.from(one)), weight: 20 },
    { arbitrary: text.map((one) => Buffer.from(`\ufeff${one}`)), weight: 1 },
    { arbitrary: text.map((one) => Buffer.from(one.replace('"', '"\u00e9'), 'latin1')), weight: 1 },
    { arbitrary: fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))), weight: 1 },
    { arbitrary: fc.uint8Array({ maxLength: 40 }), weight: 1 },
  )

const mostly = <T>(usual: T, ...others: unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 20 }, { arbitrary: fc.constantFrom(...others), weight: 1 })

function headerOf(alg: Alg): fc.Arbitrary<Json> {
  const named = fc.record({
    typ: mostly('at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT', 'at+jwt ', 1, undefined),
    alg: mostly(alg, 'none', 'HS256', 'ES256', 'RS256', 'EdDSA', 'Ed25519', 'PS256', alg.toLowerCase(), 1, undefined),
    kid: mostly(kidOf(alg), ...ALGS.map(kidOf), 'unknown', 1, undefined),
  })
  const others = fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, members)
  return fc.tuple(others, named).map(([more, own]) => ({ ...more, ...own }))
}

/** Leaves a token as it is, or changes its text. */
const change: fc.Arbitrary<(token: string) => string> = fc.oneof(
  { arbitrary: fc.constant((token: string) => token), weight: 6 },
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('', ...ALPHABET), fc.nat(1))
    .map(([at, text, removed]) => (token: string) => {
      const place = Math.round(at * token.length)
      return `${token.slice(0, place)}${text}${token.slice(place + removed)}`
    }),
  fc.constantFrom(...ALPHABET, '==', 'AA', '.x').map((text) => (token: string) => token + text),
  fc.constantFrom(...ALPHABET).map((text) => (token: string) => token.slice(0, -1) + text),
  fc.nat(300).map((length) => (token: string) => token.slice(0, -length - 1)),
  fc.nat(70).map((length) => (token: string) => `${token.slice(0, token.lastIndexOf('.'))}.${Buffer.alloc(length).toString('base64url')}`),
)

export const generatedToken: fc.Arbitrary<GeneratedToken> = fc.constantFrom(...ALGS).chain((signedBy) =>
  fc.record({
    signedBy: fc.constant(signedBy),
    header: bytes(headerOf(signedBy).map((header) => JSON.stringify(header))),
    payload: bytes(members.map((claims) => JSON.stringify(claims))),
    changed: change,
  }),
)
