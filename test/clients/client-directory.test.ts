// Which clients may ask for tokens, and what a refused one learns (REQUIREMENTS C 4, T 6, T 7).
import { expect, test } from 'vitest'
import { builtInClient, requireGrant } from '../../src/clients/client.ts'
import { createClientDirectory } from '../../src/clients/client-directory.ts'
import { clientRefused, noClientSent } from '../../src/clients/client-refusal.ts'
import type { ClientStore } from '../../src/clients/client-store.ts'
import { scopeTokens } from '../../src/clients/scope-token.ts'
import { aClient } from '../data/rows.ts'

/** A directory of two registered clients. It notes what the store is asked for. */
function directory(defaultClientOn = true) {
  const asked: string[] = []
  const clients = [aClient({ id: 'shop' }), aClient({ id: 'old', disabledAtMs: 1 }), aClient({ id: 'default' })]
  const store = {
    find(id: string) {
      asked.push(id)
      const client = clients.find((one) => one.id === id)
      return client && { ...client, secrets: [], asRead: 0 }
    },
  } as Partial<ClientStore> as ClientStore
  return { asked, ...createClientDirectory({ store, defaultClientOn, audience: ['orders'] }) }
}

test('the built-in client is never one of the database', async () => {
  const on = directory()
  expect(on.default).toEqual({ ...builtInClient(['orders']), secrets: [] })
  expect(await on.find('default')).toBe(on.default)
  const off = directory(false)
  expect([off.default, await off.find('default')]).toEqual([undefined, undefined])
  expect([on.asked, off.asked]).toEqual([[], []])
})

test('only an enabled client is found, by a possible id', async () => {
  const { find, asked } = directory()
  expect(await find('shop')).toMatchObject({ id: 'shop' })
  expect([await find('old'), await find('nobody'), await find('a\0')]).toEqual([undefined, undefined, undefined])
  expect(asked).toEqual(['shop', 'old', 'nobody'])
})

test('whatever is wrong with a client, it reads the same sentence (C 4)', () => {
  const refused = clientRefused('wrong secret', 'shop')
  expect(refused).toMatchObject({ code: 'invalid_client', details: { cause: 'wrong secret', principals: { client: 'shop' } } })
  expect(refused.message).toBe('The client is unknown or did not authenticate.')
  expect(clientRefused('unknown').message).toBe(refused.message)
})

test('a request without a client learns how to send one', () => {
  expect(noClientSent()).toMatchObject({
    code: 'invalid_client',
    message: 'No client was sent. Send its id and secret by HTTP Basic, or as client_id and client_secret, or a client_assertion.',
    details: { cause: 'no client was sent' },
  })
})

test('a grant that a client lacks is named (T 6)', () => {
  const sentence = 'The client may not use this grant: client_credentials is not in its grants.'
  expect(() => requireGrant(builtInClient([]), 'client_credentials')).toThrow(
    expect.objectContaining({ code: 'unauthorized_client', message: sentence }),
  )
  expect(() => requireGrant(builtInClient([]), 'password')).not.toThrow()
})

test.each([
  ['', []],
  ['a', ['a']],
  ['a b', ['a', 'b']],
])('the scope %j has the tokens %j (T 7)', (scope, tokens) => expect(scopeTokens(scope)).toEqual(tokens))
