// What a client may be, as one rule for the command line and the admin API
// (docs/design/accounts-and-clients.md#clients).
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

test('defaults make a service, a public page, or a client that signs', () => {
  expect(service).toMatchObject({ confidential: true, grants: ['client_credentials'], scope: [] })
  expect(service.authMethods).toEqual(['client_secret_basic', 'client_secret_post'])
  expect(page).toMatchObject({ grants: ['password', 'refresh_token'], scope: 'of_user', authMethods: ['none'] })
  expect(keyed.authMethods).toEqual(['private_key_jwt'])
  expect(described({ id: 'both', jwks, secret: 'x' }).authMethods).toHaveLength(3)
})

test.each<[string, ClientDescription]>([
  ['a service for itself', service],
  ['a page where users log in', page],
  ['a client that signs', keyed],
  ['a confidential client without grants (T 11)', { ...service, grants: [] }],
  ['an id of any visible ASCII (C 1)', { ...service, id: 'https://a.example/?b=c:d%20"\\' }],
  ['an id of three dots', { ...service, id: '...' }],
  ['scopes with odd characters (T 7)', { ...service, scope: ['a:b', '!', '[x]', 'https://a.example/b'] }],
  ['audiences as URIs and as plain names (X 1)', { ...service, audiences: ['urn:a:b', 'https://a.example/b?c', 'stock', 'a/b_c~d.e-f'] }],
  ['a path at the issuer (X 1)', { ...service, audiences: [`${ISSUER}/orders`] }],
])('%s is allowed', async (_, client) => expect(await clientProblems(client, ISSUER)).toEqual([]))

test.each<[string, Partial<ClientDescription>, ClientProblem['member'][], ClientDescription?]>([
  ["an id like a user's (T 12)", { id: 'usr_1' }, ['id']],
  ['the id `command` of the audit trail (G 3)', { id: 'command' }, ['id']],
  ['the built-in client', { id: 'default' }, ['id']],
  ['the id . that no path can name', { id: '.' }, ['id']],
  ['the id .. that no path can name', { id: '..' }, ['id']],
  ['an id with a space', { id: 'a b' }, ['id']],
  ['an id of 101 characters', { id: 'a'.repeat(101) }, ['id']],
  ['an unknown grant', { grants: ['implicit' as never] }, ['grants']],
  ['a repeated grant', { grants: ['password', 'password'] }, ['grants']],
  ['client_credentials of a public client (T 11)', { grants: ['client_credentials'] }, ['grants'], page],
  ['a public client without grants', { grants: [] }, ['grants'], page],
  ['a scope with a quote (T 7)', { scope: ['a"b'] }, ['scope']],
  ['an empty scope (T 7)', { scope: ['a', ''] }, ['scope']],
  ['a repeated scope', { scope: ['a', 'a'] }, ['scope']],
  ['an overlong scope', { scope: ['a'.repeat(1001)] }, ['scope']],
  ['an audience with a fragment (X 1)', { audiences: ['https://a.example#b'] }, ['audiences']],
  ['an audience that is not a URI (X 1)', { audiences: ['https://'] }, ['audiences']],
  ['an audience with a space (X 1)', { audiences: ['a b'] }, ['audiences']],
  ['the issuer as an audience (X 1)', { audiences: [ISSUER] }, ['audiences']],
  ['the issuer in another spelling (X 1)', { audiences: ['HTTPS://auth.example.com:443/'] }, ['audiences']],
  ['the issuer as an identifier', { identifiers: [`${ISSUER}/`] }, ['identifiers']],
  ['a repeated audience', { audiences: ['a', 'a'] }, ['audiences']],
  ['21 audiences', { audiences: Array.from({ length: 21 }, (_, index) => `a${index}`) }, ['audiences']],
  ['a confidential client without authentication (C 5)', { authMethods: ['none'] }, ['authMethods']],
  ['none beside another (C 5)', { authMethods: ['client_secret_basic', 'none'] }, ['authMethods']],
  ['a public client with a secret (C 5)', { authMethods: ['client_secret_post'] }, ['authMethods'], page],
  ['private_key_jwt without keys (C 7)', { authMethods: ['private_key_jwt'] }, ['authMethods']],
  ['keys without private_key_jwt (C 7)', { jwks }, ['authMethods']],
  ['keys of a public client (C 7)', { jwks }, ['authMethods'], page],
  ['private keys (C 7)', { jwks: { keys: [secretJwk] } }, ['jwks'], keyed],
  ['an empty key set (C 7)', { jwks: { keys: [] } }, ['jwks'], keyed],
  ['an invalid key set (C 7)', { jwks: {} as never }, ['jwks'], keyed],
  ['a symmetric key (C 7)', { jwks: { keys: [{ kty: 'oct', k: 'AA' }] } }, ['jwks'], keyed],
  ['several mistakes at once', { id: '', grants: ['x' as never], scope: [''], audiences: [''] }, ['id', 'grants', 'scope', 'audiences']],
])('%s is refused', async (_, change, members, from = service) => {
  expect(await membersOf({ ...from, ...change })).toEqual(members)
})
