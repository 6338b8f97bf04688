import { type Case, withClaims, withToken } from './case.ts'
import { sealedTwice } from './kit.ts'

export const BAD_ISSUER: Case[] = [
  ...withClaims(
    { section: 'RFC 8725 §3.8', kind: 'issuer', maker: 'broken-issuer' },
    ['iss-other', 'iss is another issuer', { iss: 'https://other.example.com' }],
    ['iss-slash', 'iss has a slash at its end', ({ issuer }) => ({ iss: `${issuer}/` })],
    ['iss-capitals', 'iss is in capitals', ({ issuer }) => ({ iss: issuer.toUpperCase() })],
    ['iss-list', 'iss is a list', ({ issuer }) => ({ iss: [issuer] })],
    ['iss-missing', 'iss is missing', { iss: undefined }],
  ),
  ...withToken({ section: 'RFC 7519 §4', kind: 'issuer', maker: 'broken-issuer' }, [
    'iss-twice',
    'iss twice, and the last is another issuer',
    (kit) => sealedTwice(kit, { iss: 'https://other.example.com' }),
  ]),
]

export const BAD_AUDIENCE: Case[] = [
  ...withClaims(
    { section: 'RFC 8725 §3.9', kind: 'audience', maker: 'mintmark' },
    ['aud-other', 'aud is another service', { aud: 'https://other.example.com' }],
    ['aud-longer', 'aud begins like this service', ({ audience }) => ({ aud: `${audience}.evil.example` })],
    ['aud-shorter', 'aud is the beginning of this service', ({ audience }) => ({ aud: audience.slice(0, -1) })],
    ['aud-list-longer', 'aud is a list of which one begins like this service', ({ audience }) => ({ aud: [`${audience}/admin`] })],
  ),
  ...withClaims(
    { section: 'RFC 8725 §3.9', kind: 'audience', maker: 'broken-issuer' },
    [
      'aud-text-with-spaces',
      'aud is one text with this service in it',
      ({ audience }) => ({ aud: `https://other.example.com ${audience}` }),
    ],
    ['aud-capitals', 'aud is in capitals', ({ audience }) => ({ aud: audience.toUpperCase() })],
    ['aud-empty', 'aud is an empty list', { aud: [] }],
    ['aud-nested', 'aud is a list in a list', ({ audience }) => ({ aud: [[audience]] })],
    ['aud-number', 'aud has a member that is not text', ({ audience }) => ({ aud: [audience, 1] })],
    ['aud-object', 'aud is an object', ({ audience }) => ({ aud: { [audience]: true } })],
    ['aud-missing', 'aud is missing', { aud: undefined }],
  ),
  ...withToken({ section: 'RFC 7519 §4', kind: 'audience', maker: 'broken-issuer' }, [
    'aud-twice',
    'aud twice, and the last is another service',
    (kit) => sealedTwice(kit, { aud: 'https://other.example.com' }),
  ]),
]

/** These cases count only if the service is not the issuer itself. */
export const AUD_IS_THE_ISSUER: Case[] = withClaims({ section: 'RFC 8725 §3.9', kind: 'audience', maker: 'mintmark' }, [
  'aud-issuer-alone',
  'aud is the issuer alone',
  ({ issuer }) => ({ aud: issuer }),
])
