import { type Case, sentAs, withClaims, withHeader } from './case.ts'

const BY_MINTMARK = { maker: 'mintmark' } as const
const PERSON = { sub: 'usr_bWludG1hcmsgcGVyc29u', sid: 'bWludG1hcmsgc2Vzc2lvbg' }
/** Writes characters outside ASCII as `\\uXXXX`, one for each UTF-16 unit (RFC 8259 §7). */
const escaped = (json: string) => json.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Requests that must be accepted. */
export const GOOD: Case[] = [
  { id: 'good-es256', name: 'ES256', section: 'RFC 9068 §4', kind: 'algorithm', maker: 'mintmark', by: 'ES256' },
  { id: 'good-rs256', name: 'RS256', section: 'RFC 9068 §4', kind: 'algorithm', maker: 'mintmark', by: 'RS256' },
  { id: 'good-eddsa', name: 'EdDSA', section: 'RFC 9068 §4', kind: 'algorithm', maker: 'mintmark', by: 'EdDSA' },
  ...withClaims(
    { ...BY_MINTMARK, section: 'RFC 9068 §2.2', kind: 'claims' },
    ['good-person', 'a token that speaks for a person', { ...PERSON, username: 'älice', rc: 3 }],
    ['good-username-korean', 'a username in Korean', { ...PERSON, username: '홍길동' }],
    ['good-username-emoji', 'a username beyond the basic plane', { ...PERSON, username: 'olga 🦊' }],
    ['good-username-long', 'a username of 254 characters of three bytes', { ...PERSON, username: '각'.repeat(254) }],
  ),
  {
    id: 'good-username-escaped',
    name: 'a username in Korean, as escapes of JSON',
    section: 'RFC 8259 §7',
    kind: 'claims',
    maker: 'mintmark',
    claims: () => ({ ...PERSON, username: '홍길동' }),
    token: (kit) => kit.sealed(kit.header(), escaped(JSON.stringify(kit.claims({ ...PERSON, username: '홍길동' })))),
  },
  ...withClaims(
    { ...BY_MINTMARK, section: 'RFC 7519 §4.1.3', kind: 'audience' },
    ['good-aud-list-of-one', 'aud as a list of one', ({ audience }) => ({ aud: [audience] })],
    [
      'good-aud-among-others',
      'aud as a list with others',
      ({ audience, issuer }) => ({ aud: ['https://other.example.com', issuer, audience] }),
    ],
  ),
  ...withHeader(
    { ...BY_MINTMARK, section: 'RFC 9068 §4', kind: 'type' },
    ['good-typ-media-type', 'typ spelled as a media type', { typ: 'application/at+jwt' }],
    ['good-typ-capitals', 'typ in capitals', { typ: 'AT+JWT' }],
  ),
  ...withClaims({ ...BY_MINTMARK, section: 'RFC 7519 §4', kind: 'claims' }, [
    'good-claim-unknown',
    'a claim that nobody knows',
    { 'https://example.com/shoe': 43 },
  ]),
  ...withHeader({ ...BY_MINTMARK, section: 'RFC 7515 §4.3', kind: 'header' }, [
    'good-header-unknown',
    'a header member that nobody knows',
    { shoe: 43 },
  ]),
  ...sentAs(
    { ...BY_MINTMARK, section: 'RFC 9110 §11.1', kind: 'request' },
    ['good-scheme-lower-case', 'the scheme in lower case', (token) => [`bearer ${token}`]],
    ['good-scheme-mixed-case', 'the scheme in mixed case', (token) => [`bEARER ${token}`]],
    ['good-scheme-two-spaces', 'two spaces after the scheme', (token) => [`Bearer  ${token}`]],
  ),
  ...withClaims(
    { ...BY_MINTMARK, section: 'RFC 9068 §4', kind: 'time' },
    ['good-exp-within-skew', 'expired, within the skew', ({ nowSeconds }) => ({ exp: nowSeconds - 10 })],
    ['good-iat-within-skew', 'iat ahead, within the skew', ({ nowSeconds }) => ({ iat: nowSeconds + 10 })],
    ['good-nbf-past', 'nbf gone by', ({ nowSeconds }) => ({ nbf: nowSeconds - 300 })],
    ['good-nbf-within-skew', 'nbf ahead, within the skew', ({ nowSeconds }) => ({ nbf: nowSeconds + 10 })],
    ['good-longest-life', 'the longest life there is', ({ nowSeconds }) => ({ iat: nowSeconds - 60, exp: nowSeconds + 3540 })],
  ),
  {
    id: 'good-exp-last-second',
    name: 'the last second of the skew',
    section: 'RFC 9068 §4',
    kind: 'time',
    maker: 'mintmark',
    claims: ({ nowSeconds }) => ({ exp: nowSeconds - 29 }),
    exactClock: true,
  },
  ...withClaims({ ...BY_MINTMARK, section: 'RFC 9068 §2.2.3', kind: 'scope' }, [
    'good-scope-none-needed',
    'no scope, if none is needed',
    { scope: '' },
  ]),
  ...withClaims(
    { ...BY_MINTMARK, section: 'RFC 6749 §3.3', kind: 'scope' },
    ['good-scope', 'the scope that is needed', {}],
    ['good-scope-among-others', 'the scope that is needed, among others', ({ scope }) => ({ scope: `first ${scope} last` })],
  ).map((each): Case => ({ ...each, needs: ({ scope }) => scope })),
  {
    id: 'good-scope-two',
    name: 'two scopes that are needed, in another order',
    section: 'RFC 6749 §3.3',
    kind: 'scope',
    maker: 'mintmark',
    claims: ({ scope }) => ({ scope: `second ${scope}` }),
    needs: ({ scope }) => `${scope} second`,
  },
]
