// This build takes over the database of a running earlier build and gives it back, while sessions continue
// (docs/design/data.md#migrations; REQUIREMENTS M 4, R 10).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPostgres } from '../support/postgres.ts'
import { createBuild, type Env, type Serving } from './build.ts'
import { type Crowd, form, get, json, send, startCrowd, type Tokens } from './people.ts'

const earlierFolder = process.env.EARLIER_BUILD
if (earlierFolder === undefined) throw new Error('Run scripts/check-upgrade.sh, which brings the earlier build.')
const earlier = createBuild(earlierFolder)
const current = createBuild(fileURLToPath(new URL('../..', import.meta.url)))

const PASSWORD = 'a password of four words'
const NEW_PASSWORD = 'another password of four words'
const SETTINGS: Env = {
  PORT: '0',
  MINTMARK_ISSUER: 'http://localhost:8080',
  MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  MINTMARK_ARGON2_MEMORY_KIB: '7168',
  MINTMARK_ARGON2_PASSES: '5',
  MINTMARK_REFRESH_GRACE_SECONDS: '60',
}
const GOOD_ON = { status: 200 }

const folder = mkdtempSync(join(tmpdir(), 'mintmark-upgrade-'))
const postgres = await startPostgres()
afterAll(async () => {
  await postgres?.remove()
  rmSync(folder, { recursive: true, force: true })
})
const engines: [string, string, boolean][] = [['SQLite', `sqlite:${join(folder, 'mintmark.db')}`, false]]
if (postgres !== undefined) engines.push(['PostgreSQL', postgres.url, true])

