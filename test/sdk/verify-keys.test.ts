// How the verifier gets and keeps the issuer's keys: over real HTTP, by an injected clock.
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createKit, encode, type Kit, makePair, makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { createVerifier, type Verifier } from '../../sdk/verify/src/index.ts'
import { type Issuer, startIssuer } from './issuer.ts'

const METADATA = '/.well-known/oauth-authorization-server'
const JWKS = '/keys'
const START_SECONDS = Date.UTC(2026, 0, 1) / 1000
const AUDIENCE = 'https://orders.example.com'
const PAIRS = await makePairs()

let issuer: Issuer
let kit: Kit
let verifier: Verifier
let nowSeconds: number
const make = (options: Partial<Parameters<typeof createVerifier>[0]> = {}) =>
  createVerifier({ issuer: issuer.url, audience: AUDIENCE, nowMs: () => nowSeconds * 1000, onWarning: () => {}, ...options })

beforeEach(async () => {
  nowSeconds = START_SECONDS
  issuer = await startIssuer()
  issuer.answers = {
    [METADATA]: { issuer: issuer.url, jwks_uri: `${issuer.url}${JWKS}` },
    [JWKS]: { keys: Object.values(PAIRS).map(({ publicJwk }) => publicJwk) },
  }
  kit = await kitNow()
  verifier = make()
})
afterEach(() => issuer.close())

const kitNow = (pairs = PAIRS) => createKit({ issuer: issuer.url, audience: AUDIENCE, scope: 'a', clientId: 'shop', pairs }, nowSeconds)

/** The status of a token, which is of this moment unless it is another. */
async function statusOf(token?: string, by = verifier): Promise<number> {
  const verdict = await by.verify(`Bearer ${token ?? (await (await kitNow()).signed())}`)
  return 'claims' in verdict ? 200 : verdict.refusal.status
}
const fetches = () => issuer.asked.filter((path) => path === JWKS).length
const unknownKid = () => kit.signed({}, { kid: `made up ${Math.random()}` })

describe('where the keys come from', () => {
  test('RFC 8414 §3: by the metadata, and not before the first token', async () => {
    expect(issuer.asked).toEqual([])
    expect(await statusOf()).toBe(200)
    expect(issuer.asked).toEqual([METADATA, JWKS])
  })

  test('from jwksUri where it is given, the issuer being out of reach', async () => {
    const far = make({ issuer: 'https://auth.example.com', jwksUri: `${issuer.url}${JWKS}` })
    expect(await statusOf(await kit.signed({ iss: 'https://auth.example.com' }), far)).toBe(200)
    expect(issuer.asked).toEqual([JWKS])
  })

  const privateKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const rsaKey = PAIRS.RS256.publicJwk
  test.each<[string, (url: string) => Record<string, unknown>]>([
    ['RFC 8414 §3.3: metadata of another issuer', (url) => ({ [METADATA]: { issuer: `${url}/`, jwks_uri: `${url}${JWKS}` } })],
    ['metadata without jwks_uri', (url) => ({ [METADATA]: { issuer: url } })],
    ['metadata that is no JSON', () => ({ [METADATA]: '<html>' })],
    ['no metadata', () => ({ [METADATA]: undefined })],
    ['a key set that is no JSON object', () => ({ [JWKS]: 'null' })],
    ['an empty key set', () => ({ [JWKS]: { keys: [] } })],
    ['RFC 8725 §3.1: a key set of secrets', () => ({ [JWKS]: { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'x', alg: 'HS256' }] } })],
    ['a key set of keys to encrypt with', () => ({ [JWKS]: { keys: [{ ...rsaKey, use: 'enc' }] } })],
    ['a key set of private keys', () => ({ [JWKS]: { keys: [{ ...privateKey, kid: 'x', alg: 'EdDSA', use: 'sig' }] } })],
    ['keys that do not say their algorithm', () => ({ [JWKS]: { keys: [{ ...rsaKey, alg: undefined }] } })],
  ])('%s: 503, and never 401', async (_, answers) => {
    issuer.answers = { ...issuer.answers, ...answers(issuer.url) }
    expect(await statusOf(await kit.signed({}, {}, 'RS256'))).toBe(503)
  })

  test('an https issuer whose metadata names keys over http: 503, and they are not asked for', async () => {
    const urls: string[] = []
    const https = make({
      issuer: 'https://auth.example.com',
      fetch: async (url) => {
        urls.push(String(url))
        return Response.json({ issuer: 'https://auth.example.com', jwks_uri: `${issuer.url}${JWKS}` })
      },
    })
    expect(await statusOf(await kit.signed(), https)).toBe(503)
    expect(urls).toEqual([`https://auth.example.com${METADATA}`])
  })

  test('RFC 7517 §5: a key that cannot be used is passed over, and the others are good', async () => {
    const set = issuer.answers[JWKS] as { keys: unknown[] }
    set.keys.unshift(null, { kty: 'EC', kid: 'x', alg: 'ES256', crv: 'P-256', x: '?', y: '?' })
    expect(await statusOf()).toBe(200)
  })
})

