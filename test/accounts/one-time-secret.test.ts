// The one-time secret itself, and what is stored of it (REQUIREMENTS P 11).
import { describe, expect, test } from 'vitest'
import { createOneTimeSecrets } from '../../src/accounts/one-time-secret.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { createTestSystem } from '../support/test-system.ts'

const [OLD, NEW] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const system = createTestSystem()
const secrets = createOneTimeSecrets({ current: OLD }, system)
const secret = secrets.make()
const kept = { userId: 'usr_alice', hmac: secrets.hmacOf(secret, 'usr_alice') }

test('a secret has 256 random bits and is unique (P 11)', () => {
  const made = Array.from({ length: 100 }, () => secrets.make())
  expect(new Set(made).size).toBe(100)
  for (const one of made) expect(Buffer.from(one.slice('mot_'.length), 'base64url')).toHaveLength(32)
})

test('a secret matches what is stored of it (P 11)', () => expect(secrets.matches(secret, kept)).toBe(true))

describe('nothing else matches (P 11)', () => {
  test.each<[string, string, typeof kept | undefined]>([
    ['another secret', secrets.make(), kept],
    ['the stored value', kept.hmac, kept],
    ['the stored value with the prefix', `mot_${kept.hmac}`, kept],
    ['a value stored for another user', secret, { ...kept, userId: 'usr_bob' }],
    ['a value that was cut short', secret, { ...kept, hmac: kept.hmac.slice(0, -4) }],
    ['a value that was emptied', secret, { ...kept, hmac: '' }],
    ['nothing stored', secret, undefined],
    ['an empty secret', '', undefined],
  ])('%s', (_, presented, beside) => expect(secrets.matches(presented, beside)).toBe(false))
})

test('a secret is valid during a service secret change, and not later', () => {
  expect(createOneTimeSecrets({ current: NEW, previous: OLD }, system).matches(secret, kept)).toBe(true)
  expect(createOneTimeSecrets({ current: NEW }, system).matches(secret, kept)).toBe(false)
})

test('a one-time secret is not valid as a refresh token', () => {
  expect(createRefreshTokens({ current: OLD }).open(`mrt_${secret.slice('mot_'.length)}`)).toBeUndefined()
})
