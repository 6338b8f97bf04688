// The verifier beside a running Mintmark. During a rotation, and while Mintmark is away, no live token is
// refused.
import { afterEach, expect, test } from 'vitest'
import { createVerifier } from '../../sdk/verify/src/index.ts'
import { databases } from '../support/databases.ts'
import { decodePart } from '../support/own-tokens.ts'
import { ISSUER, type RunningService, startService } from '../support/service.ts'

const HOUR_SECONDS = 3600
const AUDIENCE = 'https://orders.example.com'
const CONFIG = { audience: [AUDIENCE], accessTokenTtlSeconds: HOUR_SECONDS }
const kidOf = (token: string) => String(decodePart(token.split('.')[0]).kid)

let s: RunningService
afterEach(() => s.stop())

/** Uses the issuer's name, which leads to the service that runs now. */
const verifierBeside = () =>
  createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    nowMs: () => s.system.nowMs(),
    onWarning: () => {},
    fetch: (url, init) => fetch(String(url).replace(ISSUER, s.url), init),
  })

const rotate = (forced = false) => s.service.keyAdministration.rotate({ forced }, { actor: 'command', atMs: s.system.nowMs() })

test.each(databases)('on $name, no live token is refused during a rotation (M 4)', async ({ fresh }) => {
  s = await startService((await fresh()).config, { config: CONFIG })
  await s.addUser('alice')
  const verifier = verifierBeside()
  let tokens = await s.logIn('alice')
  s.system.advanceSeconds(24 * HOUR_SECONDS)
  const alive: { token: string; deadAtMs: number }[] = []
  const seen = new Set<string>()
  for (let step = 0; step < 24; step += 1) {
    if (step === 8) expect(await rotate()).toEqual({ kind: 'done' })
    tokens = (await s.refresh(tokens.refresh_token)).body
    alive.push({ token: tokens.access_token, deadAtMs: s.system.nowMs() + HOUR_SECONDS * 1000 })
    seen.add(kidOf(tokens.access_token))
    for (const { token, deadAtMs } of alive) {
      if (deadAtMs > s.system.nowMs())
        expect(await verifier.verify(`Bearer ${token}`, 'data:read')).toMatchObject({ claims: { username: 'alice' } })
    }
    if (step % 4 === 0) await s.service.housekeeping.run()
    s.system.advanceSeconds(300)
  }
  expect(seen.size).toBe(2)
  expect(await verifier.verify(`Bearer ${alive[0]!.token}`)).toMatchObject({ refusal: { status: 401 } })
})

test.each(databases)('on $name, a forced rotation works at once, revocation within 5 minutes (M 4)', async ({ fresh }) => {
  s = await startService((await fresh()).config, { config: CONFIG })
  await s.addUser('alice')
  const verifier = verifierBeside()
  const before = await s.logIn('alice')
  expect(await verifier.verify(`Bearer ${before.access_token}`)).toHaveProperty('claims')
  // Two rotations, so that the signing key was published after the verifier's first fetch.
  for (const _ of [1, 2]) {
    s.system.advanceSeconds(15)
    expect(await rotate(true)).toEqual({ kind: 'done' })
  }
  const after = await s.logIn('alice')
  expect(await verifier.verify(`Bearer ${after.access_token}`)).toHaveProperty('claims')
  expect(await verifier.verify(`Bearer ${before.access_token}`)).toHaveProperty('claims')
  await s.service.keyAdministration.revoke(kidOf(before.access_token), { actor: 'command', atMs: s.system.nowMs() })
  s.system.advanceSeconds(300)
  expect(await verifier.verify(`Bearer ${before.access_token}`)).toMatchObject({ refusal: { status: 401 } })
  expect(await verifier.verify(`Bearer ${after.access_token}`)).toHaveProperty('claims')
})

test.each(databases)('on $name, tokens stay valid during an outage, and new keys follow', async ({ fresh }) => {
  const { config } = await fresh()
  s = await startService(config, { config: CONFIG })
  await s.addUser('alice')
  const verifier = verifierBeside()
  const { access_token } = await s.logIn('alice')
  expect(await verifier.verify(`Bearer ${access_token}`)).toHaveProperty('claims')
  const { system } = s
  await s.stop()
  system.advanceSeconds(HOUR_SECONDS / 2)
  expect(await verifier.verify(`Bearer ${access_token}`)).toHaveProperty('claims')
  expect(await verifierBeside().verify(`Bearer ${access_token}`)).toMatchObject({ refusal: { status: 503 } })
  s = await startService(config, { config: CONFIG, system })
  await rotate(true)
  await rotate(true)
  system.advanceSeconds(5)
  const later = await s.logIn('alice')
  expect(kidOf(later.access_token)).not.toBe(kidOf(access_token))
  for (const token of [access_token, later.access_token]) expect(await verifier.verify(`Bearer ${token}`)).toHaveProperty('claims')
})
