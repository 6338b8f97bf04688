// DESIGN §4: what a client may be, as one rule for the command line and the admin API.
import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { type ClientDescription, type ClientProblem, clientProblems } from '../../src/clients/client-problem.ts'
import { described } from '../../src/clients/new-client.ts'

const ISSUER = 'https://auth.example.com'
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
const [jwk, secretJwk] = await Promise.all([exportJWK(publicKey), exportJWK(privateKey)])
const jwks = { keys: [jwk] }

const service = described({ id: 'orders' })
const page = described({ id: 'web', confidential: false })
const keyed = described({ id: 'reports', jwks })
const membersOf = async (client: ClientDescription): Promise<ClientProblem['member'][]> =>
  (await clientProblems(client, ISSUER)).map(({ member }) => member)

test('what is left open makes a service for itself, a page that logs people in, or a client that signs', () => {
  expect(service).toMatchObject({ confidential: true, grants: ['client_credentials'], scope: [] })
  expect(service.authMethods).toEqual(['client_secret_basic', 'client_secret_post'])
  expect(page).toMatchObject({ grants: ['password', 'refresh_token'], scope: 'of_user', authMethods: ['none'] })
  expect(keyed.authMethods).toEqual(['private_key_jwt'])
  expect(described({ id: 'both', jwks, secret: 'x' }).authMethods).toHaveLength(3)
})

test.each<[string, ClientDescription]>([
  ['a service for itself', service],
  ['a page that logs people in', page],
  ['a client that signs', keyed],
  ['T 11: a confidential client without grants, which only asks about tokens', { ...service, grants: [] }],
  ['C 1: an id of any visible ASCII', { ...service, id: 'https://a.example/?b=c:d%20"\\' }],
  ['an id of more dots than a path drops', { ...service, id: '...' }],
  ['T 7: scopes of odd characters', { ...service, scope: ['a:b', '!', '[x]', 'https://a.example/b'] }],
  ['X 1: audiences as URIs and as plain names', { ...service, audiences: ['urn:a:b', 'https://a.example/b?c', 'stock', 'a/b_c~d.e-f'] }],
  ['X 1: a path at the issuer, which is another service', { ...service, audiences: [`${ISSUER}/orders`] }],
])('%s may be', async (_, client) => expect(await clientProblems(client, ISSUER)).toEqual([]))

test.each<[string, Partial<ClientDescription>, ClientProblem['member'][], ClientDescription?]>([
  ['T 12: an id like a user’s', { id: 'usr_1' }, ['id']],
  ['G 3: the id that the audit trail has for the command line', { id: 'command' }, ['id']],
  ['the built-in client', { id: 'default' }, ['id']],
  ['an id that no path can name: .', { id: '.' }, ['id']],
  ['an id that no path can name: ..', { id: '..' }, ['id']],
  ['an id with a space', { id: 'a b' }, ['id']],
  ['an id of 101 characters', { id: 'a'.repeat(101) }, ['id']],
  ['a grant that there is not', { grants: ['implicit' as never] }, ['grants']],
  ['a grant twice', { grants: ['password', 'password'] }, ['grants']],
  ['T 11: client_credentials of a public client', { grants: ['client_credentials'] }, ['grants'], page],
  ['a public client without grants', { grants: [] }, ['grants'], page],
  ['T 7: a scope with a quote', { scope: ['a"b'] }, ['scope']],
  ['T 7: an empty scope', { scope: ['a', ''] }, ['scope']],
  ['a scope twice', { scope: ['a', 'a'] }, ['scope']],
  ['more scope than a token should carry', { scope: ['a'.repeat(1001)] }, ['scope']],
  ['X 1: an audience with a fragment', { audiences: ['https://a.example#b'] }, ['audiences']],
  ['X 1: an audience that is no URI', { audiences: ['https://'] }, ['audiences']],
  ['X 1: an audience with a space', { audiences: ['a b'] }, ['audiences']],
  ['X 1: the issuer as an audience', { audiences: [ISSUER] }, ['audiences']],
  ['X 1: the issuer in another spelling', { audiences: ['HTTPS://auth.example.com:443/'] }, ['audiences']],
  ['DESIGN §2: the issuer as an identifier', { identifiers: [`${ISSUER}/`] }, ['identifiers']],
  ['an audience twice', { audiences: ['a', 'a'] }, ['audiences']],
  ['21 audiences', { audiences: Array.from({ length: 21 }, (_, index) => `a${index}`) }, ['audiences']],
  ['C 5: a confidential client without a way to prove itself', { authMethods: ['none'] }, ['authMethods']],
  ['C 5: none beside another', { authMethods: ['client_secret_basic', 'none'] }, ['authMethods']],
  ['C 5: a public client with a secret', { authMethods: ['client_secret_post'] }, ['authMethods'], page],
  ['C 7: private_key_jwt without keys', { authMethods: ['private_key_jwt'] }, ['authMethods']],
  ['C 7: keys without private_key_jwt', { jwks }, ['authMethods']],
  ['C 7: keys of a public client', { jwks }, ['authMethods'], page],
  ['C 7: private keys', { jwks: { keys: [secretJwk] } }, ['jwks'], keyed],
  ['C 7: no key at all', { jwks: { keys: [] } }, ['jwks'], keyed],
  ['C 7: what is no key set', { jwks: {} as never }, ['jwks'], keyed],
  ['C 7: a symmetric key', { jwks: { keys: [{ kty: 'oct', k: 'AA' }] } }, ['jwks'], keyed],
  ['all at once', { id: '', grants: ['x' as never], scope: [''], audiences: [''] }, ['id', 'grants', 'scope', 'audiences']],
])('%s may not be', async (_, change, members, from = service) => {
  expect(await membersOf({ ...from, ...change })).toEqual(members)
})
