// A refused client is told what each member must be, and when a member is still allowed
// (docs/design/accounts-and-clients.md#clients).
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type ClientDescription, clientProblems } from '../../src/clients/client-problem.ts'
import { described, givenSecretProblems, takesSecret } from '../../src/clients/new-client.ts'

const ISSUER = 'https://auth.example.com'
const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const jwks = { keys: [jwk] }
const service = described({ id: 'orders' })
const page = described({ id: 'web', confidential: false })
const names = (count: number, length = 3) => Array.from({ length: count }, (_, index) => `${index}`.padStart(length, 'a'))
const sentencesOf = async (client: ClientDescription) => (await clientProblems(client, ISSUER)).map(({ problem }) => problem)

const EACH_AUTH = 'must be of client_secret_basic, client_secret_post, private_key_jwt, none, each once'
const NAMES = 'must be absolute URIs without fragment, or plain names'
const SECONDS = 'must be a whole number from 60 to 3600'
const SCOPE = 'must be visible ASCII characters without quotes and backslashes, with single spaces between'

test.each<[string, Partial<ClientDescription>, string, ClientDescription?]>([
  ['no id', { id: '' }, 'must be 1 to 100 visible ASCII characters'],
  ['an id with a space', { id: 'a b' }, 'must be 1 to 100 visible ASCII characters'],
  ['a step of a path', { id: '..' }, 'must not be . or .., which no path can name'],
  ["the beginning of a user's id", { id: 'usr_' }, 'must not begin with usr_, as the ids of users do'],
  ['the command line', { id: 'command' }, 'is what the audit trail calls the command line'],
  ['the built-in client', { id: 'default' }, 'is the built-in client'],
  ['a repeated grant', { grants: ['password', 'password'] }, 'must be of password, refresh_token, client_credentials, each once'],
  [
    'a public client for itself',
    { grants: ['client_credentials'] },
    'must not have client_credentials: the client is public (RFC 6749 §4.4)',
    page,
  ],
  ['a public client without grants', { grants: [] }, 'must not be empty: the client is public', page],
  ['a scope with a space', { scope: ['a b'] }, SCOPE],
  ['a scope with a quote at its end', { scope: ['a"'] }, SCOPE],
  ['a repeated scope', { scope: ['a', 'a'] }, 'must name each scope once'],
  ['a scope of 1001 characters', { scope: ['a'.repeat(999), 'b'] }, 'must not be longer than 1000 characters'],
  ['an audience with a fragment', { audiences: ['https://a.example#b'] }, NAMES],
  ['an identifier with a bracket', { identifiers: ['https://a.example/{b}'] }, NAMES],
  ['an audience of 257 characters', { audiences: ['a'.repeat(257)] }, NAMES],
  ['a plain name with a question mark', { audiences: ['a?b'] }, NAMES],
  ['a name that begins with a space', { audiences: [' a'] }, NAMES],
  ['a URI that begins with a space', { audiences: [' urn:a:b'] }, NAMES],
  ['a name that ends with a space', { audiences: ['a:b '] }, NAMES],
  ['an empty name', { audiences: [''] }, NAMES],
  ['a URI that cannot be read', { audiences: ['https://a.example:x/'] }, NAMES],
  ['the issuer', { audiences: ['a', `${ISSUER}/`] }, 'must not hold the issuer, which stands for this service alone'],
  ['21 audiences', { audiences: names(21) }, 'must not be more than 20, nor have more than 2000 characters together'],
  [
    'audiences of 2001 characters',
    { audiences: names(18, 110).concat('b'.repeat(3)) },
    'must not be more than 20, nor have more than 2000 characters together',
  ],
  ['a repeated audience', { audiences: ['a', 'b', 'a'] }, 'must name each once'],
  ['a method twice', { authMethods: ['client_secret_basic', 'client_secret_basic'] }, EACH_AUTH],
  ['an unknown method', { authMethods: ['tls_client_auth' as never] }, EACH_AUTH],
  ['keys of a public client', { jwks }, 'must be private_key_jwt if there are keys, which a public client cannot have', page],
  ['a public client with a secret', { authMethods: ['client_secret_post'] }, 'must be none: the client is public', page],
  ['no method', { authMethods: [] }, 'must be a way to prove who it is: the client is confidential'],
  ['none beside another', { authMethods: ['client_secret_basic', 'none'] }, 'must be a way to prove who it is: the client is confidential'],
  ['no keys to sign with', { authMethods: ['private_key_jwt'] }, 'must not have private_key_jwt: the client has no keys'],
  ['keys that it does not sign with', { jwks }, 'must have private_key_jwt: the client has keys'],
  ['another assertion audience', { assertionAudience: 'any' as never }, 'must be one of issuer, token_endpoint'],
  ['an assertion of 59 seconds', { assertionMaxSeconds: 59 }, SECONDS],
  ['an assertion of 3601 seconds', { assertionMaxSeconds: 3601 }, SECONDS],
  ['half a second', { assertionMaxSeconds: 60.5 }, SECONDS],
])('refused in words: %s', async (_, change, sentence, from = service) => {
  expect(await sentencesOf({ ...from, ...change })).toEqual([sentence])
})

