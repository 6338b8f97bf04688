// The signing keys change while services get tokens and stock verifiers check them (REQUIREMENTS M 4).
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { databases } from '../support/databases.ts'
import { startLoad } from '../support/load.ts'
import { basic, ISSUER, type RunningService, startService } from '../support/service.ts'

const HOUR_SECONDS = 3600
/** How long the JWK Set may be cached. */
const MAX_AGE_MS = 300_000
const AT_ONCE = 6
const OUTLIVED = 'outlived'

const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string

afterEach(() => vi.useRealTimers())

describe.each(databases)('on $name', ({ fresh }) => {
  /**
   * Starts two replicas, and services that each get tokens and verify them. Verifiers use the wall clock,
   * which is kept equal to the service's.
   */
  async function start() {
    const { config } = await fresh()
    const s = await startService(config)
    const replica = await startService(config, { system: s.system })
    vi.useFakeTimers({ toFake: ['Date'], now: s.system.nowMs() })
    const advance = (seconds: number) => () => {
      s.system.advanceSeconds(seconds)
      vi.setSystemTime(s.system.nowMs())
    }
    const secret = await s.addClient('shop')
    const issued = new Set<string>()
    const ask = (at: RunningService, verify: (token: string) => Promise<unknown>) => async () => {
      const askedAtMs = s.system.nowMs()
      const { status, body } = await at.form('/token', { grant_type: 'client_credentials' }, basic('shop', secret))
      if (status !== 200) return `issued: ${status}`
      issued.add(body.access_token)
      const verified = await verify(body.access_token).then(
        () => 'good',
        (error: Error) => error.message,
      )
      // The other replica may not know the key yet.
      const other = at === s ? replica : s
      const answer = `${verified}, ${(await other.get('/protected', body.access_token)).status}`
      // The clock moved on by more than the token's life while it was checked.
      return s.system.nowMs() - askedAtMs < body.expires_in * 1000 ? answer : OUTLIVED
    }
    const verifiers = Array.from({ length: AT_ONCE }, () => verifier(s))
    const load = startLoad(verifiers.map((verify, index) => ask(index % 2 === 0 ? s : replica, verify)))
    const stop = async () => {
      await load.stop()
      await replica.stop()
      await s.stop()
    }
    return { s, load, issued, verify: verifiers[0]!, advance, stop }
  }

  const verifier = (s: RunningService) => {
    const keySet = createRemoteJWKSet(new URL(`${s.url}/.well-known/jwks.json`), { cacheMaxAge: MAX_AGE_MS })
    return (token: string) => jwtVerify(token, keySet, { issuer: ISSUER, audience: ISSUER, typ: 'at+jwt' })
  }
  const act = ({ system }: RunningService) => ({ actor: 'command', atMs: system.nowMs() })
  const answersOf = ({ all }: { all: readonly { answer: string }[] }) => [...new Set(all.map(({ answer }) => answer))]

  test('during a rotation every new token is valid at once, everywhere (M 4)', async () => {
    const { s, load, issued, verify, advance, stop } = await start()
    const { keyAdministration: keys, housekeeping } = s.service
    const states = async () => (await keys.list(s.system.nowMs())).map(({ state }) => state).sort()
    await load.change(advance(24 * HOUR_SECONDS))
    const [first] = [...issued].map(kidOf)
    // The verifiers have just fetched the keys. From now on they cache them for as long as allowed.
    expect(await load.change(() => keys.rotate({ forced: false }, act(s)))).toEqual({ kind: 'done' })
    const before = [...issued].filter((token) => kidOf(token) === first)
    await load.change(advance(MAX_AGE_MS / 1000 - 1))
    expect(await states()).toEqual(['current', 'next', 'retiring'])
    // Tokens of the previous key too, which live for ten more minutes.
    for (const token of before.slice(-20)) {
      await verify(token)
      expect((await s.get('/protected', token)).status).toBe(200)
    }
    await load.change(advance(HOUR_SECONDS + 5 * 60))
    expect(await states()).toEqual(['current', 'gone', 'next'])
    await load.change(advance(24 * HOUR_SECONDS))
    await load.change(housekeeping.run)
    expect(await states()).toEqual(['current', 'next'])
    await stop()
    expect(answersOf(load).filter((answer) => answer !== OUTLIVED)).toEqual(['good, 200'])
    expect(new Set([...issued].map(kidOf)).size).toBe(2)
  })

  test("an emergency revocation ends exactly that key's tokens (M 4)", async () => {
    const { s, load, issued, verify, advance, stop } = await start()
    const { kid } = s.service.keys.signer()
    await load.change(() => s.service.keyAdministration.revoke(kid, act(s)))
    await load.stop()
    const dead = [...issued].filter((token) => kidOf(token) === kid)
    expect(dead.length).toBeGreaterThan(AT_ONCE)
    for (const token of dead.slice(-20)) {
      expect((await s.get('/protected', token)).status).toBe(401)
      // Verifiers accept it as long as they cache the set. This is the cost of `max-age`.
      await verify(token)
    }
    // The next key was published before it was needed, so new tokens need no fetch.
    expect([...new Set(load.after(1))]).toEqual(['good, 200'])
    expect([...new Set(load.after(0))]).toEqual(['good, 200'])
    // Requests in flight may find their token's key gone, and no other fault.
    expect(answersOf(load).filter((answer) => answer !== 'good, 200' && answer !== 'good, 401')).toEqual([])
    advance(MAX_AGE_MS / 1000)()
    for (const token of dead.slice(-20)) await expect(verify(token)).rejects.toThrow(/no applicable key/)
    await verify([...issued].find((token) => kidOf(token) !== kid)!)
    await stop()
  })
})
