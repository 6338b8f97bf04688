// What is stored of a new client and of a new secret (REQUIREMENTS C 6).
import { expect, test } from 'vitest'
import { createClientAdministration, PREVIOUS_SECRET_SECONDS } from '../../src/clients/client-administration.ts'
import { createClientSecrets, type StoredSecret } from '../../src/clients/client-secret.ts'
import type { ClientStore } from '../../src/clients/client-store.ts'
import { aClient } from '../data/rows.ts'
import { SECRET } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const NOW = 1_000_000
const act = { atMs: NOW }
const system = createTestSystem()
const secrets = createClientSecrets(SECRET, system)

function administering({ taken = false, client = aClient(), gone = [] as StoredSecret[] | undefined } = {}) {
  const created: unknown[][] = []
  const rotated: unknown[][] = []
  const store = {
    find: (id: string) => (id === client.id ? { ...client, secrets: [], asRead: 0 } : undefined),
    create: async (...one: unknown[]) => {
      created.push(one)
      return !taken
    },
    rotateSecret: async (...one: unknown[]) => {
      rotated.push(one)
      return gone
    },
  } as Partial<ClientStore> as ClientStore
  return { created, rotated, ...createClientAdministration({ store, secrets, issuer: 'https://auth.example.com', system }) }
}
const stored = (secret: string, expiresAtMs: number | null = null) => ({
  id: expect.stringMatching(/^[\w-]{22}$/),
  hmac: secrets.hmacOf(secret),
  createdAtMs: NOW,
  expiresAtMs,
})

test('a service gets a secret, which is stored as an HMAC (C 6)', async () => {
  const { create, created } = administering()
  const made = await create({ id: 'orders' }, act)
  if (made.kind !== 'created') throw new Error(made.kind)
  expect(made.secret).toMatch(/^mcs_/)
  expect(made.client).toMatchObject({ id: 'orders', createdAtMs: NOW, disabledAtMs: null, secrets: [stored(made.secret!)] })
  expect(created[0]).toEqual([expect.objectContaining({ id: 'orders', epoch: made.client.epoch }), stored(made.secret!), act])
})

test('a given secret is not shown; a public client has none (C 6)', async () => {
  const { create, created } = administering()
  const secret = 's'.repeat(40)
  const given = await create({ id: 'orders', secret, disabled: true }, act)
  expect(given).toEqual({ kind: 'created', client: expect.objectContaining({ secrets: [stored(secret)], disabledAtMs: NOW }) })
  const page = await create({ id: 'web', confidential: false }, act)
  expect(page).toEqual({ kind: 'created', client: expect.objectContaining({ secrets: [] }) })
  expect(created[1]![1]).toBeUndefined()
})

test('a client with a fault or a taken id is not registered', async () => {
  const { create, created } = administering({ taken: true })
  const refused = await create({ id: 'a b', secret: 'short' }, act)
  expect(refused).toMatchObject({ kind: 'unacceptable', problems: [{ member: 'id' }, { member: 'secret' }] })
  expect(created).toEqual([])
  expect(await create({ id: 'orders' }, act)).toEqual({ kind: 'taken', member: 'id' })
})

test('the secret before lives on for a time, or ends at once (C 6)', async () => {
  const { rotateSecret, rotated } = administering()
  const later = await rotateSecret('shop', 60, act)
  if (later.kind !== 'rotated') throw new Error(later.kind)
  expect(later).toEqual({ kind: 'rotated', secret: expect.stringMatching(/^mcs_/), previousExpiresAtMs: NOW + 60_000 })
  expect(await rotateSecret('shop', 0, act)).toMatchObject({ previousExpiresAtMs: NOW })
  expect(rotated[0]).toEqual(['shop', stored(later.secret), NOW + 60_000, act])
  expect(rotated[1]![2]).toBeNull()
  expect(PREVIOUS_SECRET_SECONDS).toBe(24 * 3600)
})

test.each<[string, (number | null)[], object]>([
  ['one was alive', [NOW + 5], { displacedExpiresAtMs: NOW + 5 }],
  ['one that had ended', [NOW], {}],
  ['the first that was alive', [NOW - 1, null, NOW + 7], { displacedExpiresAtMs: NOW + 7 }],
])('a third secret goes, with its end: %s (C 6)', async (_, ends, shown) => {
  const gone = ends.map((expiresAtMs): StoredSecret => ({ id: 'x', hmac: 'h', createdAtMs: 0, expiresAtMs }))
  const rotated = await administering({ gone }).rotateSecret('shop', 60, act)
  expect(rotated).toEqual({ kind: 'rotated', secret: expect.any(String), previousExpiresAtMs: NOW + 60_000, ...shown })
})

test('a client that is gone or takes none gets no secret (C 5)', async () => {
  expect(await administering().rotateSecret('nobody', 60, act)).toEqual({ kind: 'unknown' })
  const page = aClient({ id: 'web', authMethods: ['none'] })
  const none = administering({ client: page })
  expect(await none.rotateSecret('web', 60, act)).toEqual({ kind: 'takes_no_secret' })
  expect(none.rotated).toEqual([])
  const overtaken = createClientAdministration({
    store: {
      find: () => ({ ...aClient(), secrets: [], asRead: 0 }),
      rotateSecret: async () => undefined,
    } as Partial<ClientStore> as ClientStore,
    secrets,
    issuer: 'https://auth.example.com',
    system,
  })
  expect(await overtaken.rotateSecret('shop', 60, act)).toEqual({ kind: 'unknown' })
})
