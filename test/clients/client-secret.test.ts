// Which secret of a client is the presented one (REQUIREMENTS C 6, docs/design/accounts-and-clients.md).
import { expect, test } from 'vitest'
import { createClientSecrets, type StoredSecret } from '../../src/clients/client-secret.ts'
import { createTestSystem } from '../support/test-system.ts'

const [ONE, TWO] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const NOW = 1_000_000_000
const MONTH_MS = 30 * 86_400_000
const system = createTestSystem()
const secrets = createClientSecrets({ current: ONE }, system)
const stored = (secret: string, changes: Partial<StoredSecret> = {}): StoredSecret => ({
  id: secret,
  hmac: secrets.hmacOf(secret),
  createdAtMs: 0,
  expiresAtMs: null,
  ...changes,
})

test('a secret is made with 256 bits, and never twice (C 6)', () => {
  const [first, second] = [secrets.make(), secrets.make()]
  expect(first).toMatch(/^mcs_[\w-]{43}$/)
  expect(second).not.toBe(first)
})

test('a secret that an earlier release stored is still found (C 6)', () => {
  const hmac = 'QXSGo5be.-MJe__EtMH_LGi3sP101I2b1JyvcxhFMKrgjRhONhK0'
  expect(secrets.hmacOf('secret')).toBe(hmac)
  expect(hmac.startsWith(secrets.keyPrefix)).toBe(true)
  expect(secrets.find('secret', [stored('a'), { ...stored('b'), hmac }], NOW)?.id).toBe('b')
})

test('either of two live secrets is found, and no other (C 6)', () => {
  const both = [stored('a'), stored('b')]
  expect(secrets.find('a', both, NOW)).toBe(both[0])
  expect(secrets.find('b', both, NOW)).toBe(both[1])
  expect(secrets.find('c', both, NOW)).toBeUndefined()
  expect(secrets.find('a', [], NOW)).toBeUndefined()
})

test.each<[string, number | null, boolean]>([
  ['without an end', null, true],
  ['a moment before its end', NOW + 1, true],
  ['at its end', NOW, false],
  ['with the longest end, by a clock within the skew', NOW + MONTH_MS + 30_000, true],
  ['with an end that only a wrong clock wrote', NOW + MONTH_MS + 30_001, false],
])('%s, live: %s (C 6, F 13)', (_, expiresAtMs, live) => {
  expect(secrets.find('a', [stored('a', { expiresAtMs })], NOW) !== undefined).toBe(live)
})

test('a secret under the previous service secret is found (M 5)', () => {
  const rolled = createClientSecrets({ current: TWO, previous: ONE }, system)
  expect(rolled.find('a', [stored('a')], NOW)?.id).toBe('a')
  expect(rolled.isUnderPrevious(stored('a'))).toBe(true)
  expect(rolled.isUnderPrevious(stored('a', { hmac: rolled.hmacOf('a') }))).toBe(false)
  expect(createClientSecrets({ current: TWO }, system).find('a', [stored('a')], NOW)).toBeUndefined()
})
