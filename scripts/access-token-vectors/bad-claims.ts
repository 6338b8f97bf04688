import type { Case } from './case.ts'
import type { Json, Kit } from './kit.ts'

type Row = [name: string, claims: Json | ((kit: Kit) => Json)]

const rows = (section: string, ...list: Row[]): Case[] =>
  list.map(([name, claims]) => ({ name, section, claims: typeof claims === 'function' ? claims : () => claims }))

/** JSON has numbers that JavaScript does not write. */
const rawExp = (kit: Kit, exp: string) =>
  kit.sealed(kit.header(), JSON.stringify(kit.claims({ exp: 0 })).replace('"exp":0', `"exp":${exp}`))

/** Signed as they should be: only what they say can refuse them. */
export const BAD_CLAIMS: Case[] = [
  { name: 'exp is infinite: 1e999', section: 'RFC 7519 §4.1.4', token: (kit) => rawExp(kit, '1e999') },
  ...rows(
    'RFC 7519 §4.1.4',
    ['exp is so large that no clock reaches it', { exp: Number.MAX_VALUE }],
    ['exp is text', ({ nowSeconds }) => ({ exp: String(nowSeconds + 600) })],
    ['exp is null', { exp: null }],
    ['exp is missing', { exp: undefined }],
    ['exp is a fraction', ({ nowSeconds }) => ({ exp: nowSeconds + 600.5 })],
    ['expired beyond the skew', ({ nowSeconds }) => ({ exp: nowSeconds - 60 })],
  ),
  {
    name: 'expired, the first second after the skew',
    section: 'RFC 7519 §4.1.4',
    claims: ({ nowSeconds }) => ({ exp: nowSeconds - 30 }),
    exactClock: true,
  },
  ...rows(
    'RFC 9068 §2.2',
    ['iat is missing', { iat: undefined }],
    ['iat is text', ({ nowSeconds }) => ({ iat: String(nowSeconds) })],
    ['iat is ahead, beyond the skew', ({ nowSeconds }) => ({ iat: nowSeconds + 120 })],
  ),
  ...rows('Mintmark', [
    'it lives longer than any token of Mintmark',
    ({ nowSeconds }) => ({ iat: nowSeconds - 60, exp: nowSeconds + 3600 }),
  ]),
  ...rows(
    'RFC 7519 §4.1.5',
    ['nbf is ahead, beyond the skew', ({ nowSeconds }) => ({ nbf: nowSeconds + 120 })],
    ['nbf is text', { nbf: '0' }],
  ),
  ...rows(
    'RFC 8725 §3.8',
    ['iss is another issuer', { iss: 'https://other.example.com' }],
    ['iss has a slash at its end', ({ issuer }) => ({ iss: `${issuer}/` })],
    ['iss is in capitals', ({ issuer }) => ({ iss: issuer.toUpperCase() })],
    ['iss is a list', ({ issuer }) => ({ iss: [issuer] })],
    ['iss is missing', { iss: undefined }],
  ),
  ...rows(
    'RFC 8725 §3.9',
    ['aud is another service', { aud: 'https://other.example.com' }],
    ['aud begins like this service', ({ audience }) => ({ aud: `${audience}.evil.example` })],
    ['aud is the beginning of this service', ({ audience }) => ({ aud: audience.slice(0, -1) })],
    ['aud is a list of which one begins like this service', ({ audience }) => ({ aud: [`${audience}/admin`] })],
    ['aud is one text with this service in it', ({ audience }) => ({ aud: `https://other.example.com ${audience}` })],
    ['aud is in capitals', ({ audience }) => ({ aud: audience.toUpperCase() })],
    ['aud is an empty list', { aud: [] }],
    ['aud is a list in a list', ({ audience }) => ({ aud: [[audience]] })],
    ['aud has what is no text', ({ audience }) => ({ aud: [audience, 1] })],
    ['aud is an object', ({ audience }) => ({ aud: { [audience]: true } })],
    ['aud is missing', { aud: undefined }],
  ),
  ...rows(
    'RFC 9068 §2.2',
    ['sub is empty', { sub: '' }],
    ['sub is a number', { sub: 1 }],
    ['sub is missing', { sub: undefined }],
    ['jti is a number', { jti: 1 }],
    ['jti is empty', { jti: '' }],
    ['jti is missing', { jti: undefined }],
    ['client_id is empty', { client_id: '' }],
    ['client_id is missing', { client_id: undefined }],
    ['scope is a list', ({ scope }) => ({ scope: [scope] })],
    ['scope is missing', { scope: undefined }],
    ['sid is a number', { sid: 1 }],
    ['username is empty', { username: '' }],
  ),
  ...rows(
    'RFC 9449 §7.2',
    ['it is bound to a key by its thumbprint', { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }],
    ['it is bound to a certificate', { cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } }],
  ),
]

/** Only where the service is another than the issuer. */
export const AUD_IS_THE_ISSUER: Case[] = rows('RFC 8725 §3.9', ['aud is the issuer alone', ({ issuer }) => ({ aud: issuer })])