describe.each(engines)('on %s', (_, DATABASE_URL, replicas) => {
  const env = { ...SETTINGS, DATABASE_URL }
  let service: Serving
  let crowd: Crowd
  /** The tokens and secrets that the earlier build issued. */
  let given: {
    phone: Tokens
    loggedOut: Tokens
    reused: { spent: Tokens; live: Tokens }
    mail: { access_token: string }
    secret: string
    serviceToken: string
    revokedToken: string
    oneTimeSecret: string
  }

  const logIn = async (username: string, fields: Record<string, string> = {}): Promise<Tokens> => {
    const answer = await form(service.url, '/token', { grant_type: 'password', username, password: PASSWORD, ...fields })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body
  }
  const refresh = (token: string) => form(service.url, '/token', { grant_type: 'refresh_token', refresh_token: token })
  const forShop = async (): Promise<string> => {
    const basic = { authorization: `Basic ${btoa(`shop:${given.secret}`)}` }
    const answer = await form(service.url, '/token', { grant_type: 'client_credentials' }, basic)
    expect(answer.status).toBe(200)
    return answer.body.access_token
  }
  const protectedStatus = async (token: string) => (await get(service.url, '/protected', token)).status
  /** A client's token gets 403 from `/me` if it is alive, and 401 if it is dead. */
  const serviceStatus = async (token: string) => (await get(service.url, '/me', token)).status
  /** Changes from one build to the other. Replicas overlap; on a file, one stops before the other starts. */
  const handOver = async (build: typeof current) => {
    const before = service
    if (!replicas) await before.stop()
    service = await build.serve(env)
    if (!replicas) return
    await sleep(500)
    await before.stop()
  }
  const expectNobodyRefused = async () => {
    const { answered } = crowd
    while (crowd.answered < answered + 40) await sleep(50)
    expect(crowd.refused).toEqual([])
  }

  beforeAll(async () => {
    await earlier.run(env, 'migrate')
    for (const name of ['alice', 'bob', 'carol', 'dora']) await earlier.run(env, `users add ${name} --password-stdin`, PASSWORD)
    await earlier.run(env, 'clients add mail --public --grant password --scope data:read')
    const made = JSON.parse(await earlier.run(env, 'clients add shop --scope stock:read --json'))
    service = await earlier.serve(env)
    given = { secret: made.secret } as typeof given
    const spent = await logIn('alice')
    given = {
      ...given,
      phone: await logIn('alice'),
      loggedOut: await logIn('alice'),
      reused: { spent, live: (await refresh(spent.refresh_token)).body },
      mail: await logIn('alice', { client_id: 'mail' }),
      serviceToken: await forShop(),
      revokedToken: await forShop(),
      oneTimeSecret: JSON.parse(await earlier.run(env, 'users passwd dora --one-time --json')).oneTimeSecret,
    }
    const loggedOut = { method: 'POST', headers: { authorization: `Bearer ${given.loggedOut.access_token}` } }
    expect((await send(service.url, '/logout', loggedOut)).status).toBe(204)
    const basic = { authorization: `Basic ${btoa(`shop:${given.secret}`)}` }
    expect((await form(service.url, '/token/revoke', { token: given.revokedToken }, basic)).status).toBe(200)
    for (let guess = 0; guess < 10; guess += 1)
      expect((await json(service.url, 'POST', '/login', { username: 'bob', password: 'wrong' })).status).toBe(401)
    const live: Tokens[] = []
    for (let person = 0; person < 6; person += 1) live.push(await logIn('carol'))
    crowd = startCrowd(live, () => service.url)
  })
  afterAll(async () => {
    await crowd?.stop()
    await service?.stop()
  })

  test('this build takes over, and nobody is refused meanwhile', async () => {
    await handOver(current)
    await expectNobodyRefused()
  })

  test('live tokens stay live, and dead ones stay dead (R 4, R 10, I 4)', async () => {
    for (const { access_token } of [given.phone, given.mail]) expect(await protectedStatus(access_token)).toBe(200)
    expect(await refresh(given.phone.refresh_token)).toMatchObject(GOOD_ON)
    expect(await protectedStatus(given.loggedOut.access_token)).toBe(401)
    expect((await refresh(given.loggedOut.refresh_token)).body).toMatchObject({ error: 'invalid_grant', reason: 'session_revoked' })
    expect([await serviceStatus(given.serviceToken), await serviceStatus(given.revokedToken)]).toEqual([403, 401])
    expect(await serviceStatus(await forShop())).toBe(403)
  })

  test('a token used before the upgrade still ends its session (R 4)', async () => {
    const next = (await refresh(given.reused.live.refresh_token)).body
    expect((await refresh(given.reused.spent.refresh_token)).body).toMatchObject({ reason: 'refresh_reused' })
    expect(await protectedStatus(next.access_token)).toBe(401)
  })

  test('counted guesses and one-time secrets stay valid (L 4, P 11)', async () => {
    expect((await json(service.url, 'POST', '/login', { username: 'bob', password: PASSWORD })).status).toBe(401)
    const reset = { username: 'dora', one_time_secret: given.oneTimeSecret, new_password: NEW_PASSWORD }
    expect((await json(service.url, 'POST', '/users/password', reset)).status).toBe(204)
    expect((await json(service.url, 'POST', '/login', { username: 'dora', password: NEW_PASSWORD })).status).toBe(200)
  })

  test("the earlier build reads this build's data, and nobody is refused", async () => {
    const phone = await logIn('alice')
    const mail = await logIn('alice', { client_id: 'mail' })
    const rotated = (await refresh(phone.refresh_token)).body
    const token = await forShop()
    await handOver(earlier)
    await expectNobodyRefused()
    expect(await protectedStatus(rotated.access_token)).toBe(200)
    expect(await protectedStatus(mail.access_token)).toBe(200)
    expect(await refresh(rotated.refresh_token)).toMatchObject(GOOD_ON)
    expect(await serviceStatus(token)).toBe(403)
    expect((await json(service.url, 'POST', '/login', { username: 'bob', password: PASSWORD })).status).toBe(401)
    expect((await json(service.url, 'POST', '/login', { username: 'dora', password: NEW_PASSWORD })).status).toBe(200)
    expect(await earlier.run(env, 'users list')).toContain('alice')
  })

  test('after the roll-back this build takes over again', async () => {
    const phone = await logIn('alice')
    await handOver(current)
    await expectNobodyRefused()
    expect(await protectedStatus(phone.access_token)).toBe(200)
    expect(await refresh(phone.refresh_token)).toMatchObject(GOOD_ON)
    expect((await current.run(env, 'events list --type login')).length).toBeGreaterThan(0)
  })

  test('events of the earlier build on the newer schema are read', async () => {
    // dora logged in once under each build.
    const listed = await current.run(env, 'events list --type login --user dora --json')
    expect(listed.match(/"type": ?"login"/g)).toHaveLength(2)
  })
})
