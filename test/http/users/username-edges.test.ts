// White space around a name is removed once, where the name comes in
// (docs/design/accounts-and-clients.md#usernames). Keyboards and copied text add it.
import { describe, expect } from 'vitest'
import { allPages } from '../../support/admin.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { PASSWORD } from '../../support/service.ts'

/** Spaces, the line end of a pasted line, a no-break space, a wide space, a byte order mark. */
const AROUND = ['alice ', ' alice', '\talice\r\n', '\u00a0alice\u3000', '\ufeffAlice ']
const NEXT = 'four words are a fine start'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
  })

  test.for(AROUND)('%j logs in at /token and at /login (L 3)', async (username, { service }) => {
    expect((await service.form('/token', { username, password: PASSWORD })).status).toBe(200)
    const { status, body } = await service.json('POST', '/login', { username, password: PASSWORD })
    expect(status).toBe(200)
    expect((await service.get('/me', body.access_token)).body.username).toBe('alice')
  })

  test('an account is created without it, and exists then (P 3)', async ({ service }) => {
    const made = await service.json('POST', '/users', { username: ' carol\n', password: NEXT })
    expect(made).toMatchObject({ status: 201, body: { username: 'carol' } })
    expect(await service.json('POST', '/users', { username: '\tCarol', password: NEXT })).toMatchObject({ status: 409 })
    // The password is not trimmed.
    expect((await service.form('/token', { username: 'carol', password: `${NEXT} ` })).status).toBe(401)
    expect((await service.form('/token', { username: 'carol', password: NEXT })).status).toBe(200)
  })

  test('a one-time secret works with it (P 11)', async ({ service, admin }) => {
    const { body } = await admin.send('POST', '/admin/users', { username: 'dora' })
    const reset = { username: ' dora\n', one_time_secret: body.one_time_secret, new_password: NEXT }
    expect((await service.json('POST', '/users/password', reset)).status).toBe(204)
    expect((await service.form('/token', { username: 'dora', password: NEXT })).status).toBe(200)
  })

  test('users are found by any spelling that logs in', async ({ admin }) => {
    const { body } = await admin.get(`/admin/users?username=${encodeURIComponent(' Alice\n')}`)
    expect(body.users.map(({ username }: { username: string }) => username)).toEqual(['alice'])
  })

  test.for([' ', '\u3000\n', 'al\tice', ' \0'])("%j is still no user's name (T 13)", async (username, { service }) => {
    expect((await service.json('POST', '/login', { username, password: PASSWORD })).status).toBe(401)
  })

  test('a name may have 254 code points, in tokens and cursors too', async ({ service, admin }) => {
    const names = ['🦊', '🦔'].map((one) => one.repeat(254))
    for (const username of names) expect((await service.json('POST', '/users', { username, password: NEXT })).status).toBe(201)
    expect((await service.json('POST', '/users', { username: 'x'.repeat(255), password: NEXT })).status).toBe(422)
    const { access_token } = await service.logIn(names[0]!, NEXT)
    expect((await service.get('/me', access_token)).body.username).toBe(names[0])
    const pages = await allPages(admin, '/admin/users', 'users', 1)
    expect(pages.flat().map(({ username }) => username)).toEqual(expect.arrayContaining(names))
  })

  test('a guess counts for the name, whatever white space is around it (L 3)', async ({ service }) => {
    await service.addUser('bob')
    const wrong = (n: number) => service.form('/token', { username: `${' '.repeat(n)}bob${'\t'.repeat(n)}`, password: 'wrong' })
    for (let n = 0; n < 11; n += 1) expect((await wrong(n)).status).toBe(401)
    // The eleventh failure has locked the account, so the right password is refused too.
    expect((await service.form('/token', { username: 'bob', password: PASSWORD })).status).toBe(401)
    service.system.advanceSeconds(3600)
    expect((await service.form('/token', { username: ' bob ', password: PASSWORD })).status).toBe(200)
  })
})
