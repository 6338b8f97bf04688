// What a clock that was far ahead leaves behind after it is corrected. Setting the clock does not let time
// pass (REQUIREMENTS F 6, F 13).
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ASSERTION_TYPE } from '../../src/clients/client-assertion.ts'
import type { Database } from '../../src/data/database.ts'
import { newSession } from '../../src/sessions/session-policy.ts'
import { databases } from '../support/databases.ts'
import { issueOneTimeSecret } from '../support/one-time-secret.ts'
import { basic, ISSUER, type RunningService, startService, testConfig } from '../support/service.ts'

const HOUR_SECONDS = 3600
const DAY_SECONDS = 24 * HOUR_SECONDS
const TABLES = ['sessions', 'events', 'throttle', 'client_assertions', 'revoked_tokens', 'signing_keys', 'users', 'client_secrets']
const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let beside: Database
  let secret: string
  let sign: (jti: string) => Promise<string>
  let made = 0
  beforeAll(async () => {
    const fresh = await database.fresh()
    s = await startService(fresh.config)
    beside = await fresh.open()
    secret = await s.addClient('shop')
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    await s.addClient('robot', { authMethods: ['private_key_jwt'], jwks: { keys: [await exportJWK(publicKey)] } })
    sign = (jti) => {
      const exp = Math.floor(s.system.nowMs() / 1000) + 300
      return new SignJWT({ iss: 'robot', sub: 'robot', aud: ISSUER, exp, jti }).setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
    }
    // This is long enough for a process to trust its clock, and to have seen the right time.
    await hoursPass(3)
  })
  afterAll(() => s.stop())

  const hoursPass = async (hours: number) => {
    for (let hour = 0; hour < hours; hour += 1) {
      s.system.advanceSeconds(HOUR_SECONDS)
      await s.service.housekeeping.run()
    }
  }
  const someone = async () => {
    made += 1
    return { username: `user${made}`, id: await s.addUser(`user${made}`) }
  }
  const whileAhead = async <T>(days: number, act: () => Promise<T>): Promise<T> => {
    s.system.setClockSeconds(days * DAY_SECONDS)
    const result = await act()
    await s.service.housekeeping.run()
    s.system.setClockSeconds(-days * DAY_SECONDS)
    return result
  }
  const forItself = (headers = basic('shop', secret)) => s.form('/token', { grant_type: 'client_credentials' }, headers)
  const byAssertion = async (assertion: string) =>
    (await s.form('/token', { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion }))
      .status
  const protectedStatus = async (token: string) => (await s.get('/protected', token)).status

  describe.each([15, 200])('a clock that was %s days ahead', (days) => {
    test('deletes nothing within two hours (F 6)', async () => {
      // Rows that other tests left are removed first.
      await hoursPass(30)
      const { username } = await someone()
      await s.logIn(username)
      expect(await byAssertion(await sign(`counted ${days}`))).toBe(200)
      const { access_token } = (await forItself()).body
      await s.form('/token/revoke', { token: access_token }, basic('shop', secret))
      const rows = async () => {
        const counts = TABLES.map((table) => sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(beside.kysely))
        return (await Promise.all(counts)).map((result) => Number(result.rows[0]!.n))
      }
      const before = await rows()
      await whileAhead(days, async () => {
        await s.service.housekeeping.run()
        await hoursPass(1)
        s.system.advanceSeconds(HOUR_SECONDS - 1)
      })
      const after = await rows()
      for (const [index, table] of TABLES.entries()) expect(after[index], table).toBeGreaterThanOrEqual(before[index]!)
    })

    test('revives nothing that was denied (C 7, I 4)', async () => {
      const { access_token } = (await forItself()).body
      const assertion = await sign(`denied ${days}`)
      expect(await byAssertion(assertion)).toBe(200)
      await s.form('/token/revoke', { token: access_token }, basic('shop', secret))
      await whileAhead(days, async () => {})
      expect((await s.get('/secure-data', access_token)).status).toBe(401)
      expect(await byAssertion(assertion)).toBe(401)
    })

    test('leaves no token that is valid before its time (J 6)', async () => {
      const { username } = await someone()
      const tokens = await whileAhead(days, async () => {
        const issued = await s.logIn(username)
        expect(await protectedStatus(issued.access_token)).toBe(200)
        return issued
      })
      expect(await protectedStatus(tokens.access_token)).toBe(401)
      const refreshed = await s.refresh(tokens.refresh_token)
      expect(await protectedStatus(refreshed.body.access_token)).toBe(200)
    })

    test('leaves no one-time secret that outlives a week (P 11)', async () => {
      const { username, id } = await someone()
      const one_time_secret = await whileAhead(days, () => issueOneTimeSecret(beside, s.system, id))
      const use = await s.json('POST', '/users/password', { username, one_time_secret, new_password: 'another of four words' })
      expect(use.status).toBe(403)
      expect(s.logged.at(-1)).toContain('made by a clock that was ahead')
    })

    test('leaves no client secret that was to end at once (C 6)', async () => {
      const id = `turned-${days}`
      const leaked = await s.addClient(id)
      const act = () => ({ atMs: s.system.nowMs() })
      const rotated = await whileAhead(days, () => s.service.clientAdministration.rotateSecret(id, 0, act()))
      expect((await forItself(basic(id, leaked))).status).toBe(401)
      expect((await forItself(basic(id, (rotated as { secret: string }).secret))).status).toBe(200)
    })

    test('ends no new login because of a hundred that seem newer (F 13)', async () => {
      const { username, id: userId } = await someone()
      const opened = { userId, clientId: 'default', scope: '', userEpoch: 0, clientEpoch: 0, serviceEpoch: 0, address: null, device: null }
      const policy = testConfig({ kind: 'sqlite', file: '' }).session
      await whileAhead(days, async () => {
        for (let count = 0; count < 100; count += 1)
          await s.service.sessions.open(newSession(opened, policy, s.system), { event: { type: 'login', atMs: s.system.nowMs() } })
      })
      const { access_token } = await s.logIn(username)
      await s.service.housekeeping.run()
      expect(await protectedStatus(access_token)).toBe(200)
      expect(await s.service.sessions.listAlive(userId, s.system.nowMs(), 200)).toHaveLength(100)
    })

    test('prevents no key from signing at its time (M 4)', async () => {
      const { username } = await someone()
      await hoursPass(24)
      const before = await s.logIn(username)
      await whileAhead(days, () => s.service.housekeeping.run())
      expect(await protectedStatus(before.access_token)).toBe(200)
      const act = { atMs: s.system.nowMs() }
      expect(await s.service.keyAdministration.rotate({ forced: false }, act)).toEqual({ kind: 'done' })
      const after = await s.logIn(username)
      expect(kidOf(after.access_token)).not.toBe(kidOf(before.access_token))
      for (const { access_token } of [before, after]) expect(await protectedStatus(access_token)).toBe(200)
    })
  })

  test('a previous client secret ends within its longest lifetime (C 6)', async () => {
    const first = await s.addClient('kept')
    await whileAhead(200, () => s.service.clientAdministration.rotateSecret('kept', DAY_SECONDS, { atMs: s.system.nowMs() }))
    expect((await forItself(basic('kept', first))).status).toBe(401)
  })
})
