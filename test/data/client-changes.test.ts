// A change of a client applies to the version that was read, or not at all. The result is what was written.
import { beforeAll, describe, expect, test } from 'vitest'
import type { ClientChange, ClientStore } from '../../src/clients/client-store.ts'
import { createClientStore } from '../../src/data/clients.ts'
import type { Database } from '../../src/data/database.ts'
import { createEventStore } from '../../src/data/events.ts'
import { databases } from '../support/databases.ts'
import { aClient, newId } from './rows.ts'

const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b' }] }

describe.each(databases)('on $name', ({ fresh }) => {
  let database: Database
  let clients: ClientStore
  beforeAll(async () => {
    database = await (await fresh()).open()
    clients = createClientStore(database)
  })
  const read = async (id: string) => (await clients.find(id))!
  const made = async (changes: Parameters<typeof aClient>[0] = {}) => {
    const id = newId('client')
    expect(await clients.create(aClient({ ...changes, id }), undefined, { atMs: 0 })).toBe(true)
    return read(id)
  }
  const typesOf = async (id: string) => {
    const all = await createEventStore(database).list({ limit: 1000 })
    return all.filter(({ clientId }) => clientId === id).map(({ type }) => type)
  }

  const CHANGES: ClientChange[] = [
    { grants: [] },
    { scope: ['a'] },
    { scope: 'of_user', disabledAtMs: 7 },
    { audiences: ['a', 'b'] },
    { identifiers: ['c'] },
    { authMethods: ['private_key_jwt'] },
    { jwks },
    { disabledAtMs: 7 },
  ]

  test.each(CHANGES)('%j is written and returned, and other clients stay unchanged', async (change) => {
    const [before, other] = [await made(), await made()]
    const after = await clients.change(before, change, { atMs: 7 })
    expect(after).toMatchObject(change)
    const { secrets: _, asRead: __, ...found } = await read(before.id)
    expect(found).toEqual(after)
    expect(found.epoch).toBe(before.epoch + (change.disabledAtMs === undefined ? 0 : 1))
    expect(await read(other.id)).toEqual(other)
    expect(await typesOf(other.id)).toEqual(['client_created'])
  })

  test.each(CHANGES)('after %j by another, a change of the older version writes nothing', async (change) => {
    const before = await made()
    await clients.change(await read(before.id), change, { atMs: 7 })
    const [between, told] = [await read(before.id), await typesOf(before.id)]
    for (const late of [{ grants: ['refresh_token'] }, { disabledAtMs: 8 }] as const)
      expect(await clients.change(before, late, { atMs: 8 })).toBeUndefined()
    expect([await read(before.id), await typesOf(before.id)]).toEqual([between, told])
  })

  test('a change of a deleted or recreated client writes nothing', async () => {
    const before = await made({ epoch: 4 })
    await clients.delete(before.id, { atMs: 1 })
    expect(await clients.change(before, { grants: [] }, { atMs: 2 })).toBeUndefined()
    await clients.create(aClient({ id: before.id, epoch: 5 }), undefined, { atMs: 3 })
    expect(await clients.change(before, { grants: [] }, { atMs: 4 })).toBeUndefined()
  })

  test('of 20 changes at once to one version, one is written', async () => {
    const before = await made()
    const changes = Array.from({ length: 20 }, (_, index) => clients.change(before, { scope: [`s${index}`] }, { atMs: 1 }))
    const written = (await Promise.all(changes)).filter((after) => after !== undefined)
    expect(written).toHaveLength(1)
    expect((await read(before.id)).scope).toEqual(written[0]!.scope)
  })

  test('keys that are spelled differently in the database do not block changes', async () => {
    const { id } = await made({ jwks })
    const spelled = JSON.stringify(jwks, null, 2).replace('EC', '\\u0045C')
    await database.kysely.updateTable('clients').set({ jwks: spelled }).where('id', '=', id).execute()
    expect(await clients.change(await read(id), { scope: ['a'] }, { atMs: 1 })).toMatchObject({ jwks, scope: ['a'] })
  })
})
