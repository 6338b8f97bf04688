// Concurrent changes of one client are applied one after the other (docs/design/data.md#collisions). Each is
// checked against the state that it replaces.
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect } from 'vitest'
import type { Administrator } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'

const jwks = { keys: [await exportJWK((await generateKeyPair('ES256')).publicKey)] }
const ROUNDS = Array.from({ length: 10 }, (_, round) => round)

describe.each(onEachDatabase())('on $name', ({ test: base }) => {
  const test = base
    .extend('processes', ({ service, replica }) => [service, replica] as const)
    .extend('admins', ({ admin, replica }): Administrator[] => [
      admin,
      { ...admin, send: (method, path, body) => replica.json(method, path, body, admin.token) },
    ])

  const made = async (admin: Administrator, id: string, member: object = {}) => {
    expect((await admin.send('POST', '/admin/clients', { id, ...member })).status).toBe(201)
    return `/admin/clients/${id}`
  }
  /** Sends each body through another of the two processes. */
  const atOnce = (admins: Administrator[], path: string, bodies: object[]) =>
    Promise.all(bodies.map((body, index) => admins[index % admins.length]!.send('PATCH', path, body)))

  test('two valid changes at once never leave a signing client without keys (C 7)', async ({ admin, admins }) => {
    for (const round of ROUNDS) {
      const path = await made(admin, `keyed-${round}`, { jwks, auth_methods: ['client_secret_basic', 'private_key_jwt'] })
      const bodies = [{ auth_methods: ['private_key_jwt'] }, { auth_methods: ['client_secret_basic'], jwks: null }]
      const statuses = (await atOnce(admins, path, round % 2 === 0 ? bodies : bodies.toReversed())).map(({ status }) => status)
      // The second change is checked against the result of the first.
      expect(statuses.toSorted()).toBeOneOf([
        [200, 200],
        [200, 422],
      ])
      const { auth_methods, ...client } = (await admin.get(path)).body
      expect(auth_methods.includes('private_key_jwt')).toBe('jwks' in client)
    }
  })

  test('four changes at once are kept, and the last answer shows all', async ({ admin, admins }) => {
    for (const round of ROUNDS) {
      const path = await made(admin, `merged-${round}`)
      const bodies = [{ scope: 'read' }, { audiences: ['a'] }, { identifiers: ['b'] }, { grants: [] }]
      const answers = await atOnce(admins, path, bodies)
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      const { body } = await admin.get(path)
      expect(body).toMatchObject(Object.assign({}, ...bodies))
      expect(answers.map((answer) => answer.body)).toContainEqual(body)
    }
  })

  test('of sixteen changes at once only the invalid one is refused', async ({ admin, admins }) => {
    const path = await made(admin, 'crowded')
    const bodies = Array.from({ length: 16 }, (_, index) => (index === 7 ? { audiences: ['a b'] } : { scope: `read:${index}` }))
    const answers = await atOnce(admins, path, bodies)
    expect(answers.map(({ status }) => status)).toEqual(bodies.map((_, index) => (index === 7 ? 422 : 200)))
    const { body } = await admin.get(path)
    expect(answers.map((answer) => answer.body)).toContainEqual(body)
  })

  test('sixteen changes of a user at once each record what they replaced', async ({ service, admin, admins }) => {
    const id = await service.addUser('crowded')
    const bodies = Array.from({ length: 16 }, (_, index) => ({ scope: `read:${index}`, disabled: index % 2 === 0 }))
    const answers = await atOnce(admins, `/admin/users/${id}`, bodies)
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200))
    const { events } = (await admin.get(`/admin/events?type=user_changed&user_id=${id}&limit=50`)).body
    const replaced = events.map(({ detail }: { detail: { previous_scope: string } }) => detail.previous_scope)
    expect(replaced.toReversed()).toEqual([
      'data:read',
      ...events
        .map(({ detail }: { detail: { scope: string } }) => detail.scope)
        .toReversed()
        .slice(0, -1),
    ])
  })

  test('sixteen forced key rotations at once all succeed (M 4)', async ({ service, processes }) => {
    const act = { atMs: service.system.nowMs() }
    const rotate = (index: number) => processes[index % 2]!.service.keyAdministration.rotate({ forced: true }, act)
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => rotate(index)))
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['done']))
  })

  test('a client deleted during a change is not created again', async ({ replica, admin }) => {
    for (const round of ROUNDS) {
      const path = await made(admin, `gone-${round}`)
      const [changed, deleted] = await Promise.all([
        admin.send('PATCH', path, { scope: 'read' }),
        replica.send('DELETE', path, { headers: { authorization: `Bearer ${admin.token}` } }),
      ])
      expect([changed.status, deleted.status]).toBeOneOf([
        [200, 204],
        [404, 204],
      ])
      expect((await admin.get(path)).status).toBe(404)
    }
  })
})
