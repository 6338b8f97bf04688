// `POST /users`: open registration (docs/design/architecture.md#accounts-over-http).
import { describe, expect } from 'vitest'
import { aUser } from '../../data/rows.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { PASSWORD, REAL_ARGON2, type RunningService, startService, testConfig } from '../../support/service.ts'

describe.each(onEachDatabase({ config: { throttle: false } }))('on $name', ({ test, fresh }) => {
  const register = (service: RunningService, username: unknown, password: unknown = PASSWORD) =>
    service.json('POST', '/users', { username, password })

  test.for<[string, unknown, unknown, object[]]>([
    ['a short password (P 1)', 'bob', 'short', [{ pointer: '/password', detail: 'must have at least 15 characters' }]],
    ['a long password (P 2)', 'bob', 'a'.repeat(1025), [{ pointer: '/password', detail: 'must not be longer than 1024 characters' }]],
    ['a lone surrogate (P 5)', 'bob', `${'a'.repeat(20)}\ud800`, [{ pointer: '/password', detail: 'must be valid Unicode' }]],
    ['a common password (P 6)', 'bob', 'Qwertyuiop12345', [{ pointer: '/password', detail: 'is one of the most common passwords' }]],
    ['the username (P 6)', 'Penelope Feather', 'penelope feather', [{ pointer: '/password', detail: 'must not be your username' }]],
    ['an empty name', ' ', PASSWORD, [{ pointer: '/username', detail: 'must not be empty' }]],
    [
      'a name like the id of a user',
      `ＵSR_${'a'.repeat(22)}`,
      PASSWORD,
      [{ pointer: '/username', detail: 'must not look like the id of a user' }],
    ],
    [
      "another's name with invisible characters",
      'ta\u200bken',
      PASSWORD,
      [{ pointer: '/username', detail: 'must not have invisible characters' }],
    ],
    ['a name with a line end (G 2)', 'bob\nroot', PASSWORD, [{ pointer: '/username', detail: 'must not have control characters' }]],
    [
      'both',
      'b'.repeat(255),
      'short',
      [
        { pointer: '/username', detail: 'must not be longer than 254 characters' },
        { pointer: '/password', detail: 'must have at least 15 characters' },
      ],
    ],
    [
      'neither',
      undefined,
      null,
      [
        { pointer: '/username', detail: 'is required' },
        { pointer: '/password', detail: 'must be of type string' },
      ],
    ],
  ])('422 names each member: %s', async ([_, username, password, errors], { service }) => {
    expect(await register(service, username, password)).toMatchObject({ status: 422, body: { errors } })
    expect(await service.service.users.findByUsernameKey('bob')).toBeUndefined()
  })

  test('a new account is returned and may log in at once', async ({ service }) => {
    const { status, body } = await register(service, 'Álice')
    expect([status, body]).toEqual([
      201,
      { id: expect.stringMatching(/^usr_[\w-]{22}$/), username: 'Álice', scope: 'data:read', created_at: '2026-01-01T00:00:00.000Z' },
    ])
    const { access_token, scope } = await service.logIn('álice')
    expect(scope).toBe('data:read')
    expect((await service.get('/me', access_token)).body.id).toBe(body.id)
  })

  test.for<[string, string]>([
    ['unchanged', 'taken'],
    ['in another case', 'TAKEN'],
    ['in another form', 'ｔａｋｅｎ'],
  ])('a taken name, %s, is refused with 409 (T 12)', async ([_, username], { service }) => {
    await register(service, 'taken')
    const { status, body } = await register(service, username, 'another fine password')
    expect([status, body]).toEqual([
      409,
      { title: 'Conflict', status: 409, detail: 'The username is taken.', errors: [{ pointer: '/username', detail: 'is taken' }] },
    ])
    await service.logIn('taken')
  })

  test('with eight characters allowed, the block list still counts (P 1, P 6)', async ({ database }) => {
    const { password } = testConfig(database.config)
    const short = await startService((await fresh()).config, { config: { password: { ...password, minLength: 8 } } })
    const ask = async (password: string) => (await short.json('POST', '/users', { username: 'bob', password })).status
    expect(await ask('sunshine')).toBe(422)
    expect(await ask('mintmark')).toBe(422)
    expect(await ask('tin hats')).toBe(201)
    await short.stop()
  })

  test('an account with a name that is refused today still works', async ({ service }) => {
    const { passwordHash } = (await service.service.users.findById(await service.addUser('eve')))!
    for (const [index, username] of ['\u202eeve', '\u200b', `usr_${'e'.repeat(22)}`].entries()) {
      const made = aUser({ id: `usr_${index}`, username, usernameKey: username, passwordHash })
      expect(await service.service.users.create(made, { atMs: 0 })).toBe(true)
      const { access_token } = await service.logIn(username)
      expect((await service.get('/me', access_token)).body.username).toBe(username)
    }
  })

  test('closed registration is a 403 and creates nothing', async ({ database }) => {
    const closed = await startService(database.config, { config: { registration: 'closed' } })
    const { status, body } = await closed.json('POST', '/users', { username: 'too-late', password: PASSWORD })
    expect([status, body]).toEqual([403, { detail: 'Registration is closed.' }])
    expect(await closed.service.users.findByUsernameKey('too-late')).toBeUndefined()
    await closed.stop()
  })

  test('of 10 registrations of one name at once, one succeeds (T 12)', async ({ service }) => {
    const passwords = Array.from({ length: 10 }, (_, index) => `the password of number ${index}`)
    const statuses = await Promise.all(passwords.map(async (password) => (await register(service, 'wanted', password)).status))
    expect(statuses.toSorted()).toEqual([201, ...Array(9).fill(409)])
    await service.logIn('wanted', passwords[statuses.indexOf(201)])
  })

  test('too many get 503; a client that leaves frees its place (P 13)', async ({ database }) => {
    // The hash is so slow that the queue fills even if requests come in slowly.
    const config = { throttle: false, password: { minLength: 15, argon2: { ...REAL_ARGON2, passes: 20 } } }
    const busy = await startService(database.config, { config })
    const leaving = new AbortController()
    const ask = async (username: string, init: RequestInit = {}) => {
      const headers = { 'content-type': 'application/json' }
      return (await busy.send('POST', '/users', { headers, body: JSON.stringify({ username, password: PASSWORD }), ...init })).status
    }
    let madeBefore = 0
    const refused = Promise.withResolvers<void>()
    const flood = Array.from({ length: 260 }, async (_, index) => {
      const status = await ask(`crowd${index}`, { signal: leaving.signal })
      if (status === 201) madeBefore += 1
      if (status === 503) refused.resolve()
    })
    await refused.promise
    leaving.abort()
    await Promise.allSettled(flood)
    await expect.poll(() => ask('patient')).toBe(201)
    const made = await busy.service.users.list({ afterUsernameKey: 'crowd', limit: 300 })
    // About two hundred were waiting. Only those can be created whose hash was running or whose answer was on
    // its way.
    expect(made.filter(({ username }) => username.startsWith('crowd')).length).toBeLessThan(madeBefore + 60)
    // Nothing is wrong with the service if a client leaves.
    expect(busy.logged.filter((line) => JSON.parse(line).level === 'error')).toEqual([])
    await busy.stop()
  })

  test('no password is in the log (G 1)', ({ service }) =>
    expect(service.logged.join('\n')).not.toMatch(/horse battery|password of number/))
})
