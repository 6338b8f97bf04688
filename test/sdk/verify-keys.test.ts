// How the verifier fetches and keeps the issuer's keys, over real HTTP and with an injected clock.
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

/** Returns the status of a token. The default is a valid token that is issued now. */
async function statusOf(token?: string, by = verifier): Promise<number> {
  const verdict = await by.verify(`Bearer ${token ?? (await (await kitNow()).signed())}`)
  return 'claims' in verdict ? 200 : verdict.refusal.status
}
const fetches = () => issuer.asked.filter((path) => path === JWKS).length
const unknownKid = () => kit.signed({}, { kid: `made up ${Math.random()}` })

describe('where the keys come from', () => {
  test('from the metadata, and not before the first token (RFC 8414 §3)', async () => {
    expect(issuer.asked).toEqual([])
    expect(await statusOf()).toBe(200)
    expect(issuer.asked).toEqual([METADATA, JWKS])
  })

  test('from jwksUri if given, even if the issuer is unreachable', async () => {
    const far = make({ issuer: 'https://auth.example.com', jwksUri: `${issuer.url}${JWKS}` })
    expect(await statusOf(await kit.signed({ iss: 'https://auth.example.com' }), far)).toBe(200)
    expect(issuer.asked).toEqual([JWKS])
  })

  const privateKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const rsaKey = PAIRS.RS256.publicJwk
  test.each<[string, (url: string) => Record<string, unknown>]>([
    ['metadata of another issuer (RFC 8414 §3.3)', (url) => ({ [METADATA]: { issuer: `${url}/`, jwks_uri: `${url}${JWKS}` } })],
    ['metadata without jwks_uri', (url) => ({ [METADATA]: { issuer: url } })],
    ['metadata that is not JSON', () => ({ [METADATA]: '<html>' })],
    ['no metadata', () => ({ [METADATA]: undefined })],
    ['a key set of null', () => ({ [JWKS]: 'null' })],
    ['an empty key set', () => ({ [JWKS]: { keys: [] } })],
    ['a key set of secrets (RFC 8725 §3.1)', () => ({ [JWKS]: { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'x', alg: 'HS256' }] } })],
    ['a key set of encryption keys', () => ({ [JWKS]: { keys: [{ ...rsaKey, use: 'enc' }] } })],
    ['a key set of private keys', () => ({ [JWKS]: { keys: [{ ...privateKey, kid: 'x', alg: 'EdDSA', use: 'sig' }] } })],
    ['keys without an algorithm', () => ({ [JWKS]: { keys: [{ ...rsaKey, alg: undefined }] } })],
  ])('%s gives 503, never 401', async (_, answers) => {
    issuer.answers = { ...issuer.answers, ...answers(issuer.url) }
    expect(await statusOf(await kit.signed({}, {}, 'RS256'))).toBe(503)
  })

  test('keys over http of an https issuer are not fetched', async () => {
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

  test('an unusable key is skipped, and the others work (RFC 7517 §5)', async () => {
    const set = issuer.answers[JWKS] as { keys: unknown[] }
    set.keys.unshift(null, { kty: 'EC', kid: 'x', alg: 'ES256', crv: 'P-256', x: '?', y: '?' })
    expect(await statusOf()).toBe(200)
  })
})

describe('how long the keys are kept', () => {
  test('for 5 minutes, and many calls at once make one fetch', async () => {
    const token = await kit.signed()
    expect(await Promise.all(Array.from({ length: 20 }, () => statusOf(token)))).toEqual(Array(20).fill(200))
    expect(fetches()).toBe(1)
    nowSeconds += 299
    expect([await statusOf(), fetches()]).toEqual([200, 1])
    nowSeconds += 1
    expect([await statusOf(), fetches()]).toEqual([200, 2])
  })

  test('a key that the issuer removed is refused after 5 minutes', async () => {
    expect(await statusOf()).toBe(200)
    issuer.answers[JWKS] = { keys: [PAIRS.RS256.publicJwk] }
    nowSeconds += 300
    expect(await statusOf()).toBe(401)
  })

  test('an unknown kid causes one fetch at once (J 3)', async () => {
    expect(await statusOf()).toBe(200)
    const added = await makePair('ES256')
    issuer.answers[JWKS] = { keys: [PAIRS.ES256.publicJwk, added.publicJwk] }
    nowSeconds += 30
    const newer = await (await kitNow({ ...PAIRS, ES256: added })).signed()
    expect([await statusOf(newer), fetches()]).toEqual([200, 2])
  })

  test('forged kids cause one fetch in 30 s and get 401', async () => {
    for (let n = 0; n < 60; n += 1) {
      expect(await statusOf(await unknownKid())).toBe(401)
      nowSeconds += 1
    }
    expect(fetches()).toBe(2)
  })

  test('a malformed token, or one without a key, causes no fetch', async () => {
    for (const token of ['x', 'a.b.c', `${encode({ alg: 'ES256' })}.e30.AAAA`, await kit.signed({}, { typ: 'JWT', kid: 'x' })]) {
      expect(await statusOf(token)).toBe(401)
    }
    expect(issuer.asked).toEqual([])
  })

  test('setting the clock back does not make old keys fresh', async () => {
    expect(await statusOf()).toBe(200)
    nowSeconds -= 7200
    expect([await statusOf(), fetches()]).toEqual([200, 2])
  })
})

describe('while the issuer is away', () => {
  test('without keys, requests get 503 and one fetch happens each 5 s', async () => {
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

  test('the pause after a slow attempt counts from its end', async () => {
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

  test('a token that is refused without a key still gets 401', async () => {
    issuer.mood = 'fails'
    expect(await statusOf('x')).toBe(401)
  })

  test('known keys work for 24 h without the issuer, then cause 503', async () => {
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
    // The same issuer on another port, since the first one is closed.
    const moved = make({ issuer: url, jwksUri: `${issuer.url}${JWKS}` })
    issuer.answers = answers
    expect(await statusOf(await kit.signed({ iat: nowSeconds, exp: nowSeconds + 60 }), moved)).toBe(200)
  })

  test('without the issuer, an unknown kid gets 503 and a forgery 401', async () => {
    expect(await statusOf()).toBe(200)
    issuer.mood = 'fails'
    nowSeconds += 300
    expect(await statusOf()).toBe(200)
    expect(await statusOf(await unknownKid())).toBe(503)
    expect(await statusOf(await kit.forged())).toBe(401)
  })

  test('a hanging issuer does not delay tokens with known keys', async () => {
    expect(await statusOf()).toBe(200)
    issuer.mood = 'fails'
    nowSeconds += 300
    expect(await statusOf()).toBe(200)
    issuer.mood = 'hangs'
    nowSeconds += 5
    for (let n = 0; n < 10; n += 1) expect(await statusOf()).toBe(200)
    // All were answered, although the issuer has not answered yet.
    await vi.waitFor(() => expect(issuer.unanswered).toBe(1))
  })
})
