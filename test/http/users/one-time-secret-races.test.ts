// REQUIREMENTS P 11: a one-time secret works once, even if several requests come at once.
import { describe, expect, test } from 'vitest'
import type { Database } from '../../../src/data/database.ts'
import { createOneTimeSecretStore } from '../../../src/data/one-time-secrets.ts'
import { databases } from '../../support/databases.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { issueOneTimeSecret } from '../../support/one-time-secret.ts'
import { type RunningService, startService } from '../../support/service.ts'

const RACERS = 20
const all = <T>(make: (index: number) => Promise<T>) => Promise.all(Array.from({ length: RACERS }, (_, index) => make(index)))
const passwordOf = (index: number) => `the password of number ${index}`

async function use(at: RunningService, username: string, secret: string, password: string): Promise<number> {
  return (await at.json('POST', '/users/password', { username, one_time_secret: secret, new_password: password })).status
}

describe.each(onEachDatabase({ config: { throttle: false } }))('on $name', ({ test }) => {
  let beside: Database
  test.beforeAll(async ({ database }) => {
    beside = await database.open()
  })

  test('of 20 uses of one secret at once, one sets its password (P 11)', async ({ service }) => {
    const id = await service.addUser('alice')
    const secret = await issueOneTimeSecret(beside, service.system, id)
    const { epoch } = (await service.service.users.findById(id))!
    const statuses = await all((index) => use(service, 'alice', secret, passwordOf(index)))
    expect(statuses.toSorted()).toEqual([204, ...Array(RACERS - 1).fill(403)])
    expect((await service.service.users.findById(id))?.epoch).toBe(epoch + 1)
    await service.logIn('alice', passwordOf(statuses.indexOf(204)))
  })

  test('of 20 secrets made at once for a user, one works (P 11)', async ({ service }) => {
    const id = await service.addUser('bob')
    const secrets = await all(() => issueOneTimeSecret(beside, service.system, id))
    const statuses: number[] = []
    for (const secret of secrets) statuses.push(await use(service, 'bob', secret, passwordOf(0)))
    expect(statuses.toSorted()).toEqual([204, ...Array(RACERS - 1).fill(403)])
  })

  test('a use fails if another secret, disabling or expiry comes first (P 11)', async ({ service }) => {
    const id = await service.addUser('erin')
    const store = createOneTimeSecretStore(beside)
    const act = { atMs: service.system.nowMs() }
    const underWay = async () => {
      await issueOneTimeSecret(beside, service.system, id)
      const { hmac, expiresAtMs } = (await store.find('erin'))!
      return { expiresAtMs, finish: (atMs = act.atMs) => store.use({ userId: id, hmac, hash: 'none', throttled: '', act: { atMs } }) }
    }
    const [first, second] = [await underWay(), await underWay()]
    expect(await first.finish()).toBe(false)
    expect(await second.finish(second.expiresAtMs)).toBe(false)
    await service.service.userAdministration.change(id, { disabled: true }, act)
    expect(await second.finish()).toBe(false)
    await service.service.userAdministration.change(id, { disabled: false }, act)
    expect(await second.finish()).toBe(true)
  })

  test('an earlier password change or rehash does not undo the reset (P 8, P 11)', async ({ service }) => {
    const id = await service.addUser('carol')
    const { passwordHash: from } = (await service.service.users.findById(id))!
    const secret = await issueOneTimeSecret(beside, service.system, id)
    const to = '$argon2id$of-the-intruder'
    expect(await service.service.users.changePassword({ id, from, to, act: { atMs: service.system.nowMs() } })).toBe(false)
    expect(await service.service.users.replaceHash(id, from, to)).toBe(false)
    expect(await use(service, 'carol', secret, passwordOf(0))).toBe(204)
  })

  test('a log-in that races with the reset has a dead session (R 10)', async ({ service }) => {
    const id = await service.addUser('dave')
    const [logins] = await Promise.all([
      all(() => service.json('POST', '/login', { username: 'dave', password: 'correct horse battery staple' })),
      issueOneTimeSecret(beside, service.system, id),
    ])
    for (const { status, body } of logins) {
      if (status === 200) expect((await service.get('/protected', body.access_token)).status).toBe(401)
      else expect(status).toBe(401)
    }
  })
})

// Two services on one PostgreSQL act as two replicas. A SQLite file has only one `serve`.
describe.each(databases.filter(({ kind }) => kind === 'postgres'))('two processes on $name', (database) => {
  test('of 20 uses at both at once, one sets its password (P 11)', async () => {
    const { config, open } = await database.fresh()
    const replicas = await Promise.all([
      startService(config, { config: { throttle: false } }),
      startService(config, { config: { throttle: false } }),
    ])
    const [one, two] = replicas
    const id = await one.addUser('alice')
    const secret = await issueOneTimeSecret(await open(), one.system, id)
    const statuses = await all((index) => use(replicas[index % 2]!, 'alice', secret, passwordOf(index)))
    expect(statuses.toSorted()).toEqual([204, ...Array(RACERS - 1).fill(403)])
    await two.logIn('alice', passwordOf(statuses.indexOf(204)))
    await Promise.all(replicas.map((replica) => replica.stop()))
  })
})