test.each<[string, Partial<ClientDescription>]>([
  ['the longest id', { id: '!'.repeat(100) }],
  ["an id that holds a user's prefix", { id: 'x-usr_1' }],
  ['a scope of 1000 characters', { scope: ['a'.repeat(998), 'b'] }],
  ['20 audiences', { audiences: names(20) }],
  ['audiences of 2000 characters', { audiences: names(18, 110).concat('bb') }],
  ['an audience of 256 characters', { audiences: ['a'.repeat(256)] }],
  ['another path at the issuer', { audiences: [`${ISSUER}/orders`] }],
  ['another query at the issuer', { audiences: [`${ISSUER}/?a`] }],
  ['another origin', { audiences: ['https://other.example.com/'] }],
  ['an assertion of 60 seconds', { assertionMaxSeconds: 60 }],
  ['an assertion of 3600 seconds', { assertionMaxSeconds: 3600 }],
  ['keys beside a secret', { jwks, authMethods: ['client_secret_basic', 'private_key_jwt'] }],
])('%s is allowed', async (_, change) => expect(await sentencesOf({ ...service, ...change })).toEqual([]))

describe('what a new client leaves open', () => {
  test('a service has nothing that it was not given', () => {
    expect(service).toEqual({
      id: 'orders',
      confidential: true,
      grants: ['client_credentials'],
      scope: [],
      audiences: [],
      identifiers: [],
      authMethods: ['client_secret_basic', 'client_secret_post'],
      jwks: null,
      assertionAudience: 'issuer',
      assertionMaxSeconds: 300,
    })
  })

  test('what is given is taken as it is', () => {
    const given = {
      id: 'a',
      confidential: false,
      grants: ['refresh_token'] as const,
      scope: ['s'],
      audiences: ['b'],
      identifiers: ['c'],
      authMethods: ['none'] as const,
      jwks,
      assertionAudience: 'token_endpoint' as const,
      assertionMaxSeconds: 60,
    }
    expect(described(given)).toEqual(given)
  })

  test('a client that logs people in may have what they have', () => {
    expect(described({ id: 'a', grants: ['password'] }).scope).toBe('of_user')
    expect(described({ id: 'a', confidential: false, grants: ['refresh_token'] }).scope).toEqual([])
  })
})

describe('a secret from elsewhere (C 6)', () => {
  const good = 's'.repeat(32)

  test.each<[string, string | undefined, string[]]>([
    ['none', undefined, []],
    ['32 characters', good, []],
    ['255 characters', 's'.repeat(255), []],
    ['31 characters', 's'.repeat(31), ['must be 32 to 255 characters of ASCII']],
    ['256 characters', 's'.repeat(256), ['must be 32 to 255 characters of ASCII']],
    ['a letter that is not ASCII at the end', `${good}ä`, ['must be 32 to 255 characters of ASCII']],
    ['a control character at the beginning', `\n${good}`, ['must be 32 to 255 characters of ASCII']],
  ])('%s', (_, secret, sentences) => {
    const problems = sentences.map((problem) => ({ member: 'secret', problem }))
    expect(givenSecretProblems(service, secret)).toEqual(problems)
  })

  test('a client that authenticates otherwise takes none', () => {
    const problem = 'must not be given: the client does not authenticate by one'
    expect(givenSecretProblems(page, good)).toEqual([{ member: 'secret', problem }])
    expect(takesSecret({ authMethods: ['private_key_jwt', 'client_secret_post'] })).toBe(true)
    expect(takesSecret({ authMethods: ['client_secret_basic'] })).toBe(true)
    expect(takesSecret({ authMethods: ['private_key_jwt'] })).toBe(false)
  })
})
