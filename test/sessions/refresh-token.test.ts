// What a refresh token says, and which text is one, without a database (REQUIREMENTS R 1,
// docs/design/sessions.md).
import { expect, test } from 'vitest'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { aSession } from '../data/rows.ts'

const [ONE, TWO] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const content = { sessionId: 'ABCDEFGHIJKLMNOPQRSTUA', counter: 0x010203040506 }
const tokens = createRefreshTokens({ current: ONE })
const token = tokens.mint(content)

/** Returns the token with one byte changed. */
function changedAt(index: number): string {
  const bytes = Buffer.from(token.slice('mrt_'.length), 'base64url')
  bytes[index]! ^= 1
  return `mrt_${bytes.toString('base64url')}`
}

test('a token that an earlier release made still opens (R 1)', () => {
  const made = 'mrt_AVFRom4AEIMQUYcgkosw049BFJNQAQIDBAUGIxbOAIZ3nl1tXXdSU7ALKtXR72E_n-UorCpk9EY-nI8'
  expect(tokens.open(made)).toEqual(content)
  expect(token).toBe(made)
})

test('a change of any byte makes a token unknown (R 1)', () => {
  for (let index = 0; index < 59; index += 1) expect(tokens.open(changedAt(index))).toBeUndefined()
})

test.each([
  ['without its prefix', token.slice('mrt_'.length)],
  ['with four other characters in front', `mrx_${token.slice('mrt_'.length)}`],
  ['with padding', `${token}=`],
  ['with another spelling of its last character', `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'x'}`],
  ['cut short', token.slice(0, -4)],
  ['with bytes behind', `${token}AAAA`],
  ['of no bytes', 'mrt_'],
])('a token %s is unknown (R 1, RFC 4648 §3.5)', (_, text) => {
  expect(tokens.open(text)).toBeUndefined()
})

test('a signed token of another version is unknown (R 1)', async () => {
  const { createHmac } = await import('node:crypto')
  const { deriveKey } = await import('../../src/secret/derived-key.ts')
  const bytes = Buffer.from(token.slice('mrt_'.length), 'base64url')
  const sign = () => {
    createHmac('sha256', deriveKey(ONE, 'refresh tokens')).update(bytes.subarray(0, 27)).digest().copy(bytes, 27)
    return `mrt_${bytes.toString('base64url')}`
  }
  expect(tokens.open(sign())).toEqual(content)
  bytes[0] = 2
  expect(tokens.open(sign())).toBeUndefined()
})

test('tokens under the previous secret open, new ones use the current (M 5)', () => {
  const both = createRefreshTokens({ current: TWO, previous: ONE })
  expect(both.open(token)).toEqual(content)
  expect(both.mint(content)).toBe(createRefreshTokens({ current: TWO }).mint(content))
  expect(createRefreshTokens({ current: TWO }).open(token)).toBeUndefined()
})

test.each<[string, number, number, number]>([
  ['the idle end is first', 20_000, 50_000, 10],
  ['the absolute end is first', 50_000, 20_000, 10],
  ['within a second', 20_000, 20_999, 10],
  ['it has ended', 5000, 50_000, 0],
])('a token tells when its session ends: %s (R 8)', (_, idleEndsAtMs, endsAtMs, expiresInSeconds) => {
  const session = aSession('usr_a', { id: content.sessionId, counter: 7, idleEndsAtMs, endsAtMs })
  const live = tokens.live(session, 10_000)
  expect(live.expiresInSeconds).toBe(expiresInSeconds)
  expect(tokens.open(live.token)).toEqual({ sessionId: content.sessionId, counter: 7 })
})
