// The `sessions …` and `token …` commands as real processes (docs/design/architecture.md#commands).
import { expect, test } from 'vitest'
import { databases, sqlite } from '../support/databases.ts'
import { openProtected, PASSWORD } from './mintmark.ts'
import { type Serving, serving, token } from './serving.ts'

// The tests run many processes one after the other, and the machine may be busy.

const LOGIN = { username: 'alice', password: PASSWORD }
const logIn = async ({ url }: Serving) => (await token(url, LOGIN)).body
const refresh = ({ url }: Serving, refresh_token: string) => token(url, { grant_type: 'refresh_token', refresh_token })
const statusOf = async ({ url }: Serving, one: string) => (await openProtected(url, one)).status
const claimsOf = (one: string) => JSON.parse(Buffer.from(one.split('.')[1]!, 'base64url').toString())
const typesOf = async (s: Serving) => (await (await s.events()).list({ limit: 100 })).reverse()

test.each(databases)('on $name, `sessions revoke` ends one or all sessions at once (R 10, G 3)', async (database) => {
  const s = await serving(database)
  const [one, two, three] = [await logIn(s), await logIn(s), await logIn(s)]
  const listed = await s.json('sessions list --user alice')
  expect(listed.map(({ id }: { id: string }) => id)).toEqual([one, two, three].map((tokens) => claimsOf(tokens.access_token).sid).sort())
  expect(listed[0]).toMatchObject({ clientId: 'default', scope: 'data:read', address: '127.0.0.1' })

  const { sid } = claimsOf(one.access_token)
  expect(await s.run(`sessions revoke ${sid}`)).toMatchObject({ code: 0, stdout: `${sid} is revoked.\n` })
  expect(await statusOf(s, one.access_token)).toBe(401)
  expect((await refresh(s, one.refresh_token)).body.reason).toBe('session_revoked')
  expect(await statusOf(s, two.access_token)).toBe(200)
  expect((await s.run(`sessions revoke ${sid}`)).code).toBe(3)

  expect((await s.json('sessions revoke --user alice')).revoked).toBe(true)
  expect(await Promise.all([two, three].map(({ access_token }) => statusOf(s, access_token)))).toEqual([401, 401])
  expect(await s.json('sessions list')).toEqual([])
  expect(await statusOf(s, (await logIn(s)).access_token)).toBe(200)
  const told = (await typesOf(s)).filter(({ actor, type }) => actor === 'command' && type.startsWith('session'))
  expect(told.map(({ type, sessionId }) => [type, sessionId])).toEqual([
    ['session_revoked', sid],
    ['sessions_revoked', undefined],
  ])
})

test.each(databases)('on $name, `token issue` gives what a grant gives, without refresh token (G 3, T 11)', async (database) => {
  const s = await serving(database)
  await s.json('clients add orders --scope read --audience https://stock.example.com')
  const own = await s.json(`token issue --client orders --resource ${s.url}`)
  expect(Object.keys(own)).toEqual(['access_token', 'token_type', 'expires_in', 'scope'])
  expect(claimsOf(own.access_token)).toMatchObject({ sub: 'orders', aud: s.url, scope: 'read', iss: s.url })
  expect(await statusOf(s, own.access_token)).toBe(200)
  const person = (await s.run('token issue --user alice --scope data:read')).stdout.trim()
  expect(claimsOf(person)).toMatchObject({ username: 'alice', scope: 'data:read', exp: expect.any(Number) })
  expect(await statusOf(s, person)).toBe(200)
  // The session ends with the token.
  const [session] = await s.json('sessions list')
  expect(Math.floor(Date.parse(session.expiresAt) / 1000)).toBe(claimsOf(person).exp)
  const told = (await typesOf(s)).filter(({ type }) => type === 'token_issued')
  expect(told).toMatchObject([
    { clientId: 'orders', actor: 'command', detail: { scope: 'read' } },
    { clientId: 'default', userId: session.userId, sessionId: session.id, actor: 'command', detail: { scope: 'data:read' } },
  ])
})

