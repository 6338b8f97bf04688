// Which claims an assertion must have, by claims and time alone (RFC 7523 §3, REQUIREMENTS C 7, C 9).
import type { JWTPayload } from 'jose'
import { describe, expect, test } from 'vitest'
import { assertionProblem } from '../../src/clients/assertion-claims.ts'

const ISSUER = 'https://auth.example.com'
const NOW = 1_000_000
const robot = { id: 'robot', assertionAudience: 'issuer', assertionMaxSeconds: 300 } as const
const good: JWTPayload = { iss: 'robot', sub: 'robot', aud: ISSUER, exp: NOW + 60, jti: 'a' }

const judged = (claims: Record<string, unknown>, client: Parameters<typeof assertionProblem>[1] = robot) =>
  assertionProblem({ ...good, ...claims }, client, { issuer: ISSUER, nowSeconds: NOW })

test('an assertion of a client that lives long is accepted (C 7)', () => {
  expect(judged({ exp: NOW + 330 })).toBeUndefined()
  expect(judged({ exp: NOW + 3630 }, { ...robot, assertionMaxSeconds: 3600 })).toBeUndefined()
})

test.each<[string, Record<string, unknown>]>([
  ['before the skew is over', { exp: NOW - 29.5 }],
  ['from now on', { nbf: NOW, iat: NOW }],
  ['from a moment within the skew on', { nbf: NOW + 30, iat: NOW + 30 }],
  ['for the issuer in a list', { aud: [ISSUER] }],
  ['for the issuer, named twice', { aud: [ISSUER, ISSUER] }],
  ['with the longest jti', { jti: 'j'.repeat(255) }],
])('an assertion is accepted %s (RFC 7519 §4.1)', (_, claims) => expect(judged(claims)).toBeUndefined())

test.each<[string, Record<string, unknown>, string]>([
  ['another iss', { iss: 'other' }, 'iss or sub of the assertion is not the client'],
  ['another sub', { sub: 'other' }, 'iss or sub of the assertion is not the client'],
  ['no aud', { aud: undefined }, `aud of the assertion is not ${ISSUER} alone`],
  ['an empty list as aud', { aud: [] }, `aud of the assertion is not ${ISSUER} alone`],
  ['a second aud', { aud: [ISSUER, 'https://other.example'] }, `aud of the assertion is not ${ISSUER} alone`],
  ['no exp', { exp: undefined }, 'exp of the assertion is missing or is not a number'],
  ['an infinite exp', { exp: Number.POSITIVE_INFINITY }, 'exp of the assertion is missing or is not a number'],
  ['an exp that is text', { exp: String(NOW + 60) }, 'exp of the assertion is missing or is not a number'],
  ['an exp with the skew just over', { exp: NOW - 30 }, 'the assertion has expired'],
  ['an exp too far away', { exp: NOW + 330.5 }, "the assertion lives longer than the client's 300 s"],
  ['an iat that is text', { iat: '1' }, 'iat of the assertion is not a number'],
  ['an infinite nbf', { nbf: Number.NEGATIVE_INFINITY }, 'nbf of the assertion is not a number'],
  ['an iat beyond the skew', { iat: NOW + 30.5 }, 'iat of the assertion is in the future'],
  ['an nbf beyond the skew', { nbf: NOW + 30.5 }, 'nbf of the assertion is in the future'],
  ['no jti', { jti: undefined }, 'jti of the assertion is missing or malformed'],
  ['an empty jti', { jti: '' }, 'jti of the assertion is missing or malformed'],
  ['a jti that is too long', { jti: 'j'.repeat(256) }, 'jti of the assertion is missing or malformed'],
  ['a list as jti', { jti: ['a'] }, 'jti of the assertion is missing or malformed'],
  ['half a surrogate pair in jti', { jti: '\ud800' }, 'jti of the assertion is missing or malformed'],
  ['a NUL in jti', { jti: 'a\0' }, 'jti of the assertion is missing or malformed'],
])('an assertion is refused: %s (RFC 7523 §3, C 9)', (_, claims, problem) => expect(judged(claims)).toBe(problem))

describe('a client registered for the token endpoint (C 9)', () => {
  const stock = { ...robot, assertionAudience: 'token_endpoint' } as const

  test('it addresses the endpoint, and never the issuer', () => {
    expect(judged({ aud: `${ISSUER}/token` }, stock)).toBeUndefined()
    expect(judged({ aud: ISSUER }, stock)).toBe(`aud of the assertion is not ${ISSUER}/token alone`)
    expect(judged({ aud: `${ISSUER}/token` })).toBe(`aud of the assertion is not ${ISSUER} alone`)
  })
})
