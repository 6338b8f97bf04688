// What a change of a client writes, and what it judges (REQUIREMENTS G 3, R 10).
import { expect, test } from 'vitest'
import type { Client } from '../../src/clients/client.ts'
import type { ClientChange, ClientRecord, ClientStore, ReadClient } from '../../src/clients/client-store.ts'
import { createClientUpdate, differing } from '../../src/clients/client-update.ts'
import { aClient } from '../data/rows.ts'
import { createTestSystem } from '../support/test-system.ts'

const ISSUER = 'https://auth.example.com'
const act = { atMs: 500 }

/** A store of one client, which others change at each of the first `changes` tries. */
function holding(client: Client | undefined, changes = 0) {
  const written: ClientChange[] = []
  let tries = 0
  const secrets: ClientRecord['secrets'] = [{ id: 's', hmac: 'h', createdAtMs: 0, expiresAtMs: null }]
  const store = {
    find: () => client && { ...client, secrets, asRead: tries },
    async change(before: ReadClient, change: ClientChange) {
      expect(before.asRead).toBe(tries)
      tries += 1
      if (tries <= changes) return undefined
      written.push(change)
      return { ...client!, ...change }
    },
  } as Partial<ClientStore> as ClientStore
  return { written, secrets, update: createClientUpdate({ store, issuer: ISSUER, system: createTestSystem() }) }
}
const shop = aClient({ audiences: ['orders'] })

test('only what differs is written, and shown (G 3)', async () => {
  const { written, secrets, update } = holding(shop)
  const changed = await update('shop', { audiences: ['mail'], grants: ['password'] }, act)
  expect(changed).toEqual({ kind: 'changed', client: { ...shop, audiences: ['mail'], secrets } })
  expect(written).toEqual([{ audiences: ['mail'] }])
})

test('a change to equal values writes nothing (G 3)', async () => {
  const { written, update } = holding(shop)
  expect(await update('shop', { audiences: ['orders'], disabled: false }, act)).toMatchObject({ kind: 'changed' })
  expect(await update('shop', {}, act)).toMatchObject({ kind: 'changed', client: { id: 'shop' } })
  expect(written).toEqual([])
})

test('a change that others overtook is judged again', async () => {
  const { written, update } = holding(shop, 2)
  expect(await update('shop', { audiences: [] }, act)).toMatchObject({ kind: 'changed' })
  expect(written).toHaveLength(1)
})

test('the result must be valid, whatever was asked to change', async () => {
  const { written, update } = holding(shop)
  const refused = await update('shop', { audiences: ['a b'] }, act)
  expect(refused).toMatchObject({ kind: 'unacceptable', problems: [{ member: 'audiences' }] })
  expect(await holding(undefined).update('shop', { audiences: [] }, act)).toEqual({ kind: 'unknown' })
  expect(written).toEqual([])
})

test('an invalid client can be disabled, and enabled (R 10)', async () => {
  const invalid = aClient({ audiences: [ISSUER] })
  const { written, update } = holding(invalid)
  expect(await update('shop', { disabled: true }, act)).toMatchObject({ kind: 'changed', client: { disabledAtMs: 500 } })
  expect(written).toEqual([{ disabledAtMs: 500 }])
  expect(await update('shop', { disabled: true, grants: ['password'] }, act)).toMatchObject({ kind: 'unacceptable' })
})

test.each<[string, boolean | undefined, number | null, ClientChange]>([
  ['disabling an enabled one', true, null, { disabledAtMs: 7 }],
  ['enabling a disabled one', false, 3, { disabledAtMs: null }],
  ['disabling a disabled one', true, 3, {}],
  ['enabling an enabled one', false, null, {}],
  ['neither', undefined, 3, {}],
])('the time of disabling follows the state: %s (R 10)', (_, disabled, disabledAtMs, change) => {
  expect(differing({ disabled }, aClient({ disabledAtMs }), 7)).toEqual(change)
})
