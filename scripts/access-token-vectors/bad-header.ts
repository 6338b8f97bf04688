import type { Case } from './case.ts'
import { encode, type Json, type Kit, publicKeyOf, type SigningPair } from './kit.ts'

type Row = [name: string, header: Json | ((kit: Kit) => Json)]

const rows = (section: string, ...list: Row[]): Case[] =>
  list.map(([name, header]) => ({ name, section, header: typeof header === 'function' ? header : () => header }))

const unsigned = (kit: Kit, alg: string, signature = '') => `${encode(kit.header({ alg }))}.${encode(kit.claims())}.${signature}`
const pemOf = (pair: SigningPair) => publicKeyOf(pair).export({ type: 'spki', format: 'pem' }).toString()
const ATTACKER = 'https://attacker.example/keys'

export const BAD_HEADER: Case[] = [
  { name: 'alg none, without a signature', section: 'RFC 8725 §3.2', token: (kit) => unsigned(kit, 'none') },
  { name: 'alg nOnE, without a signature', section: 'RFC 8725 §3.2', token: (kit) => unsigned(kit, 'nOnE') },
  { name: 'alg none, with some signature', section: 'RFC 8725 §3.2', token: (kit) => unsigned(kit, 'none', 'AAAA') },
  {
    name: 'HS256 by the public RSA key as PEM',
    section: 'RFC 8725 §2.1',
    token: (kit) => kit.hmac(pemOf(kit.pairs.RS256), { kid: kit.pairs.RS256.kid }),
  },
  { name: 'HS256 by the public EC key as PEM', section: 'RFC 8725 §2.1', token: (kit) => kit.hmac(pemOf(kit.pairs.ES256)) },
  { name: 'HS256 by the public key as JWK', section: 'RFC 8725 §2.1', token: (kit) => kit.hmac(JSON.stringify(kit.pairs.ES256.publicJwk)) },
  { name: 'HS256 by an empty secret', section: 'RFC 8725 §3.5', token: (kit) => kit.hmac('') },
  ...rows(
    'RFC 8725 §3.1',
    ['alg is not the one of the key: none over a good signature', { alg: 'none' }],
    ['alg is not the one of the key: RS256', { alg: 'RS256' }],
    ['alg is not the one of the key: ES384', { alg: 'ES384' }],
    ['alg in lower case', { alg: 'es256' }],
    ['alg is missing', { alg: undefined }],
    ['the kid of another key', ({ pairs }) => ({ kid: pairs.RS256.kid })],
    ['the kid and alg of another key', ({ pairs }) => ({ kid: pairs.EdDSA.kid, alg: 'EdDSA' })],
  ),
  ...rows(
    'RFC 7515 §4.1.4',
    ['kid is missing', { kid: undefined }],
    ['kid is unknown', { kid: 'unknown' }],
    ['kid is empty', { kid: '' }],
    ['kid is a number', { kid: 1 }],
    ['kid is a path', { kid: '../../../../dev/null' }],
  ),
  { name: 'signed by a key that nobody knows, under a kid of ours', section: 'RFC 8725 §3.1', token: (kit) => kit.forged() },
  { name: 'kid is missing, and the key is unknown', section: 'RFC 8725 §3.1', token: (kit) => kit.forged({ kid: undefined }) },
  {
    name: 'it brings its key along: jku',
    section: 'RFC 8725 §3.10',
    token: (kit) => kit.forged({ jku: ATTACKER }),
  },
  {
    name: 'it brings its key along: x5u and x5c',
    section: 'RFC 8725 §3.10',
    token: (kit) => kit.forged({ x5u: ATTACKER, x5c: ['MIIB'] }),
  },
  ...rows(
    'RFC 7515 §4.1.11',
    ['crit with a name that nobody knows', { crit: ['shoe'], shoe: 43 }],
    ['crit with a name that is understood: b64', { crit: ['b64'], b64: true }],
    ['crit is empty', { crit: [] }],
    ['crit is text', { crit: 'exp' }],
  ),
  ...rows('RFC 7797 §3', ['b64 without crit', { b64: true }]),
  ...rows('RFC 7516 §4.1.3', ['zip', { zip: 'DEF' }]),
  ...rows(
    'RFC 8725 §3.11',
    ['typ JWT', { typ: 'JWT' }],
    ['typ is missing', { typ: undefined }],
    ['typ is a number', { typ: 1 }],
    ['typ of a proof: dpop+jwt', { typ: 'dpop+jwt' }],
    ['typ of a log-out: logout+jwt', { typ: 'logout+jwt' }],
    ['typ has more after it', { typ: 'at+jwt; charset=utf-8' }],
  ),
  {
    name: 'an ID token: typ JWT, with a nonce',
    section: 'RFC 8725 §3.12',
    header: () => ({ typ: 'JWT' }),
    claims: ({ clientId }) => ({ aud: clientId, nonce: 'n-0S6_WzA2Mj', auth_time: 1 }),
  },
  {
    name: 'the header is a list',
    section: 'RFC 7515 §4',
    token: async (kit) => (await kit.signed()).replace(/^[^.]+/, encode([kit.header()])),
  },
]
