// The library of Standard Webhooks verifies what a receiver gets (docs/events.md#the-webhook).
import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { webhookMessage } from '../../src/events/webhook.ts'

const [first, second, other] = [randomBytes(32), randomBytes(24), randomBytes(32)]
const event = { id: 17, type: 'login', atMs: Date.UTC(2026, 0, 1), userId: 'usr_a', detail: { scope: 'data:read' } } as const
const verifier = (secret: Buffer) => new Webhook(`whsec_${secret.toString('base64')}`)
const message = (secrets: Buffer[], nowMs = Date.now()) => webhookMessage(event, secrets, nowMs)

test('the library of Standard Webhooks verifies what is sent (G 3)', () => {
  const { body, headers } = message([first])
  expect(headers['webhook-id']).toBe('evt_17')
  expect(verifier(first).verify(body, headers)).toEqual({
    type: 'login',
    timestamp: '2026-01-01T00:00:00.000Z',
    data: { id: 17, type: 'login', at: '2026-01-01T00:00:00.000Z', user_id: 'usr_a', count: 1, detail: { scope: 'data:read' } },
  })
})

test('while a secret is changed, receivers with either one verify it', () => {
  const { body, headers } = message([first, second])
  for (const secret of [first, second]) expect(() => verifier(secret).verify(body, headers)).not.toThrow()
  expect(() => verifier(other).verify(body, headers)).toThrow()
})

test('a changed body, another id and an old time are not verified', () => {
  const { body, headers } = message([first])
  expect(() => verifier(first).verify(body.replace('usr_a', 'usr_b'), headers)).toThrow()
  expect(() => verifier(first).verify(body, { ...headers, 'webhook-id': 'evt_18' })).toThrow()
  const old = message([first], Date.now() - 600_000)
  expect(() => verifier(first).verify(old.body, old.headers)).toThrow()
})
