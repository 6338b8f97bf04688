// DESIGN §1, C 7: changes of one client at once come one after the other: none is judged by one state and written over another.
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Administrator, administrator } from '../support/admin.ts'
import { databases } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'

const jwks = { keys: [await exportJWK((await generateKeyPair('ES256')).publicKey)] }
const ROUNDS = Array.from({ length: 10 }, (_, round) => round)

describe.each(databases)('on $name', (database) => {
  let services: RunningService[]
  let admins: Administrator[]
  beforeAll(async () => {
    const { config } = await database.fresh()
    const one = await startService(config)
    services = [one, await startService(config, { system: one.system })]
    const admin = await administrator(one)
    admins = [admin, { ...admin, send: (method, path, body) => services[1]!.json(method, path, body, admin.token) }]
  })
  afterAll(() => Promise.all(services.map((service) => service.stop())))

  const made = async (id: string, member: object = {}) => {
    expect((await admins[0]!.send('POST', '/admin/clients', { id, ...member })).status).toBe(201)
    return `/admin/clients/${id}`
  }
  /** Each by another replica. */
  const atOnce = (path: string, bodies: object[]) =>
    Promise.all(bodies.map((body, index) => admins[index % admins.length]!.send('PATCH', path, body)))

  test('C 7: a client that signs is never left without keys by two who change it at once, each rightly by what they saw', async () => {
    for (const round of ROUNDS) {
      const path = await made(`keyed-${round}`, { jwks, auth_methods: ['client_secret_basic', 'private_key_jwt'] })
      const bodies = [{ auth_methods: ['private_key_jwt'] }, { auth_methods: ['client_secret_basic'], jwks: null }]
      const statuses = (await atOnce(path, round % 2 === 0 ? bodies : bodies.toReversed())).map(({ status }) => status)
      // Whoever comes second is judged by what the first made of it.
      expect(statuses.toSorted()).toBeOneOf([
        [200, 200],
        [200, 422],
      ])
      const { auth_methods, ...client } = (await admins[0]!.get(path)).body
      expect(auth_methods.includes('private_key_jwt')).toBe('jwks' in client)
    }
  })

  test('of four changes at once none is lost, and the last one is answered with all of them', async () => {
    for (const round of ROUNDS) {
      const path = await made(`merged-${round}`)
      const bodies = [{ scope: 'read' }, { audiences: ['a'] }, { identifiers: ['b'] }, { grants: [] }]
      const answers = await atOnce(path, bodies)
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      const { body } = await admins[0]!.get(path)
      expect(body).toMatchObject(Object.assign({}, ...bodies))
      expect(answers.map((answer) => answer.body)).toContainEqual(body)
    }
  })

  test('of sixteen changes at once each is made, or refused for a reason of its own (DESIGN §1)', async () => {
    const path = await made('crowded')
    const bodies = Array.from({ length: 16 }, (_, index) => (index === 7 ? { audiences: ['a b'] } : { scope: `read:${index}` }))
    const answers = await atOnce(path, bodies)
    expect(answers.map(({ status }) => status)).toEqual(bodies.map((_, index) => (index === 7 ? 422 : 200)))
    const { body } = await admins[0]!.get(path)
    expect(answers.map((answer) => answer.body)).toContainEqual(body)
  })

  test('of sixteen changes of a user at once each is made, and says what it replaced (DESIGN §4)', async () => {
    const id = await services[0]!.addUser('crowded')
    const bodies = Array.from({ length: 16 }, (_, index) => ({ scope: `read:${index}`, disabled: index % 2 === 0 }))
    const answers = await atOnce(`/admin/users/${id}`, bodies)
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200))
    const { events } = (await admins[0]!.get(`/admin/events?type=user_changed&user_id=${id}&limit=50`)).body
    const replaced = events.map(({ detail }: { detail: { previous_scope: string } }) => detail.previous_scope)
    expect(replaced.toReversed()).toEqual([
      'data:read',
      ...events
        .map(({ detail }: { detail: { scope: string } }) => detail.scope)
        .toReversed()
        .slice(0, -1),
    ])
  })

  test('of sixteen forced rotations of the keys at once each is made (M 4)', async () => {
    const act = { atMs: services[0]!.system.nowMs() }
    const rotate = (index: number) => services[index % services.length]!.service.keyAdministration.rotate({ forced: true }, act)
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => rotate(index)))
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['done']))
  })

  test('one that is deleted meanwhile is not there, and is not made again', async () => {
    for (const round of ROUNDS) {
      const path = await made(`gone-${round}`)
      const [changed, deleted] = await Promise.all([
        admins[0]!.send('PATCH', path, { scope: 'read' }),
        services[1]!.send('DELETE', path, { headers: { authorization: `Bearer ${admins[0]!.token}` } }),
      ])
      expect([changed.status, deleted.status]).toBeOneOf([
        [200, 204],
        [404, 204],
      ])
      expect((await admins[0]!.get(path)).status).toBe(404)
    }
  })
})
