import type { Case } from './case.ts'

/** What must be let through. */
export const GOOD: Case[] = [
  { name: 'ES256', section: 'RFC 9068 §4', by: 'ES256' },
  { name: 'RS256', section: 'RFC 9068 §4', by: 'RS256' },
  { name: 'EdDSA', section: 'RFC 9068 §4', by: 'EdDSA' },
  {
    name: 'a token that speaks for a person',
    section: 'RFC 9068 §2.2',
    claims: () => ({ sub: 'usr_bWludG1hcmsgcGVyc29u', sid: 'bWludG1hcmsgc2Vzc2lvbg', username: 'älice', rc: 3 }),
  },
  { name: 'aud as a list of one', section: 'RFC 7519 §4.1.3', claims: ({ audience }) => ({ aud: [audience] }) },
  {
    name: 'aud as a list with others',
    section: 'RFC 7519 §4.1.3',
    claims: ({ audience, issuer }) => ({ aud: ['https://other.example.com', issuer, audience] }),
  },
  { name: 'typ spelled as a media type', section: 'RFC 9068 §4', header: () => ({ typ: 'application/at+jwt' }) },
  { name: 'typ in capitals', section: 'RFC 7515 §4.1.9', header: () => ({ typ: 'AT+JWT' }) },
  { name: 'a claim that nobody knows', section: 'RFC 7519 §4', claims: () => ({ 'https://example.com/shoe': 43 }) },
  { name: 'a header member that nobody knows', section: 'RFC 7515 §4.3', header: () => ({ shoe: 43 }) },
  { name: 'the scheme in lower case', section: 'RFC 9110 §11.1', sent: (token) => [`bearer ${token}`] },
  { name: 'the scheme in mixed case', section: 'RFC 9110 §11.1', sent: (token) => [`bEARER ${token}`] },
  { name: 'two spaces after the scheme', section: 'RFC 9110 §11.4', sent: (token) => [`Bearer  ${token}`] },
  { name: 'expired, within the skew', section: 'RFC 9068 §4', claims: ({ nowSeconds }) => ({ exp: nowSeconds - 10 }) },
  { name: 'the last second of the skew', section: 'RFC 9068 §4', claims: ({ nowSeconds }) => ({ exp: nowSeconds - 29 }), exactClock: true },
  { name: 'iat ahead, within the skew', section: 'RFC 9068 §2.2', claims: ({ nowSeconds }) => ({ iat: nowSeconds + 10 }) },
  { name: 'nbf gone by', section: 'RFC 7519 §4.1.5', claims: ({ nowSeconds }) => ({ nbf: nowSeconds - 300 }) },
  { name: 'nbf ahead, within the skew', section: 'RFC 7519 §4.1.5', claims: ({ nowSeconds }) => ({ nbf: nowSeconds + 10 }) },
  {
    name: 'the longest life there is',
    section: 'Mintmark',
    claims: ({ nowSeconds }) => ({ iat: nowSeconds - 60, exp: nowSeconds + 3540 }),
  },
  { name: 'no scope, where none is needed', section: 'RFC 9068 §2.2.3', claims: () => ({ scope: '' }) },
  { name: 'the scope that is needed', section: 'RFC 6750 §3.1', needs: ({ scope }) => scope },
  {
    name: 'the scope that is needed, among others',
    section: 'RFC 6750 §3.1',
    claims: ({ scope }) => ({ scope: `first ${scope} last` }),
    needs: ({ scope }) => scope,
  },
  {
    name: 'two scopes that are needed, in another order',
    section: 'RFC 6749 §3.3',
    claims: ({ scope }) => ({ scope: `second ${scope}` }),
    needs: ({ scope }) => `${scope} second`,
  },
]
