// An administrator creates an account, and the service is killed at every possible point. These are real
// services and real kills (REQUIREMENTS F 1, P 11).
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseServiceSecret } from '../../src/secret/service-secret.ts'
import { type Administrator, administrator } from '../support/admin.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { SOURCES } from '../support/program.ts'
import { ISSUER, type RunningService, startService } from '../support/service.ts'
import { createRunningSystem } from '../support/test-system.ts'
import { envOf } from './crash-rounds.ts'
import { FAST, killServing, serve } from './serving.ts'

const KILL_AFTER = new URL('./children/kill-after.ts', import.meta.url)
/**
 * If creating an account needs more statements than this, the code has changed since the test was written.
 */
const MAX_STATEMENTS = 12

afterAll(killServing)

describe.each(databases)('on $name', ({ fresh }) => {
  let made: FreshDatabase
  /** A second process on the same database, which is not killed. */
  let s: RunningService
  let admin: Administrator
  beforeAll(async () => {
    made = await fresh()
    const secret = { current: parseServiceSecret(FAST.MINTMARK_SECRET!)! }
    s = await startService(made.config, { system: createRunningSystem(), secret })
    admin = await administrator(s)
  })
  afterAll(() => s.stop())

  /**
   * Creates the account at a service that is killed after `statements` statements. Returns undefined if it
   * was killed, otherwise the status of the answer.
   */
  async function createAndKill(username: string, statements: number): Promise<number | undefined> {
    const env = {
      ...envOf(made.config),
      MINTMARK_ISSUER: ISSUER,
      MINTMARK_THROTTLE: 'on',
      NODE_OPTIONS: `--import=${fileURLToPath(KILL_AFTER)}`,
      KILL_AFTER_STATEMENT: String(statements),
    }
    const service = await serve(env, 'serve', SOURCES)
    const answer = await fetch(`${service.url}/admin/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ username }),
    }).catch(() => undefined)
    if (answer !== undefined) await service.kill()
    expect(await service.exit()).toBeNull()
    return answer?.status
  }
  const found = async (username: string) => (await admin.get(`/admin/users?username=${username}`)).body.users
  const secretOf = async (username: string) => {
    const { kysely } = await made.open()
    const row = await kysely.selectFrom('users').select('one_time_secret_hmac').where('username', '=', username).executeTakeFirstOrThrow()
    return row.one_time_secret_hmac
  }

  test('killed at any point, no account lacks its secret, and retries work (P 11)', async () => {
    const outcomes: string[] = []
    for (let statements = 1; statements <= MAX_STATEMENTS; statements += 1) {
      const username = `user${statements}`
      const status = await createAndKill(username, statements)
      const [user] = await found(username)
      if (user !== undefined) expect(await secretOf(username)).not.toBeNull()
      outcomes.push(status === 201 ? 'answered' : user === undefined ? 'nothing' : 'both')
      // The client that got no answer tries again.
      const retry = await admin.send('POST', '/admin/users', { username })
      expect(retry.status).toBe(user === undefined ? 201 : 409)
      const { one_time_secret } =
        user === undefined ? retry.body : (await admin.send('POST', `/admin/users/${user.id}/one-time-secret`)).body
      const password = 'a password of four words'
      expect((await s.json('POST', '/users/password', { username, one_time_secret, new_password: password })).status).toBe(204)
      expect((await s.form('/token', { username, password })).status).toBe(200)
      if (status === 201) break
    }
    // Every point was reached: before the commit, after it, and after the answer.
    expect(outcomes.at(-1)).toBe('answered')
    expect(new Set(outcomes)).toEqual(new Set(['nothing', 'both', 'answered']))
  })
})