describe('how long they are kept', () => {
  test('for 5 minutes; many at once make one fetch', async () => {
    const token = await kit.signed()
    expect(await Promise.all(Array.from({ length: 20 }, () => statusOf(token)))).toEqual(Array(20).fill(200))
    expect(fetches()).toBe(1)
    nowSeconds += 299
    expect([await statusOf(), fetches()]).toEqual([200, 1])
    nowSeconds += 1
    expect([await statusOf(), fetches()]).toEqual([200, 2])
  })

  test('a key that the issuer took away is refused after 5 minutes', async () => {
    expect(await statusOf()).toBe(200)
    issuer.answers[JWKS] = { keys: [PAIRS.RS256.publicJwk] }
    nowSeconds += 300
    expect(await statusOf()).toBe(401)
  })

  test('J 3: a kid that is not known is looked for at once, once', async () => {
    expect(await statusOf()).toBe(200)
    const added = await makePair('ES256')
    issuer.answers[JWKS] = { keys: [PAIRS.ES256.publicJwk, added.publicJwk] }
    nowSeconds += 30
    const newer = await (await kitNow({ ...PAIRS, ES256: added })).signed()
    expect([await statusOf(newer), fetches()]).toEqual([200, 2])
  })

  test('forged kids make one fetch in 30 s, and are refused with 401', async () => {
    for (let n = 0; n < 60; n += 1) {
      expect(await statusOf(await unknownKid())).toBe(401)
      nowSeconds += 1
    }
    expect(fetches()).toBe(2)
  })

  test('what is no token, or names no key, makes none', async () => {
    for (const token of ['x', 'a.b.c', `${encode({ alg: 'ES256' })}.e30.AAAA`, await kit.signed({}, { typ: 'JWT', kid: 'x' })]) {
      expect(await statusOf(token)).toBe(401)
    }
    expect(issuer.asked).toEqual([])
  })

  test('a clock that is set back does not make the set young', async () => {
    expect(await statusOf()).toBe(200)
    nowSeconds -= 7200
    expect([await statusOf(), fetches()]).toEqual([200, 2])
  })
})

describe('where the issuer is away', () => {
  test('without any set: 503 with Retry-After, and it is asked once in 5 s', async () => {
    issuer.mood = 'fails'
    const verdict = await verifier.verify(`Bearer ${await kit.signed()}`)
    expect(verdict).toMatchObject({
      refusal: {
        status: 503,
        headers: { 'retry-after': '5', 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
        body: { title: 'Service Unavailable', status: 503, detail: 'The token cannot be verified now.' },
        problem: expect.stringMatching(/cannot be fetched: .*answered 500/),
      },
    })
    for (let n = 0; n < 10; n += 1) expect(await statusOf()).toBe(503)
    expect(issuer.asked).toEqual([METADATA])
    issuer.mood = 'well'
    nowSeconds += 5
    expect(await statusOf()).toBe(200)
  })

  test('an attempt that lasts as long as the pause after it holds up nobody else, and nobody twice', async () => {
    let attempts = 0
    const slow = make({
      fetch: async () => {
        attempts += 1
        nowSeconds += 5
        throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
      },
    })
    for (let n = 0; n < 3; n += 1) expect(await statusOf(undefined, slow)).toBe(503)
    expect(attempts).toBe(1)
    nowSeconds += 5
    expect([await statusOf(undefined, slow), attempts]).toEqual([503, 2])
  })

  test('what no key is needed for is still 401', async () => {
    issuer.mood = 'fails'
    expect(await statusOf('x')).toBe(401)
  })

  test('with a set: it goes on for 24 h, then 503; and comes back', async () => {
    expect(await statusOf()).toBe(200)
    await issuer.close()
    for (const seconds of [300, 3600, 12 * 3600, 24 * 3600 - 1]) {
      nowSeconds = START_SECONDS + seconds
      expect(await statusOf()).toBe(200)
    }
    nowSeconds = START_SECONDS + 24 * 3600
    expect(await statusOf()).toBe(503)
    const { url, answers } = issuer
    issuer = await startIssuer()
    // The same issuer, at a port of its own: the one before is taken from it.
    const moved = make({ issuer: url, jwksUri: `${issuer.url}${JWKS}` })
    issuer.answers = answers
    expect(await statusOf(await kit.signed({ iat: nowSeconds, exp: nowSeconds + 60 }), moved)).toBe(200)
  })

  test('a kid that is not known is 503 then, since it may be new; what is known is refused as ever', async () => {
    expect(await statusOf()).toBe(200)
    issuer.mood = 'fails'
    nowSeconds += 300
    expect(await statusOf()).toBe(200)
    expect(await statusOf(await unknownKid())).toBe(503)
    expect(await statusOf(await kit.forged())).toBe(401)
  })

  test('in an outage an issuer that hangs holds up nobody who has a known key', async () => {
    expect(await statusOf()).toBe(200)
    issuer.mood = 'fails'
    nowSeconds += 300
    expect(await statusOf()).toBe(200)
    issuer.mood = 'hangs'
    nowSeconds += 5
    for (let n = 0; n < 10; n += 1) expect(await statusOf()).toBe(200)
    // All were answered, and the issuer still has not.
    await vi.waitFor(() => expect(issuer.unanswered).toBe(1))
  })
})
