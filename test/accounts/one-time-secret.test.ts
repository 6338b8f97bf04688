// P 11: the secret itself, and what is kept of it.
import { describe, expect, test } from 'vitest'
import { createOneTimeSecrets } from '../../src/accounts/one-time-secret.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { createTestSystem } from '../support/test-system.ts'

const [OLD, NEW] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const system = createTestSystem()
const secrets = createOneTimeSecrets({ current: OLD }, system)
const secret = secrets.make()
const kept = { userId: 'usr_alice', hmac: secrets.hmacOf(secret, 'usr_alice') }

test('P 11: it has 256 random bits, and no two are alike', () => {
  const made = Array.from({ length: 100 }, () => secrets.make())
  expect(new Set(made).size).toBe(100)
  for (const one of made) expect(Buffer.from(one.slice('mot_'.length), 'base64url')).toHaveLength(32)
})

test('P 11: it matches what is kept of it', () => expect(secrets.matches(secret, kept)).toBe(true))

describe('P 11: nothing else does', () => {
  test.each<[string, string, typeof kept | undefined]>([
    ['another secret', secrets.make(), kept],
    ['what is kept', kept.hmac, kept],
    ['what is kept, with the prefix', `mot_${kept.hmac}`, kept],
    ['what is kept for another user', secret, { ...kept, userId: 'usr_bob' }],
    ['what was cut off', secret, { ...kept, hmac: kept.hmac.slice(0, -4) }],
    ['what was emptied', secret, { ...kept, hmac: '' }],
    ['nothing that is kept', secret, undefined],
    ['nothing at all', '', undefined],
  ])('%s', (_, presented, beside) => expect(secrets.matches(presented, beside)).toBe(false))
})

test('§2: it is good while the service moves to another secret of its own, and not beyond', () => {
  expect(createOneTimeSecrets({ current: NEW, previous: OLD }, system).matches(secret, kept)).toBe(true)
  expect(createOneTimeSecrets({ current: NEW }, system).matches(secret, kept)).toBe(false)
})

test('its key is of its own purpose: what it makes is no refresh token', () => {
  expect(createRefreshTokens({ current: OLD }).open(`mrt_${secret.slice('mot_'.length)}`)).toBeUndefined()
})
