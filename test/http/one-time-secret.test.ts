// P 11: an administrator's reset gives a one-time secret, with which `POST /users/password` sets a password that nobody else knows.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { createEventStore } from '../../src/data/events.ts'
import { databases } from '../support/databases.ts'
import { DAY_MS, issueOneTimeSecret } from '../support/one-time-secret.ts'
import { type Answer, PASSWORD, type RunningService, startService } from '../support/service.ts'

const NEW = 'a password of my own'
const REFUSED = { detail: 'The one-time secret is wrong, has expired or was used.' }

describe.each(databases)('on $name', (database) => {
  let beside: Database
  let s: RunningService
  beforeAll(async () => {
    const { config, open } = await database.fresh()
    s = await startService(config)
    beside = await open()
  })
  // A window of its own for each test: tries are counted against the address.
  beforeEach(() => s.system.advanceSeconds(660))
  afterAll(() => s.stop())

  const issueFor = (id: string) => issueOneTimeSecret(beside, s.system, id)
  let made = 0
  /** A name that no other test has, its id, and a secret for it. */
  async function someone(): Promise<{ username: string; id: string; secret: string }> {
    made += 1
    const username = `Person ${made}`
    const id = await s.addUser(username)
    return { username, id, secret: await issueFor(id) }
  }
  const use = (username: string, secret: string, password = NEW) =>
    s.json('POST', '/users/password', { username, one_time_secret: secret, new_password: password })
  const loginStatus = async (username: string, password: string) => (await s.json('POST', '/login', { username, password })).status
  const kept = (id: string) => beside.kysely.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  test('P 11, R 10: from the moment that it is made (V6.4.6) the old password and every session are dead', async () => {
    const id = await s.addUser('alice')
    const { access_token, refresh_token } = await s.logIn('alice')
    await issueFor(id)
    expect((await s.get('/protected', access_token)).status).toBe(401)
    expect((await s.refresh(refresh_token)).body.reason).toBe('session_revoked')
    const refused = await s.json('POST', '/login', { username: 'alice', password: PASSWORD })
    expect(refused).toMatchObject({ status: 401, body: { detail: 'Invalid username or password' } })
  })

  test('P 11: it sets a password once, and every session that there may be ends', async () => {
    const { username, id, secret } = await someone()
    const { epoch } = await kept(id)
    s.system.advanceMs(DAY_MS - 1)
    expect(await use(username.toUpperCase(), secret)).toMatchObject({ status: 204, body: '' })
    expect(await kept(id)).toMatchObject({
      epoch: epoch + 1,
      password_changed_at_ms: s.system.nowMs(),
      one_time_secret_hmac: null,
      one_time_secret_expires_at_ms: null,
    })
    await s.logIn(username, NEW)
    expect(await use(username, secret, 'another of my own')).toMatchObject({ status: 403, body: REFUSED })
    await s.logIn(username, NEW)
  })

  describe('P 11: whatever is wrong, the refusal is one and the same, and tells nothing of the new password', () => {
    const cases: [string, () => Promise<Answer>][] = [
      ['a wrong secret', async () => use((await someone()).username, `mot_${'A'.repeat(43)}`, 'short')],
      ['no secret at all', async () => use((await someone()).username, '', 'short')],
      ['another spelling of it', async () => someone().then(({ username, secret }) => use(username, secret.toUpperCase(), 'short'))],
      ['it with a space', async () => someone().then(({ username, secret }) => use(username, `${secret} `, 'short'))],
      ['it without its prefix', async () => someone().then(({ username, secret }) => use(username, secret.slice(4), 'short'))],
      ['the secret of another', async () => use((await someone()).username, (await someone()).secret, 'short')],
      ['nobody of that name', async () => use('nobody', (await someone()).secret, 'short')],
      ['what can be nobody’s name', async () => use('\0', (await someone()).secret, 'short')],
      ['a user who was given none', async () => s.addUser('given none').then(() => use('given none', `mot_${'A'.repeat(43)}`, 'short'))],
      [
        'a secret that has expired',
        async () => {
          const { username, secret } = await someone()
          s.system.advanceMs(DAY_MS)
          return use(username, secret, 'short')
        },
      ],
      [
        'a secret that another replaced',
        async () => {
          const { username, id, secret } = await someone()
          await issueFor(id)
          return use(username, secret, 'short')
        },
      ],
      [
        'a password that was set meanwhile',
        async () => {
          const { username, id, secret } = await someone()
          const act = { atMs: s.system.nowMs() }
          await s.service.userAdministration.resetPassword((await s.service.users.findById(id))!, 'the administrator’s', act)
          return use(username, secret, 'short')
        },
      ],
      [
        'a user who is disabled',
        async () => {
          const { username, id, secret } = await someone()
          await s.service.userAdministration.change(id, { disabled: true }, { atMs: s.system.nowMs() })
          return use(username, secret, 'short')
        },
      ],
    ]

    test.each(cases)('%s', async (_, ask) => {
      const { status, body, headers } = await ask()
      expect([status, body]).toEqual([403, REFUSED])
      expect([...headers.keys()].sort()).toEqual(refusalHeaders)
    })
    let refusalHeaders: string[]
    beforeAll(async () => {
      refusalHeaders = [...(await use('nobody', 'nothing')).headers.keys()].sort()
    })
  })

  test.each([
    ['P 1: a short one', 'short', 'must have at least 15 characters'],
    ['P 5: a lone surrogate', `${'a'.repeat(20)}\ud800`, 'must be valid Unicode'],
    ['P 6: a common one', 'password12345678', 'is one of the most common passwords, repeated or filled up'],
    ['P 6: the username', 'Name of nobody else', 'must not be your username'],
  ])('%s is told to who has the right secret, which is still good', async (_, password, detail) => {
    const id = (await s.service.users.findByUsernameKey('name of nobody else'))?.id ?? (await s.addUser('Name of nobody else'))
    const secret = await issueFor(id)
    const answer = await use('Name of nobody else', secret, password)
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/new_password', detail }] } })
    expect((await use('Name of nobody else', secret)).status).toBe(204)
  })

  test('G 5: what the database keeps of it is good for nothing, and the secret for nothing else', async () => {
    const { username, id, secret } = await someone()
    const row = await kept(id)
    expect(JSON.stringify(row)).not.toContain(secret.slice(4))
    for (const value of Object.values(row).flatMap((one) => (one === null ? [] : [String(one), `mot_${one}`]))) {
      expect((await use(username, value)).status).toBe(403)
      expect([401, 422]).toContain(await loginStatus(username, value))
      if (/^[\w.~+/=-]+$/.test(value)) expect((await s.get('/protected', value)).status).toBe(401)
    }
    expect(await loginStatus(username, secret)).toBe(401)
    expect((await s.get('/protected', secret)).status).toBe(401)
    expect((await use(username, secret)).status).toBe(204)
  })

  test('§4: a reset opens an account that was locked by guessing', async () => {
    const { username, secret } = await someone()
    for (let guess = 0; guess < 12; guess += 1) await loginStatus(username, 'wrong')
    expect((await use(username, secret)).status).toBe(204)
    expect(await loginStatus(username, NEW)).toBe(200)
  })

  test('G 3: both are written down, with who did them', async () => {
    const { username, id, secret } = await someone()
    await use(username, secret)
    const events = (await createEventStore(beside).list({ limit: 10 })).filter(({ userId }) => userId === id)
    expect(events).toMatchObject([
      { type: 'password_reset', address: '127.0.0.1' },
      { type: 'one_time_secret_made', actor: 'command' },
      { type: 'user_created' },
    ])
  })

  test('G 1: neither the secrets nor the passwords stand in the log', () => {
    expect(s.logged.join('\n')).not.toMatch(/mot_|password of my own/)
  })
})
