// REQUIREMENTS P 11: a reset by an administrator gives a one-time secret. With it the user sets a password at
// `POST /users/password`.
import { describe, expect } from 'vitest'
import type { Database } from '../../../src/data/database.ts'
import { createEventStore } from '../../../src/data/events.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { DAY_MS, issueOneTimeSecret } from '../../support/one-time-secret.ts'
import { type Answer, PASSWORD, type RunningService } from '../../support/service.ts'

const NEW = 'a password of my own'
const REFUSED = { detail: 'The one-time secret is wrong, has expired or was used.' }

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let beside: Database
  test.beforeAll(async ({ database }) => {
    beside = await database.open()
  })
  // A window of its own for each test: tries count against the address.
  test.beforeEach(({ service }) => service.system.advanceSeconds(660))

  const issueFor = (service: RunningService, id: string) => issueOneTimeSecret(beside, service.system, id)
  let made = 0
  /** Creates a user with a new name, and a secret for it. */
  async function someone(service: RunningService): Promise<{ username: string; id: string; secret: string }> {
    made += 1
    const username = `Person ${made}`
    const id = await service.addUser(username)
    return { username, id, secret: await issueFor(service, id) }
  }
  const use = (service: RunningService, username: string, secret: string, password = NEW) =>
    service.json('POST', '/users/password', { username, one_time_secret: secret, new_password: password })
  const loginStatus = async (service: RunningService, username: string, password: string) =>
    (await service.json('POST', '/login', { username, password })).status
  const kept = (id: string) => beside.kysely.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  describe('all refusals are the same, without a word on the password (P 11)', () => {
    const cases: [string, (service: RunningService) => Promise<Answer>][] = [
      ['a wrong secret', async (service) => use(service, (await someone(service)).username, `mot_${'A'.repeat(43)}`, 'short')],
      ['no secret at all', async (service) => use(service, (await someone(service)).username, '', 'short')],
      [
        'another spelling of the secret',
        async (service) => someone(service).then(({ username, secret }) => use(service, username, secret.toUpperCase(), 'short')),
      ],
      [
        'the secret with a space',
        async (service) => someone(service).then(({ username, secret }) => use(service, username, `${secret} `, 'short')),
      ],
      [
        'the secret without its prefix',
        async (service) => someone(service).then(({ username, secret }) => use(service, username, secret.slice(4), 'short')),
      ],
      [
        'the secret of another',
        async (service) => use(service, (await someone(service)).username, (await someone(service)).secret, 'short'),
      ],
      ['an unknown name', async (service) => use(service, 'nobody', (await someone(service)).secret, 'short')],
      ['an impossible name', async (service) => use(service, '\0', (await someone(service)).secret, 'short')],
      [
        'a user without a secret',
        async (service) => service.addUser('given none').then(() => use(service, 'given none', `mot_${'A'.repeat(43)}`, 'short')),
      ],
      [
        'an expired secret',
        async (service) => {
          const { username, secret } = await someone(service)
          service.system.advanceMs(DAY_MS)
          return use(service, username, secret, 'short')
        },
      ],
      [
        'a replaced secret',
        async (service) => {
          const { username, id, secret } = await someone(service)
          await issueFor(service, id)
          return use(service, username, secret, 'short')
        },
      ],
      [
        'a password that was set in between',
        async (service) => {
          const { username, id, secret } = await someone(service)
          const act = { atMs: service.system.nowMs() }
          await service.service.userAdministration.resetPassword((await service.service.users.findById(id))!, 'the administrator’s', act)
          return use(service, username, secret, 'short')
        },
      ],
      [
        'a disabled user',
        async (service) => {
          const { username, id, secret } = await someone(service)
          await service.service.userAdministration.change(id, { disabled: true }, { atMs: service.system.nowMs() })
          return use(service, username, secret, 'short')
        },
      ],
    ]

    test.for(cases)('%s', async ([_, ask], { service }) => {
      const { status, body, headers } = await ask(service)
      expect([status, body]).toEqual([403, REFUSED])
      expect([...headers.keys()].sort()).toEqual(refusalHeaders)
    })
    let refusalHeaders: string[]
    test.beforeAll(async ({ service }) => {
      refusalHeaders = [...(await use(service, 'nobody', 'nothing')).headers.keys()].sort()
    })
  })

  test('a new secret ends the old password and every session (V6.4.6) (P 11, R 10)', async ({ service }) => {
    const id = await service.addUser('alice')
    const { access_token, refresh_token } = await service.logIn('alice')
    await issueFor(service, id)
    expect((await service.get('/protected', access_token)).status).toBe(401)
    expect((await service.refresh(refresh_token)).body.reason).toBe('session_revoked')
    const refused = await service.json('POST', '/login', { username: 'alice', password: PASSWORD })
    expect(refused).toMatchObject({ status: 401, body: { detail: 'Invalid username or password' } })
  })

  test('the secret sets a password once and ends every session (P 11)', async ({ service }) => {
    const { username, id, secret } = await someone(service)
    const { epoch } = await kept(id)
    service.system.advanceMs(DAY_MS - 1)
    expect(await use(service, username.toUpperCase(), secret)).toMatchObject({ status: 204, body: '' })
    expect(await kept(id)).toMatchObject({
      epoch: epoch + 1,
      password_changed_at_ms: service.system.nowMs(),
      one_time_secret_hmac: null,
      one_time_secret_expires_at_ms: null,
    })
    await service.logIn(username, NEW)
    expect(await use(service, username, secret, 'another of my own')).toMatchObject({ status: 403, body: REFUSED })
    await service.logIn(username, NEW)
  })

  test.for<[string, string, string]>([
    ['a short one (P 1)', 'short', 'must have at least 15 characters'],
    ['a lone surrogate (P 5)', `${'a'.repeat(20)}\ud800`, 'must be valid Unicode'],
    ['a common one (P 6)', 'password12345678', 'is one of the most common passwords, repeated or filled up'],
    ['the username (P 6)', 'Name of nobody else', 'must not be your username'],
  ])('the right secret survives a bad password: %s', async ([_, password, detail], { service }) => {
    const id = (await service.service.users.findByUsernameKey('name of nobody else'))?.id ?? (await service.addUser('Name of nobody else'))
    const secret = await issueFor(service, id)
    const answer = await use(service, 'Name of nobody else', secret, password)
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/new_password', detail }] } })
    expect((await use(service, 'Name of nobody else', secret)).status).toBe(204)
  })

  test('the stored secret works nowhere, and the secret only once (G 5)', async ({ service }) => {
    const { username, id, secret } = await someone(service)
    const row = await kept(id)
    expect(JSON.stringify(row)).not.toContain(secret.slice(4))
    for (const value of Object.values(row).flatMap((one) => (one === null ? [] : [String(one), `mot_${one}`]))) {
      expect((await use(service, username, value)).status).toBe(403)
      expect([401, 422]).toContain(await loginStatus(service, username, value))
      if (/^[\w.~+/=-]+$/.test(value)) expect((await service.get('/protected', value)).status).toBe(401)
    }
    expect(await loginStatus(service, username, secret)).toBe(401)
    expect((await service.get('/protected', secret)).status).toBe(401)
    expect((await use(service, username, secret)).status).toBe(204)
  })

  test('a reset opens an account that guesses had locked', async ({ service }) => {
    const { username, secret } = await someone(service)
    for (let guess = 0; guess < 12; guess += 1) await loginStatus(service, username, 'wrong')
    expect((await use(service, username, secret)).status).toBe(204)
    expect(await loginStatus(service, username, NEW)).toBe(200)
  })

  test('both steps have an event that names who did them (G 3)', async ({ service }) => {
    const { username, id, secret } = await someone(service)
    await use(service, username, secret)
    const events = (await createEventStore(beside).list({ limit: 10 })).filter(({ userId }) => userId === id)
    expect(events).toMatchObject([
      { type: 'password_reset', address: '127.0.0.1' },
      { type: 'one_time_secret_made', actor: 'command' },
      { type: 'user_created' },
    ])
  })

  test('secrets and passwords are not in the log (G 1)', ({ service }) => {
    expect(service.logged.join('\n')).not.toMatch(/mot_|password of my own/)
  })
})
