// Signing keys over their whole life, on both databases (REQUIREMENTS M 3–5).
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { SealBroken } from '../../src/keys/signing-key.ts'
import { databases } from '../support/databases.ts'
import { ISSUER, type RunningService, startService } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const DAY_SECONDS = 86_400
const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string
const kidsOf = async (s: RunningService) =>
  (await s.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid) as string[]

describe.each(databases)('on $name', (database) => {
  const start = async (options: Parameters<typeof startService>[1] = {}) => {
    const s = await startService((await database.fresh()).config, options)
    await s.addUser('alice')
    return s
  }

  test.each([
    ['ES256', { kty: 'EC', crv: 'P-256' }],
    ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
    ['RS256', { kty: 'RSA' }],
  ] as const)('%s keys are published without private members, and verify elsewhere (M 3)', async (alg, members) => {
    const s = await start({ config: { signingAlg: alg } })
    const { keys } = (await s.get('/.well-known/jwks.json')).body
    expect(new Set(keys.map(({ kid }: { kid: string }) => kid)).size).toBe(keys.length)
    for (const jwk of keys) {
      expect(jwk).toMatchObject({ ...members, alg, use: 'sig' })
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']) expect(jwk).not.toHaveProperty(secret)
    }
    const { access_token } = await s.logIn('alice')
    const keySet = createRemoteJWKSet(new URL(`${s.url}/.well-known/jwks.json`))
    const { payload } = await jwtVerify(access_token, keySet, {
      issuer: ISSUER,
      audience: ISSUER,
      typ: 'at+jwt',
      currentDate: new Date(s.system.nowMs()),
    })
    expect(payload.username).toBe('alice')
    await s.stop()
  })

  test('keys rotate by themselves after 90 days (M 4)', async () => {
    const s = await start()
    const published = await kidsOf(s)
    expect(published).toHaveLength(2)
    const before = await s.logIn('alice')
    const first = kidOf(before.access_token)
    expect(published).toContain(first)
    s.system.advanceSeconds(90 * DAY_SECONDS - 60)
    await s.service.housekeeping.run()
    const last = await s.logIn('alice')
    expect(kidOf(last.access_token)).toBe(first)
    s.system.advanceSeconds(60)
    await s.service.housekeeping.run()
    const after = await s.logIn('alice')
    const second = kidOf(after.access_token)
    // It was published from the beginning, and another key waits.
    expect(second).toBe(published.find((kid) => kid !== first))
    expect(await kidsOf(s)).toHaveLength(3)
    expect((await s.get('/protected', last.access_token)).status).toBe(200)
    s.system.advanceSeconds(65 * 60)
    expect(await kidsOf(s)).not.toContain(first)
    s.system.advanceSeconds(DAY_SECONDS)
    await s.service.housekeeping.run()
    expect(s.service.keys.keys.map(({ kid }) => kid)).not.toContain(first)
    await s.stop()
  })

  test('no token is refused at any time around a rotation (M 4)', async () => {
    const s = await start({ config: { accessTokenTtlSeconds: 3600 } })
    s.system.advanceSeconds(90 * DAY_SECONDS - 3000)
    let tokens = await s.logIn('alice')
    const older: { token: string; deadAtMs: number }[] = []
    for (let step = 0; step < 40; step += 1) {
      await s.service.housekeeping.run()
      older.push({ token: tokens.access_token, deadAtMs: s.system.nowMs() + 3600_000 })
      for (const { token } of older.filter(({ deadAtMs }) => deadAtMs > s.system.nowMs())) {
        expect((await s.get('/protected', token)).status).toBe(200)
      }
      s.system.advanceSeconds(240)
      tokens = (await s.refresh(tokens.refresh_token)).body
    }
    expect(new Set(older.map(({ token }) => kidOf(token))).size).toBe(2)
    await s.stop()
  })

  test('services that start at once agree on keys and rotations (M 4)', async () => {
    const { config } = await database.fresh()
    const system = createTestSystem()
    const all = await Promise.all(Array.from({ length: 4 }, () => startService(config, { system })))
    const [one, two] = all as [RunningService, RunningService]
    const sets = await Promise.all(all.map(kidsOf))
    expect(new Set(sets.map((kids) => kids.toSorted().join())).size).toBe(1)
    expect(sets[0]).toHaveLength(2)
    system.advanceSeconds(90 * DAY_SECONDS)
    await Promise.all(all.map((s) => s.service.housekeeping.run()))
    expect(await kidsOf(one)).toHaveLength(3)
    await one.addUser('alice')
    const { access_token } = await one.logIn('alice')
    expect((await two.get('/protected', access_token)).status).toBe(200)
    await Promise.all(all.map((s) => s.stop()))
  })

  test('another algorithm takes over a day after publication; old tokens stay valid (M 4)', async () => {
    const { config } = await database.fresh()
    const system = createTestSystem()
    const first = await startService(config, { system })
    await first.addUser('alice')
    await first.stop()
    const s = await startService(config, { system, config: { signingAlg: 'EdDSA' } })
    const algOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).alg
    const before = await s.logIn('alice')
    expect(algOf(before.access_token)).toBe('ES256')
    system.advanceSeconds(DAY_SECONDS)
    const last = await s.logIn('alice')
    await s.service.housekeeping.run()
    expect(algOf((await s.logIn('alice')).access_token)).toBe('EdDSA')
    expect((await s.get('/protected', last.access_token)).status).toBe(200)
    await s.stop()
  })

  test('private keys are sealed; another secret cannot start the service (M 5)', async () => {
    const fresh = await database.fresh()
    const s = await startService(fresh.config)
    await s.addUser('alice')
    const { access_token } = await s.logIn('alice')
    for (const { sealedPrivateJwk } of s.service.keys.keys) {
      expect(JSON.parse(Buffer.from(sealedPrivateJwk.split('.')[0]!, 'base64url').toString())).toMatchObject({ alg: 'dir', enc: 'A256GCM' })
    }
    await s.stop()
    await expect(startService(fresh.config, { secret: { current: Buffer.alloc(32, 8) } })).rejects.toThrow(SealBroken)
    const again = await startService(fresh.config)
    expect((await again.get('/protected', access_token)).status).toBe(200)
    await again.stop()
  })

  test('a previous secret opens keys and verifies tokens; keys are resealed (M 5)', async () => {
    const fresh = await database.fresh()
    const before = await startService(fresh.config)
    await before.addUser('alice')
    const tokens = await before.logIn('alice')
    await before.stop()
    const next = Buffer.alloc(32, 9)
    const between = await startService(fresh.config, { secret: { current: next, previous: Buffer.alloc(32, 7) } })
    expect((await between.get('/protected', tokens.access_token)).status).toBe(200)
    const refreshed = (await between.refresh(tokens.refresh_token)).body
    await between.stop()
    const after = await startService(fresh.config, { secret: { current: next } })
    expect((await after.get('/protected', tokens.access_token)).status).toBe(200)
    expect((await after.refresh(refreshed.refresh_token)).status).toBe(200)
    await after.stop()
  })

  test('a sealed key under another kid is not opened', async () => {
    const s = await start()
    const { createKeyMaterial } = await import('../../src/keys/key-material.ts')
    const [a, b] = s.service.keys.keys as [(typeof s.service.keys.keys)[number], (typeof s.service.keys.keys)[number]]
    const material = createKeyMaterial({ current: Buffer.alloc(32, 7) })
    await expect(material.open({ ...a, sealedPrivateJwk: b.sealedPrivateJwk })).rejects.toThrow(SealBroken)
    await s.stop()
  })
})
