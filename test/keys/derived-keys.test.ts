// Values that an earlier release made under a service secret are still valid under that secret
// (REQUIREMENTS M 5, C 6, G 5).
import { expect, test } from 'vitest'
import { createOneTimeSecrets } from '../../src/accounts/one-time-secret.ts'
import { createClientSecrets } from '../../src/clients/client-secret.ts'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import { deriveKey, deriveKeys, sameBytes } from '../../src/secret/derived-key.ts'
import type { ServiceSecret } from '../../src/secret/service-secret.ts'
import { createIdempotencyKeys } from '../../src/sessions/idempotency-key.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { createTestSystem } from '../support/test-system.ts'

const system = createTestSystem()
const [ONE, OTHER] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)]

// Made by 0.1.0 under ONE.
const SPENT = { sessionId: 'AAECAwQFBgcICQoLDA0ODw', counter: 258 }
const REFRESH_TOKEN = 'mrt_AeyK6G8AAQIDBAUGBwgJCgsMDQ4PAAAAAAEC9Hmrwfly56Orgc9Ma5F9UVj6H5bAzOywmT3SsQiCbNk'
const IDEMPOTENCY_HMAC = 'lx3YOn_hbS8ynpacHB5AbopGO5nNyoCclwIFkKUthlg'
const ONE_TIME_HMAC = 'nocuMJGuOe2vydwDta1bOs9bFgTWmwKhKzsQJWMeqWs'
const CLIENT_HMAC = '44lg1I7L.-2XccU2zYMASS8_8XWGz6ayRFOYIlr2z-c_ijHepuFE'
const THROTTLE_KEY = 'sk2xxeVNP5p6HYZ9VS25gEDnnKj_lZXSLHsAP5Bw63s'
const SIGNING_KEY = {
  kid: '953IYhtKshMhSzjxRD1kuSPpSlRF_mE5tvUhwUb7YFU',
  alg: 'EdDSA',
  publicJwk: '{"kty":"OKP","crv":"Ed25519","x":"BIZ-nzd9pjmDG7tk1UUSnepOuPCK7zD7mRIKK89jJK0"}',
  sealedPrivateJwk: [
    'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiOTUzSVlodEtzaE1oU3pqeFJEMWt1U1BwU2xSRl9tRTV0dlVod1ViN1lGVSJ9..5mytfvan7QaOlKfY.',
    't2AwvrGKjYtQ_1KgGLwLEWhcTVhO094pvcg6yhs75ajvzsnzZkHF8JkPj7NszMdYmwBfMQltxjIuHELEaJloT8q3GUpddg33qm3aozMgoW7uqp8I_U06RCqLXWw676WU',
    'X80i8Rc-N37k8WnZGFY1-tb41ySsf5n0k_a-S8QvKXXK4EJZRhBzVSYOo5uad5M.WqI7CMsAK3wCkAdstuqKyg',
  ].join(''),
  publishedAtMs: 0,
  signsFromMs: 0,
} as const

test('the same secret makes the same values (M 5)', () => {
  const secret = { current: ONE, previous: OTHER }
  expect(createRefreshTokens(secret).mint(SPENT)).toBe(REFRESH_TOKEN)
  expect(createIdempotencyKeys(secret).hmacOf('a key of twenty-two ch', SPENT)).toBe(IDEMPOTENCY_HMAC)
  expect(createOneTimeSecrets(secret, system).hmacOf('mot_x', 'usr_x')).toBe(ONE_TIME_HMAC)
  expect(createClientSecrets(secret, system).hmacOf('mcs_x')).toBe(CLIENT_HMAC)
  expect(deriveKey(ONE, 'throttle keys').toString('base64url')).toBe(THROTTLE_KEY)
})

test.each<[string, ServiceSecret, boolean]>([
  ['the current secret', { current: ONE }, true],
  ['the previous secret', { current: OTHER, previous: ONE }, true],
  ['neither', { current: OTHER }, false],
])('old values are valid only with their secret: %s (M 5)', async (_, secret, good) => {
  expect(createRefreshTokens(secret).open(REFRESH_TOKEN)).toEqual(good ? SPENT : undefined)
  expect(createIdempotencyKeys(secret).matches(IDEMPOTENCY_HMAC, 'a key of twenty-two ch', SPENT)).toBe(good)
  expect(createOneTimeSecrets(secret, system).matches('mot_x', { userId: 'usr_x', hmac: ONE_TIME_HMAC })).toBe(good)
  const stored = { id: 'a', hmac: CLIENT_HMAC, createdAtMs: 0, expiresAtMs: null }
  expect(createClientSecrets(secret, system).find('mcs_x', [stored], 0)).toEqual(good ? stored : undefined)
  const opened = await createKeyMaterial(secret)
    .open(SIGNING_KEY)
    .then(({ seal }) => seal)
    .catch(() => undefined)
  expect(opened).toBe(good ? (secret.current === ONE ? 'current' : 'previous') : undefined)
})

test('each purpose has its own key', () => {
  const purposes = [
    'signing keys at rest',
    'refresh tokens',
    'idempotency keys',
    'throttle keys',
    'one-time secrets',
    'client secrets',
  ] as const
  const keys = purposes.flatMap((purpose) => deriveKeys({ current: ONE, previous: OTHER }, purpose))
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(2 * purposes.length)
})

test('sameBytes is true only for equal length and content', () => {
  const same = (a: string, b: string) => sameBytes(Buffer.from(a), Buffer.from(b))
  expect([same('ab', 'ab'), same('', ''), same('ab', 'ac'), same('ab', 'abc'), same('ab', '')]).toEqual([true, true, false, false, false])
})
