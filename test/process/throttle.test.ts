// An operator sees and unlocks what wrong passwords have locked, while the service runs
// (docs/operate.md#a-user-is-locked-out, REQUIREMENTS L 1, L 7).
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { databases, type TestDatabase } from '../support/databases.ts'
import { folderWithAlice, logIn, mintmark, PASSWORD, start } from './mintmark.ts'
import { type Serving, serving, token } from './serving.ts'

const LIMIT_MS = 10_000

describe.each(databases)('on $name', (database: TestDatabase) => {
  /** Sends 50 wrong passwords, each for a name of its own. */
  async function lockedOut({ url }: Serving): Promise<void> {
    const guess = (count: number) => token(url, { grant_type: 'password', username: `nobody${count}`, password: 'wrong' })
    for (let sent = 0; sent < 50; sent += 5) {
      const answers = await Promise.all([0, 1, 2, 3, 4].map((more) => guess(sent + more)))
      expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(401))
    }
    expect((await logIn(url)).status).toBe(429)
  }

  test('50 wrong passwords: the address is seen and unlocked within 10 s (L 7)', async () => {
    const s = await serving(database)
    await s.json('users add root --password-stdin --scope admin', PASSWORD)
    const asked = { grant_type: 'password', username: 'root', password: PASSWORD, scope: 'admin', resource: s.url }
    const headers = { authorization: `Bearer ${(await token(s.url, asked)).body.access_token}` }

    await lockedOut(s)
    const beganMs = performance.now()
    const listed = await s.run('throttle list')
    expect(listed.stdout).toMatch(
      /^ADDRESS +STATE +FAILURES +OPENS AT\n127\.0\.0\.1 +delayed +50 +\S+Z\nUsernames that are locked now: 0\.\n$/,
    )
    expect(await s.json('throttle unlock 127.0.0.1')).toEqual({ address: '127.0.0.1', unlocked: true })
    expect((await logIn(s.url)).status).toBe(200)
    expect(performance.now() - beganMs).toBeLessThan(LIMIT_MS)
    expect(await s.json('throttle list')).toEqual({ addresses: [], lockedNames: 0 })

    await lockedOut(s)
    const againMs = performance.now()
    const { addresses } = (await (await fetch(`${s.url}/admin/throttle`, { headers })).json()) as { addresses: Record<string, string>[] }
    expect(addresses).toMatchObject([{ address: '127.0.0.1', lockout: { state: 'delayed', failures: 50 } }])
    expect((await fetch(`${s.url}/admin/throttle/${addresses[0]!.id}`, { method: 'DELETE', headers })).status).toBe(204)
    expect((await logIn(s.url)).status).toBe(200)
    expect(performance.now() - againMs).toBeLessThan(LIMIT_MS)

    const told = (await (await s.events()).list({ limit: 100, type: 'address_unlocked' })).map(({ actor, detail }) => [actor, detail])
    const detail = { unlocked: '127.0.0.1' }
    expect(told).toEqual([
      [expect.stringMatching(/^usr_/), detail],
      ['command', detail],
    ])
  })

  test('a locked account is seen and unlocked, without a restart (L 1)', async () => {
    const s = await serving(database)
    const statuses = []
    for (let made = 0; made < 11; made += 1) statuses.push((await logIn(s.url, made < 10 ? 'wrong' : PASSWORD)).status)
    expect(statuses).toEqual(Array(11).fill(401))
    const { lockout } = await s.json('users show alice')
    expect(lockout).toMatchObject({ knownAddresses: { state: 'open', failures: 0 }, otherAddresses: { state: 'delayed', failures: 10 } })
    const { stdout } = await s.run('users show alice')
    expect(stdout).toContain(`otherAddresses     delayed until ${lockout.otherAddresses.opensAt}, wrong passwords: 10\n`)
    expect(await s.json('throttle list')).toEqual({ addresses: [], lockedNames: 1 })
    expect(await s.json('users unlock alice')).toMatchObject({ unlocked: true })
    expect((await logIn(s.url)).status).toBe(200)
  })
})

test('the /64 of an IPv6 address is unlocked by any of it (L 6)', async () => {
  const folder = await folderWithAlice()
  const { url } = await start(folder, 'serve', { MINTMARK_TRUSTED_PROXIES: '127.0.0.1' })
  const guess = (count: number, address: string) =>
    fetch(`${url}/token`, {
      method: 'POST',
      headers: { 'x-forwarded-for': address },
      body: new URLSearchParams({ username: `nobody${count}`, password: 'wrong' }),
    })
  await Promise.all(Array.from({ length: 50 }, (_, count) => guess(count, `2001:db8::${count}`)))
  expect((await guess(50, '2001:db8::ffff')).status).toBe(429)
  const { stdout } = await mintmark(folder, ['throttle', 'unlock', '2001:DB8:0:0::99'])
  expect(stdout).toBe('2001:db8::/64 may log in again.\n')
  expect((await guess(50, '2001:db8::ffff')).status).toBe(401)
})

test('an address that is not locked is not found', async () => {
  const folder = await folderWithAlice()
  const { code, stderr } = await mintmark(folder, ['throttle', 'unlock', '192.0.2.1'])
  expect([code, stderr]).toEqual([3, 'This address was not locked within the last day. `mintmark throttle list` shows those that were.\n'])
})

test('without a throttle, the list says why it is empty', async () => {
  const folder = await folderWithAlice()
  const listed = await mintmark(folder, ['throttle', 'list', '--json'], { env: { MINTMARK_THROTTLE: 'off' } })
  expect(listed).toMatchObject({ code: 0, stderr: 'MINTMARK_THROTTLE is off, so no address is locked.\n' })
  expect(JSON.parse(listed.stdout)).toEqual({ addresses: [], lockedNames: 0 })
})

test('without the service secret `users show` says that it leaves the lockout out', async () => {
  const folder = await folderWithAlice()
  const shown = await mintmark(folder, ['users', 'show', 'alice', '--json'], { env: { MINTMARK_THROTTLE: 'off' } })
  expect([JSON.parse(shown.stdout), shown.stderr]).toEqual([expect.not.objectContaining({ lockout: expect.anything() }), ''])
  rmSync(join(folder, 'data', 'mintmark.db.secret'))
  const { code, stdout, stderr } = await mintmark(folder, ['users', 'show', 'alice', '--json'])
  expect([code, stderr]).toEqual([0, 'Whether wrong passwords have locked the account is not shown: set MINTMARK_SECRET for that.\n'])
  expect(JSON.parse(stdout)).not.toHaveProperty('lockout')
})

test('a command shows a lockout under the limits of the service (L 4)', async () => {
  const folder = await folderWithAlice()
  const { url, output } = await start(folder, 'serve', { MINTMARK_THROTTLE_FAILURES: '5', MINTMARK_THROTTLE_FIRST_DELAY_SECONDS: '300' })
  for (let made = 0; made < 5; made += 1) expect((await logIn(url, 'wrong')).status).toBe(401)
  const { stdout } = await mintmark(folder, ['users', 'show', 'alice', '--json'])
  const { state, failures, opensAt } = JSON.parse(stdout).lockout.otherAddresses
  expect([state, failures]).toEqual(['delayed', 5])
  expect(Date.parse(opensAt) - Date.now()).toBeGreaterThan(200_000)
  expect(output()).toContain('"before":"10 failures, 50 of an address, 30 s"')
})