test("`token revoke` ends a session, or a service's token (I 4)", async () => {
  const s = await serving(sqlite)
  const { secret } = await s.json('clients add orders')
  const own = (await token(s.url, { grant_type: 'client_credentials' }, ['orders', secret])).body.access_token
  const other = (await token(s.url, { grant_type: 'client_credentials' }, ['orders', secret])).body.access_token
  expect((await s.run('token revoke', own)).stdout).toBe('The token is revoked.\n')
  expect(await Promise.all([own, other].map((one) => statusOf(s, one)))).toEqual([401, 200])
  expect(await s.run('token revoke', own)).toMatchObject({ code: 4, stderr: 'Nothing was revoked: it was revoked.\n' })
  const person = await logIn(s)
  expect((await s.run('token revoke', `${person.refresh_token}\n`)).code).toBe(0)
  expect(await statusOf(s, person.access_token)).toBe(401)
  const again = await logIn(s)
  expect((await s.run('token revoke', again.access_token)).code).toBe(0)
  expect((await refresh(s, again.refresh_token)).body.reason).toBe('session_revoked')
})

test('`token inspect` shows claims, liveness and reason, and changes nothing', async () => {
  const s = await serving(sqlite)
  const { access_token, refresh_token } = await logIn(s)
  const inspect = (one: string) => s.json('token inspect', one)
  const claims = claimsOf(access_token)
  expect(await inspect(access_token)).toMatchObject({ kind: 'access_token', header: { typ: 'at+jwt', alg: 'ES256' }, claims, alive: true })
  expect(await inspect(refresh_token)).toEqual({
    kind: 'refresh_token',
    claims: { sid: claims.sid, counter: 0, sub: claims.sub, client_id: 'default' },
    alive: true,
  })
  const [head, body, signature] = access_token.split('.')
  const forged = `${head}.${Buffer.from(JSON.stringify({ ...claims, scope: 'admin' })).toString('base64url')}.${signature}`
  expect(await inspect(forged)).toMatchObject({ claims: { scope: 'admin' }, alive: false, problem: 'the signature is not good' })
  expect((await s.run('token inspect', `${head}.${body}.${signature}`)).stdout).toMatch(/^exp +\d+ \(20\S+Z\)$/m)
  const refreshed = (await refresh(s, refresh_token)).body
  expect(await inspect(refresh_token)).toMatchObject({ alive: false, problem: 'it was used before, and its grace is not over' })
  expect((await s.run(`sessions revoke ${claims.sid}`)).code).toBe(0)
  expect(await inspect(refreshed.refresh_token)).toMatchObject({ alive: false, problem: 'its session is revoked' })
  expect(await inspect(access_token)).toMatchObject({ alive: false, problem: 'its session is revoked' })
})

test('refused commands end with their exit code', async () => {
  const s = await serving(sqlite)
  await s.run('clients add web --public')
  const refusals: [string, string, number, RegExp][] = [
    ['token issue', '', 2, /--client, --user or both/],
    ['token issue --client nope', '', 3, /no such client/],
    ['token issue --client web', '', 4, /may not use this grant/],
    ['token issue --user nope', '', 3, /no such user/],
    ['token issue --user alice --scope admin', '', 4, /scope/],
    ['token issue --user alice --resource https://stock.example.com', '', 4, /resource/],
    ['token inspect', 'nonsense', 4, /no token/],
    ['token revoke', 'mrt_nonsense', 4, /no token/],
    ['sessions revoke', '', 2, /either the id/],
    ['sessions revoke -nope', '', 2, /no such option/],
  ]
  for (const [args, input, code, sentence] of refusals) {
    const outcome = await s.run(args, input)
    expect([args, outcome.code, outcome.stdout]).toEqual([args, code, ''])
    expect(outcome.stderr).toMatch(sentence)
  }
  expect((await s.json('sessions list')).length).toBe(0)
})
