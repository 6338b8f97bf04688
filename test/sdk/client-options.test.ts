// Mistakes of set-up are told when a client is made, by a sentence that says what to do.
import { describe, expect, test } from 'vitest'
import { createMintmarkClient, createServiceTokens } from '../../sdk/client/src/index.ts'

const GOOD = { baseUrl: 'https://auth.example.com', client: { id: 'shop', secret: 'mcs_x' } }
const kinds: [string, (options: never) => unknown][] = [
  ['createMintmarkClient', createMintmarkClient],
  ['createServiceTokens', createServiceTokens],
]

describe.each(kinds)('%s', (name, create) => {
  const make = (options: unknown) => () => create(options as never)

  test.each<[string, object, RegExp]>([
    ['no baseUrl', { baseUrl: undefined }, /^baseUrl must be the address of the service, as https/],
    ['an empty baseUrl', { baseUrl: '' }, /^baseUrl must be/],
    ['a baseUrl without a scheme', { baseUrl: 'localhost:8080' }, /^baseUrl must be/],
    ['a baseUrl that is a path, where there is no page', { baseUrl: '/auth' }, /^baseUrl must be/],
    ['a baseUrl with a query', { baseUrl: 'https://auth.example.com/?x=1' }, /^baseUrl must be/],
    ['a baseUrl with a line end', { baseUrl: 'https://auth.example.com\n' }, /^baseUrl must be .*without spaces or line ends/],
    ['a baseUrl with a space', { baseUrl: 'https://auth.example.com/a b' }, /^baseUrl must be/],
    ['a baseUrl with a password', { baseUrl: 'https://a:b@auth.example.com' }, /^baseUrl must be/],
    ['an option that is misspelt', { clientId: 'shop' }, /^clientId is not known in the options; there are baseUrl, client/],
    ['a client without an id', { client: { secret: 'mcs_x' } }, /^client.id must be/],
    ['a client of text', { client: 'shop' }, /^client must be an object/],
    ['an empty secret', { client: { id: 'shop', secret: '' } }, /^client.secret must not be empty/],
    ['a secret with a line end', { client: { id: 'shop', secret: 'mcs_x\n' } }, /^client.secret has a line end.* Trim it/],
    ['a secret with a line end of Windows', { client: { id: 'shop', secret: 'mcs_x\r\n' } }, /^client.secret has a line end/],
    ['a secret with a line end in its middle', { client: { id: 'shop', secret: 'mcs\nx' } }, /^client.secret has a line end/],
    ['a secret with a space at its beginning', { client: { id: 'shop', secret: ' mcs_x' } }, /^client.secret has .* a space at its edge/],
    [
      'a secret with a byte order mark',
      { client: { id: 'shop', secret: '\ufeffmcs_x' } },
      /^client.secret has .* a character outside ASCII/,
    ],
    ['an id with a line end', { client: { id: 'shop\n', secret: 'mcs_x' } }, /^client.id must be .*without spaces or line ends/],
    ['an id with a space', { client: { id: 'my shop', secret: 'mcs_x' } }, /^client.id must be/],
    ['an id outside ASCII', { client: { id: '상점', secret: 'mcs_x' } }, /^client.id must be/],
    ['a fetch that is none', { fetch: 'fetch' }, /^fetch must be a function/],
    ['a system without a clock', { system: { sleep() {}, randomBytes() {} } }, /^system must have the functions .*; nowMs is missing/],
    [
      'a member of client that is misspelt',
      { client: { id: 'shop', secert: 'x' } },
      /^secert is not known in client; there are id, secret/,
    ],
    ['no tries', { retry: { tries: 0 } }, /^retry.tries must be 1 or more/],
    ['tries that are no number', { retry: { tries: Number.NaN } }, /^retry.tries must be/],
    ['a negative wait', { retry: { maxWaitSeconds: -1 } }, /^retry.maxWaitSeconds must be/],
    ['a wait that no timer knows', { retry: { maxWaitSeconds: 1e9 } }, /^retry.maxWaitSeconds must be from 0 to 2147483/],
    ['a part of retry that is misspelt', { retry: { times: 3 } }, /^times is not known in retry/],
    ['a time limit of nothing', { timeoutSeconds: 0 }, /^timeoutSeconds must be/],
    ['a time limit that no timer knows', { timeoutSeconds: 1e9 }, /^timeoutSeconds must be more than 0, and at most 2147483/],
  ])('%s is refused', (_, changed, message) => {
    expect(make({ ...GOOD, ...changed })).toThrow(TypeError)
    expect(make({ ...GOOD, ...changed })).toThrow(message)
    expect(make({ ...GOOD, ...changed })).not.toThrow(/mcs/)
  })

  test('nothing at all is refused', () => expect(make(undefined)).toThrow(/^the options must be an object/))

  test.each<[string, object]>([
    ['a path before the service’s own', { baseUrl: 'https://example.com/auth/' }],
    ['a secret with spaces inside', { client: { id: 'shop', secret: 'correct horse battery staple' } }],
    ['options that are left out as undefined', { fetch: undefined, retry: undefined, timeoutSeconds: undefined, system: undefined }],
  ])('%s will do', (_, changed) => expect(make({ ...GOOD, ...changed })).not.toThrow())

  test('tries that are undefined are the 3 of the default', async () => {
    let sent = 0
    const options = {
      ...GOOD,
      retry: { tries: undefined },
      system: { nowMs: () => 0, sleep: async () => {}, randomBytes: (length: number) => new Uint8Array(length) },
      async fetch() {
        sent += 1
        if (sent > 10) throw new Error('it never ends')
        return new Response(null, { status: 503, headers: { 'retry-after': '1' } })
      },
    }
    if (name === 'createServiceTokens') await createServiceTokens(options).accessToken()
    else await createMintmarkClient(options).logIn({ username: 'alice', password: 'x' })
    expect(sent).toBe(3)
  })
})

test.each<[string, object, RegExp]>([
  ['a store that cannot clear', { store: { load() {}, save() {} } }, /^store must have the functions load, save, clear; clear is missing/],
  ['locks that are none', { locks: {} }, /^locks must have the functions request/],
])('%s is refused', (_, changed, message) => {
  expect(() => createMintmarkClient({ ...GOOD, ...changed } as never)).toThrow(message)
})

test('tokens of a service need a secret', () => {
  expect(() => createServiceTokens({ ...GOOD, client: { id: 'shop' } as never })).toThrow(/^client must have an id and a secret/)
})

test.each(['/nope', '/me/sessions/ses_1'])('GET %s, which the contract does not have, is thrown and told by its name', async (path) => {
  await expect(createMintmarkClient(GOOD).get(path as '/me')).rejects.toThrow(`GET ${path} is not an operation of the service`)
})
