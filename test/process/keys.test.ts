// The `keys …` commands as real processes beside a running service (docs/design/architecture.md#commands).
import { expect, test } from 'vitest'
import { databases, sqlite } from '../support/databases.ts'
import { accessToken, folderWithAlice, mintmark, openProtected, PASSWORD } from './mintmark.ts'
import { type Serving, serving, token } from './serving.ts'

// The tests run many processes one after the other, and the machine may be busy.

interface Key {
  kid: string
  state: string
}

const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string
const statusOf = async ({ url }: Serving, token: string) => (await openProtected(url, token)).status
const inState = (keys: Key[], state: string) => keys.filter((key) => key.state === state).map(({ kid }) => kid)

test.each(databases)('on $name, `keys rotate` waits for publication, then applies at once (M 4, G 3)', async (database) => {
  const s = await serving(database)
  const before = await accessToken(s.url)
  const keys = await s.json('keys list')
  expect(inState(keys, 'current')).toEqual([kidOf(before)])
  const refused = await s.run('keys rotate')
  expect([refused.code, refused.stdout]).toEqual([4, ''])
  const [, safeAt] = /can sign from (\S+);/.exec(refused.stderr)!
  expect(Date.parse(safeAt!) - Date.now()).toBeGreaterThan(86_000_000)

  // A day passes, as the database sees it.
  const { kysely } = await s.database()
  await kysely
    .updateTable('signing_keys')
    .set((is) => ({ published_at_ms: is('published_at_ms', '-', 86_400_000) }))
    .execute()
  const rotated = await s.json('keys rotate')
  expect(inState(rotated, 'current')).toEqual(inState(keys, 'next'))
  expect([inState(rotated, 'retiring'), inState(rotated, 'next').length]).toEqual([[kidOf(before)], 1])
  const after = await accessToken(s.url)
  expect(kidOf(after)).toBe(inState(keys, 'next')[0])
  expect(await Promise.all([before, after].map((token) => statusOf(s, token)))).toEqual([200, 200])
  const told = (await (await s.events()).list({ limit: 100 })).filter(({ type }) => type === 'keys_changed').reverse()
  expect(told.map(({ actor }) => actor)).toEqual([undefined, 'command'])
})

test.each(databases)('on $name, revoking the signing key ends its tokens at once (M 4, J 8)', async (database) => {
  const s = await serving(database)
  const before = await accessToken(s.url)
  const { stdout } = await s.run(`keys revoke ${kidOf(before)}`)
  expect(stdout).not.toContain(kidOf(before))
  // The next request is a login, which reads no session.
  const after = await accessToken(s.url)
  expect(kidOf(after)).not.toBe(kidOf(before))
  expect(await Promise.all([before, after].map((token) => statusOf(s, token)))).toEqual([401, 200])
})

test('`keys rotate --force` does not wait; `keys reset` keeps sessions (M 4)', async () => {
  const s = await serving(sqlite)
  const { secret } = await s.json('clients add orders')
  const person = (await token(s.url, { username: 'alice', password: PASSWORD })).body
  const forced = await s.json('keys rotate --force')
  expect(inState(forced, 'retiring')).toEqual([kidOf(person.access_token)])
  expect(await statusOf(s, person.access_token)).toBe(200)
  const reset: Key[] = await s.json('keys reset')
  expect(reset.map(({ state }) => state).sort()).toEqual(['current', 'next'])
  expect(reset.map(({ kid }) => kid).filter((kid) => forced.some((key: Key) => key.kid === kid))).toEqual([])
  // The next request is a client's, which reads no session either.
  const own = (await token(s.url, { grant_type: 'client_credentials' }, ['orders', secret])).body.access_token
  expect(inState(reset, 'current')).toEqual([kidOf(own)])
  const refreshed = (await token(s.url, { grant_type: 'refresh_token', refresh_token: person.refresh_token })).body.access_token
  expect(await Promise.all([person.access_token, own, refreshed].map((one) => statusOf(s, one)))).toEqual([401, 200, 200])
})

test('a wrong secret changes no key, except with `keys reset --force` (M 5, G 1)', async () => {
  const folder = await folderWithAlice()
  expect((await mintmark(folder, ['keys', 'rotate', '--force'])).code).toBe(0)
  const listed = await mintmark(folder, ['keys', 'list', '--json'])
  expect(Object.keys(JSON.parse(listed.stdout)[0])).toEqual(['kid', 'alg', 'state', 'publishedAt', 'signsFrom', 'goneAt'])
  const env = { MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
  for (const args of [['rotate', '--force'], ['reset'], ['revoke', JSON.parse(listed.stdout)[0].kid]]) {
    const { code, stderr } = await mintmark(folder, ['keys', ...args], { env })
    expect([code, stderr]).toEqual([4, expect.stringContaining('MINTMARK_SECRET does not open the signing keys of this database.')])
  }
  expect((await mintmark(folder, ['keys', 'list', '--json'])).stdout).toBe(listed.stdout)
  expect((await mintmark(folder, ['keys', 'reset', '--force'], { env })).code).toBe(0)
  expect(await mintmark(folder, ['keys', 'revoke', '-nope'], { env })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no such option'),
  })
})
