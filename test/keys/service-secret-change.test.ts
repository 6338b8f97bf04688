// The service secret changes, and one replica does not get the new one (REQUIREMENTS M 4, M 5).
import { afterEach, describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import type { ServiceSecret } from '../../src/secret/service-secret.ts'
import { tokenOf } from '../support/admin.ts'
import { databases } from '../support/databases.ts'
import { basic, PASSWORD, type RunningService, startService } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const [OLD, NEW] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)]
const FOR_ITSELF = { grant_type: 'client_credentials' }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const errorsOf = ({ logged }: RunningService) => logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error')
const ACT = { actor: 'command' }

describe.each(databases)('on $name', ({ fresh }) => {
  const running = new Set<RunningService>()
  const system = createTestSystem()
  const start = async (config: DatabaseConfig, secret: ServiceSecret) => {
    const s = await startService(config, { secret, system })
    running.add(s)
    return s
  }
  const stop = async (s: RunningService) => {
    running.delete(s)
    await s.stop()
  }
  afterEach(async () => {
    await Promise.all([...running].map(stop))
  })

  test('a replica without the new secret keeps its keys and changes none (M 4)', async () => {
    const { config } = await fresh()
    const one = await start(config, { current: OLD })
    await one.addUser('alice')
    const tokens = await one.logIn('alice')
    const two = await start(config, { current: NEW, previous: OLD })
    const kids = async () => (await two.service.keyAdministration.list(system.nowMs())).map(({ kid }) => kid)

    const refreshed = await one.refresh(tokens.refresh_token)
    const answers = [
      refreshed,
      await one.json('POST', '/login', { username: 'alice', password: PASSWORD }),
      await one.get('/protected', tokens.access_token),
      await one.get('/protected', (await two.logIn('alice')).access_token),
      await two.get('/protected', refreshed.body.access_token),
      await two.refresh(refreshed.body.refresh_token),
      await one.get('/readyz'),
      await one.get('/.well-known/jwks.json'),
    ]
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))

    // When the next key is due, a replica that can open all keys adds it.
    system.advanceSeconds(90 * 86_400)
    const before = await kids()
    await one.service.housekeeping.run()
    expect(await kids()).toEqual(before)
    await two.service.housekeeping.run()
    expect(await kids()).toHaveLength(before.length + 1)
    expect(errorsOf(one)).toEqual([])
  })

  test('without the signing key, a replica answers 503 but still verifies (M 4, F 8)', async () => {
    const { config } = await fresh()
    const one = await start(config, { current: OLD })
    await one.addUser('root', { scope: 'data:read admin' })
    await one.addUser('alice')
    const tokens = await one.logIn('alice')
    const secret = await one.addClient('shop')
    const two = await start(config, { current: NEW, previous: OLD })
    // Both replicas can open the waiting key. Only the second can open the key that is made now.
    for (let revoked = 0; revoked < 2; revoked += 1) {
      await two.service.keyAdministration.revoke(two.service.keys.signer().kid, { ...ACT, atMs: system.nowMs() })
      await two.service.keys.refresh()
    }
    const { access_token } = await two.logIn('alice')
    const rootsToken = await tokenOf(two, 'root', { scope: 'admin' })

    const refused = [
      await one.get('/readyz'),
      await one.json('POST', '/login', { username: 'alice', password: PASSWORD }),
      await one.refresh(tokens.refresh_token),
      await one.form('/token', FOR_ITSELF, basic('shop', secret)),
      await one.send('DELETE', `/admin/keys/${two.service.keys.signer().kid}`, { headers: bearer(rootsToken) }),
    ]
    for (const { status, body } of refused) expect([status, body.detail]).toEqual([503, 'The signing keys cannot be opened.'])
    expect((await one.get('/protected', access_token)).status).toBe(200)
    expect((await one.get('/.well-known/jwks.json')).body.keys).toHaveLength(2)
    // Long after the grace of the refresh that failed.
    system.advanceSeconds(60)
    expect((await two.refresh(tokens.refresh_token)).status).toBe(200)

    expect(errorsOf(one)).toEqual([expect.objectContaining({ message: expect.stringMatching(/MINTMARK_SECRET/) })])
    const again = await start(config, { current: NEW, previous: OLD })
    expect((await again.get('/readyz')).status).toBe(200)
    await expect(start(config, { current: OLD })).rejects.toThrow('The signing keys cannot be opened.')
  })
})
