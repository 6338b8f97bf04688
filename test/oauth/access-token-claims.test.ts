// What must be true of the claims of an access token, as pure rules of claims and time (RFC 9068 §2.2,
// RFC 7519 §4.1).
import { describe, expect, test } from 'vitest'
import { audienceOf, claimsProblem, futureProblem, isExpired, isForAlone, isOver } from '../../src/oauth/access-token-claims.ts'

const ISSUER = 'https://auth.example.com'
const NOW = 1_000_000
const good = { iss: ISSUER, aud: ISSUER, sub: 'usr_a', jti: 'j', client_id: 'shop', scope: 'a', exp: NOW + 900, iat: NOW }

describe('claims that are malformed although they are signed', () => {
  const NOT_TEXT = 'sub, jti, client_id or scope is malformed'
  const NOT_WHOLE = 'exp, iat or nbf is not a whole number'

  test.each<[string, Record<string, unknown>]>([
    ['the least', {}],
    ['several audiences', { aud: ['a', 'b'] }],
    ['an empty scope', { scope: '' }],
    ['the longest life', { exp: NOW + 3600 }],
    ['a time to begin', { nbf: NOW + 5 }],
    ["a person's", { sid: 's', username: 'alice', rc: 0 }],
    ["a service's own", { ce: 7 }],
    ['unknown members', { x: 1 }],
  ])('%s are accepted', (_, claims) => expect(claimsProblem({ ...good, ...claims }, ISSUER)).toBeUndefined())

  test.each<[string, Record<string, unknown>, string]>([
    ['another iss', { iss: 'https://other.example.com' }, 'iss is another issuer'],
    ['no aud', { aud: undefined }, 'aud is malformed'],
    ['an empty aud', { aud: '' }, 'aud is malformed'],
    ['an empty list as aud', { aud: [] }, 'aud is malformed'],
    ['a number in aud', { aud: ['a', 7] }, 'aud is malformed'],
    ['an empty text in aud', { aud: ['a', ''] }, 'aud is malformed'],
    ['no sub', { sub: undefined }, NOT_TEXT],
    ['an empty sub', { sub: '' }, NOT_TEXT],
    ['a number as jti', { jti: 7 }, NOT_TEXT],
    ['an empty client_id', { client_id: '' }, NOT_TEXT],
    ['no scope', { scope: undefined }, NOT_TEXT],
    ['an infinite exp', { exp: Number.POSITIVE_INFINITY }, NOT_WHOLE],
    ['an exp with a fraction', { exp: NOW + 0.5 }, NOT_WHOLE],
    ['an iat that is text', { iat: String(NOW) }, NOT_WHOLE],
    ['an nbf of null', { nbf: null }, NOT_WHOLE],
    ['a life of more than an hour', { exp: NOW + 3601 }, 'it lives too long'],
    ['an empty sid', { sid: '' }, 'sid or username is malformed'],
    ['a number as username', { username: 7 }, 'sid or username is malformed'],
    ['an rc that is text', { rc: '1' }, 'rc or ce is malformed'],
    ['a ce with a fraction', { ce: 1.5 }, 'rc or ce is malformed'],
  ])('%s is refused with the reason', (_, claims, problem) => expect(claimsProblem({ ...good, ...claims }, ISSUER)).toBe(problem))
})

describe('the times of a token (RFC 7519 §4.1)', () => {
  test.each<[string, number, boolean, boolean]>([
    ['a second before exp', -1, false, false],
    ['at exp', 0, true, false],
    ['before the skew is over', 29, true, false],
    ['after the skew', 30, true, true],
  ])('%s', (_, seconds, over, expired) => {
    expect(isOver({ exp: NOW }, NOW + seconds)).toBe(over)
    expect(isExpired({ exp: NOW }, NOW + seconds)).toBe(expired)
  })

  test.each<[string, { iat: number; nbf?: number }, string | undefined]>([
    ['iat at the end of the skew', { iat: NOW + 30 }, undefined],
    ['iat beyond it', { iat: NOW + 31 }, 'iat is in the future'],
    ['nbf at the end of the skew', { iat: NOW, nbf: NOW + 30 }, undefined],
    ['nbf beyond it', { iat: NOW, nbf: NOW + 31 }, 'nbf is in the future'],
  ])('a clock ahead: %s', (_, claims, problem) => expect(futureProblem(claims, NOW)).toBe(problem))
})

test.each<[string | string[], string[], boolean]>([
  [ISSUER, [ISSUER], true],
  [[ISSUER, ISSUER], [ISSUER, ISSUER], true],
  [[ISSUER, 'a'], [ISSUER, 'a'], false],
  ['a', ['a'], false],
])('aud %j is %j, for the issuer alone: %s (RFC 7519 §4.1.3)', (aud, audience, alone) => {
  expect(audienceOf({ aud })).toEqual(audience)
  expect(isForAlone({ aud }, ISSUER)).toBe(alone)
})
