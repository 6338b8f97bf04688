// A manual rotation as seen by verifiers that know nothing about Mintmark (REQUIREMENTS M 4).
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { databases } from '../support/databases.ts'
import { ISSUER, type RunningService, startService } from '../support/service.ts'

const HOUR_SECONDS = 3600
const ACT = { actor: 'command' }
const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string

afterEach(() => vi.useRealTimers())

describe.each(databases)('on $name', (database) => {
  /** The verifier caches its key set by the wall clock, which is kept equal to the service's. */
  async function start() {
    const s = await startService((await database.fresh()).config, { config: { accessTokenTtlSeconds: HOUR_SECONDS } })
    vi.useFakeTimers({ toFake: ['Date'], now: s.system.nowMs() })
    await s.addUser('alice')
    const advanceSeconds = (seconds: number) => {
      s.system.advanceSeconds(seconds)
      vi.setSystemTime(s.system.nowMs())
    }
    return { s, advanceSeconds }
  }

  const verifier = (s: RunningService, options = {}) => {
    const keySet = createRemoteJWKSet(new URL(`${s.url}/.well-known/jwks.json`), options)
    return (token: string) => jwtVerify(token, keySet, { issuer: ISSUER, audience: ISSUER, typ: 'at+jwt' })
  }
  const rotate = (s: RunningService, forced = false) => s.service.keyAdministration.rotate({ forced }, { ...ACT, atMs: s.system.nowMs() })

  test('during a rotation no stock verifier refuses a live token (M 4)', async () => {
    const { s, advanceSeconds } = await start()
    let tokens = await s.logIn('alice')
    advanceSeconds(24 * HOUR_SECONDS - 60)
    tokens = (await s.refresh(tokens.refresh_token)).body
    // One with jose's defaults, and one that fetches only once, before the rotation.
    const verifiers = [verifier(s), verifier(s, { cacheMaxAge: Number.POSITIVE_INFINITY, cooldownDuration: Number.POSITIVE_INFINITY })]
    await Promise.all(verifiers.map((verify) => verify(tokens.access_token)))
    expect(await rotate(s)).toEqual({ kind: 'too_early', safeAtMs: s.system.nowMs() + 60_000 })

    const alive: { token: string; deadAtMs: number }[] = []
    const seen = new Set<string>()
    for (let step = 0; step < 24; step += 1) {
      if (step === 8) expect(await rotate(s)).toEqual({ kind: 'done' })
      tokens = (await s.refresh(tokens.refresh_token)).body
      alive.push({ token: tokens.access_token, deadAtMs: s.system.nowMs() + HOUR_SECONDS * 1000 })
      seen.add(kidOf(tokens.access_token))
      for (const { token } of alive.filter(({ deadAtMs }) => deadAtMs > s.system.nowMs())) {
        await Promise.all(verifiers.map((verify) => verify(token)))
        expect((await s.get('/protected', token)).status).toBe(200)
      }
      if (step % 2 === 0) await s.service.housekeeping.run()
      advanceSeconds(300)
    }
    expect(seen.size).toBe(2)
    // The previous key is gone after its last token has expired, and another key waits.
    expect((await s.service.keyAdministration.list(s.system.nowMs())).map(({ state }) => state).sort()).toEqual(['current', 'gone', 'next'])
    await s.stop()
  })

  test('the service uses a forced rotation at once, verifiers after a fetch (M 4)', async () => {
    const { s, advanceSeconds } = await start()
    const before = await s.logIn('alice')
    const verify = verifier(s)
    await verify(before.access_token)
    // Two rotations. The second appoints a key that was published after the verifier's fetch.
    for (const _ of [1, 2]) {
      advanceSeconds(1)
      expect(await rotate(s, true)).toEqual({ kind: 'done' })
    }
    const after = await s.logIn('alice')
    expect((await s.get('/protected', after.access_token)).status).toBe(200)
    await expect(verify(after.access_token)).rejects.toThrow(/no applicable key/)
    // jose fetches again for an unknown kid, but not within 30 s.
    advanceSeconds(31)
    await verify(after.access_token)
    await verify(before.access_token)
    await s.stop()
  })

  test('revoking a key ends its tokens, not the sessions (M 4, G 3)', async () => {
    const { s } = await start()
    const tokens = await s.logIn('alice')
    const published = s.service.keys.keys.map(({ kid }) => kid)
    const revoked = kidOf(tokens.access_token)
    expect(await s.service.keyAdministration.revoke(revoked, { ...ACT, atMs: s.system.nowMs() })).toEqual({ kind: 'done' })
    const login = await s.logIn('alice')
    expect(kidOf(login.access_token)).toBe(published.find((kid) => kid !== revoked))
    expect((await s.get('/protected', tokens.access_token)).status).toBe(401)
    const refreshed = await s.refresh(tokens.refresh_token)
    expect((await s.get('/protected', refreshed.body.access_token)).status).toBe(200)
    const kids = (await s.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid)
    expect(kids).toHaveLength(2)
    expect(kids).not.toContain(revoked)
    await s.stop()
  })

  test('parallel changes each start from the current set; one key signs (M 4)', async () => {
    const { s } = await start()
    const act = { ...ACT, atMs: s.system.nowMs() }
    const { keyAdministration } = s.service
    const outcomes = await Promise.all([keyAdministration.reset({ unopened: false }, act), rotate(s, true), rotate(s, true)])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done'])
    const { access_token } = await s.logIn('alice')
    expect((await s.get('/protected', access_token)).status).toBe(200)
    expect((await keyAdministration.list(s.system.nowMs())).filter(({ state }) => state === 'current')).toHaveLength(1)
    await s.stop()
  })
})
