// Set-up mistakes are reported when a client is made, with a sentence that says what to do.
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
    ['a baseUrl that is a path, outside a browser page', { baseUrl: '/auth' }, /^baseUrl must be/],
    ['a baseUrl with a query', { baseUrl: 'https://auth.example.com/?x=1' }, /^baseUrl must be/],
    ['a baseUrl with a line break', { baseUrl: 'https://auth.example.com\n' }, /^baseUrl must be .*without spaces or line ends/],
    ['a baseUrl with a space', { baseUrl: 'https://auth.example.com/a b' }, /^baseUrl must be/],
    ['a baseUrl with a password', { baseUrl: 'https://a:b@auth.example.com' }, /^baseUrl must be/],
    ['a misspelt option', { clientId: 'shop' }, /^clientId is not known in the options; there are baseUrl, client/],
    ['a client without an id', { client: { secret: 'mcs_x' } }, /^client.id must be/],
    ['a client that is text', { client: 'shop' }, /^client must be an object/],
    ['an empty secret', { client: { id: 'shop', secret: '' } }, /^client.secret must not be empty/],
    ['a secret with a line break', { client: { id: 'shop', secret: 'mcs_x\n' } }, /^client.secret has a line end.* Trim it/],
    ['a secret with a Windows line break', { client: { id: 'shop', secret: 'mcs_x\r\n' } }, /^client.secret has a line end/],
    ['a secret with a line break in its middle', { client: { id: 'shop', secret: 'mcs\nx' } }, /^client.secret has a line end/],
    ['a secret with a leading space', { client: { id: 'shop', secret: ' mcs_x' } }, /^client.secret has .* a space at its edge/],
    [
      'a secret with a byte order mark',
      { client: { id: 'shop', secret: '\ufeffmcs_x' } },
      /^client.secret has .* a character outside ASCII/,
    ],
    ['an id with a line break', { client: { id: 'shop\n', secret: 'mcs_x' } }, /^client.id must be .*without spaces or line ends/],
    ['an id with a space', { client: { id: 'my shop', secret: 'mcs_x' } }, /^client.id must be/],
    ['an id outside ASCII', { client: { id: '상점', secret: 'mcs_x' } }, /^client.id must be/],
    ['a fetch that is not a function', { fetch: 'fetch' }, /^fetch must be a function/],
    ['a system without a clock', { system: { sleep() {}, randomBytes() {} } }, /^system must have the functions .*; nowMs is missing/],
    ['a misspelt member of client', { client: { id: 'shop', secert: 'x' } }, /^secert is not known in client; there are id, secret/],
    ['no tries', { retry: { tries: 0 } }, /^retry.tries must be 1 or more/],
    ['tries that are not a number', { retry: { tries: Number.NaN } }, /^retry.tries must be/],
    ['a negative wait', { retry: { maxWaitSeconds: -1 } }, /^retry.maxWaitSeconds must be/],
    ['a wait longer than timers allow', { retry: { maxWaitSeconds: 1e9 } }, /^retry.maxWaitSeconds must be from 0 to 2147483/],
    ['a misspelt member of retry', { retry: { times: 3 } }, /^times is not known in retry/],
    ['a time limit of zero', { timeoutSeconds: 0 }, /^timeoutSeconds must be/],
    ['a time limit longer than timers allow', { timeoutSeconds: 1e9 }, /^timeoutSeconds must be more than 0, and at most 2147483/],
  ])('%s is refused', (_, changed, message) => {
    expect(make({ ...GOOD, ...changed })).toThrow(TypeError)
    expect(make({ ...GOOD, ...changed })).toThrow(message)
    expect(make({ ...GOOD, ...changed })).not.toThrow(/mcs/)
  })

  test('missing options are refused', () => expect(make(undefined)).toThrow(/^the options must be an object/))

  test.each<[string, object]>([
    ['a baseUrl with a path', { baseUrl: 'https://example.com/auth/' }],
    ['a secret with spaces inside', { client: { id: 'shop', secret: 'correct horse battery staple' } }],
    ['options set to undefined', { fetch: undefined, retry: undefined, timeoutSeconds: undefined, system: undefined }],
  ])('%s is accepted', (_, changed) => expect(make({ ...GOOD, ...changed })).not.toThrow())

  test('undefined tries means the default of 3', async () => {
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
  ['locks without a request function', { locks: {} }, /^locks must have the functions request/],
])('%s is refused', (_, changed, message) => {
  expect(() => createMintmarkClient({ ...GOOD, ...changed } as never)).toThrow(message)
})

test('service tokens need a secret', () => {
  expect(() => createServiceTokens({ ...GOOD, client: { id: 'shop' } as never })).toThrow(/^client must have an id and a secret/)
})

test.each(['/nope', '/me/sessions/ses_1'])('a GET of an unknown path is thrown by name: %s', async (path) => {
  await expect(createMintmarkClient(GOOD).get(path as '/me')).rejects.toThrow(`GET ${path} is not an operation of the service`)
})
