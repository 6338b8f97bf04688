import { type Case, withHeader, withToken } from './case.ts'
import { encode, type Kit, publicKeyOf, type SigningPair } from './kit.ts'

const unsigned = (kit: Kit, alg: string, signature = '') => `${encode(kit.header({ alg }))}.${encode(kit.claims())}.${signature}`
const pemOf = (pair: SigningPair) => publicKeyOf(pair).export({ type: 'spki', format: 'pem' }).toString()
/** Returns a header with a member twice. A parser must refuse it, or take the last one (RFC 7515 §4). */
const twice = (kit: Kit, member: string, last: unknown) =>
  kit.sealed(`${JSON.stringify(kit.header()).slice(0, -1)},"${member}":${JSON.stringify(last)}}`, JSON.stringify(kit.claims()))

const BAD_ALGORITHM: Case[] = [
  ...withToken(
    { section: 'RFC 8725 §3.2', kind: 'algorithm', maker: 'anyone' },
    ['alg-none', 'alg none, without a signature', (kit) => unsigned(kit, 'none')],
    ['alg-none-mixed-case', 'alg nOnE, without a signature', (kit) => unsigned(kit, 'nOnE')],
    ['alg-none-signature', 'alg none, with some signature', (kit) => unsigned(kit, 'none', 'AAAA')],
  ),
  ...withToken(
    { section: 'RFC 8725 §2.1', kind: 'algorithm', maker: 'anyone' },
    ['alg-hs256-rsa-pem', 'HS256 by the public RSA key as PEM', (kit) => kit.hmac(pemOf(kit.pairs.RS256), { kid: kit.pairs.RS256.kid })],
    ['alg-hs256-ec-pem', 'HS256 by the public EC key as PEM', (kit) => kit.hmac(pemOf(kit.pairs.ES256))],
    ['alg-hs256-jwk', 'HS256 by the public key as JWK', (kit) => kit.hmac(JSON.stringify(kit.pairs.ES256.publicJwk))],
    ['alg-hs256-empty', 'HS256 by an empty secret', (kit) => kit.hmac('')],
  ),
  ...withHeader(
    { section: 'RFC 8725 §3.1', kind: 'algorithm', maker: 'broken-issuer' },
    ['alg-none-good-signature', 'alg is not the one of the key: none over a good signature', { alg: 'none' }],
    ['alg-rs256-ec-key', 'alg is not the one of the key: RS256', { alg: 'RS256' }],
    ['alg-es384-ec-key', 'alg is not the one of the key: ES384', { alg: 'ES384' }],
    ['alg-lower-case', 'alg in lower case', { alg: 'es256' }],
    ['alg-missing', 'alg is missing', { alg: undefined }],
    ['kid-of-rsa', 'the kid of another key', ({ pairs }) => ({ kid: pairs.RS256.kid })],
    ['kid-and-alg-of-eddsa', 'the kid and alg of another key', ({ pairs }) => ({ kid: pairs.EdDSA.kid, alg: 'EdDSA' })],
  ),
  ...withToken({ section: 'RFC 7515 §4', kind: 'algorithm', maker: 'broken-issuer' }, [
    'alg-twice',
    'alg twice, and the last is none',
    (kit) => twice(kit, 'alg', 'none'),
  ]),
]

const BAD_TYPE: Case[] = [
  ...withHeader(
    { section: 'RFC 8725 §3.11', kind: 'type', maker: 'broken-issuer' },
    ['typ-jwt', 'typ JWT', { typ: 'JWT' }],
    ['typ-missing', 'typ is missing', { typ: undefined }],
    ['typ-number', 'typ is a number', { typ: 1 }],
    ['typ-dpop', 'typ of a proof: dpop+jwt', { typ: 'dpop+jwt' }],
    ['typ-logout', 'typ of a log-out: logout+jwt', { typ: 'logout+jwt' }],
    ['typ-more', 'typ has more after it', { typ: 'at+jwt; charset=utf-8' }],
  ),
  ...withToken({ section: 'RFC 7515 §4', kind: 'type', maker: 'broken-issuer' }, [
    'typ-twice',
    'typ twice, and the last is JWT',
    (kit) => twice(kit, 'typ', 'JWT'),
  ]),
  {
    id: 'id-token',
    name: 'an ID token: typ JWT, with a nonce',
    section: 'RFC 8725 §3.12',
    kind: 'type',
    maker: 'broken-issuer',
    header: () => ({ typ: 'JWT' }),
    claims: ({ clientId }) => ({ aud: clientId, nonce: 'n-0S6_WzA2Mj', auth_time: 1 }),
  },
]

export const BAD_HEADER: Case[] = [
  ...BAD_ALGORITHM,
  ...BAD_TYPE,
  ...withHeader(
    { section: 'RFC 7515 §4.1.11', kind: 'header', maker: 'broken-issuer' },
    ['crit-unknown', 'crit with a name that nobody knows', { crit: ['shoe'], shoe: 43 }],
    ['crit-b64', 'crit with a name that is understood: b64', { crit: ['b64'], b64: true }],
    ['crit-empty', 'crit is empty', { crit: [] }],
    ['crit-text', 'crit is text', { crit: 'exp' }],
  ),
  ...withHeader({ section: 'RFC 7797 §3', kind: 'header', maker: 'broken-issuer' }, ['b64-no-crit', 'b64 without crit', { b64: true }]),
  ...withHeader({ section: 'RFC 7516 §4.1.3', kind: 'header', maker: 'broken-issuer' }, ['zip', 'zip', { zip: 'DEF' }]),
  ...withToken({ section: 'RFC 7515 §4', kind: 'header', maker: 'anyone' }, [
    'header-list',
    'the header is a list',
    async (kit) => (await kit.signed()).replace(/^[^.]+/, encode([kit.header()])),
  ]),
]
