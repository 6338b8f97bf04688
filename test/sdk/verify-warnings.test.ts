// What a verifier says when a set-up fault begins and ends: one warning per change of state, not per request.
import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createKit, type Kit, makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { createVerifier, type Verifier } from '../../sdk/verify/src/index.ts'
import { type Issuer, startIssuer } from './issuer.ts'
import { running } from './protected-services.ts'

const AUDIENCE = 'https://orders.example.com'
const METADATA = '/.well-known/oauth-authorization-server'
const START_SECONDS = Date.UTC(2026, 0, 1) / 1000
let issuer: Issuer
let pairs: Awaited<ReturnType<typeof makePairs>>
let nowSeconds: number
let warnings: string[]
let verifier: Verifier
beforeAll(async () => {
  issuer = await startIssuer()
  pairs = await makePairs()
})
afterAll(() => issuer.close())
beforeEach(() => {
  nowSeconds = START_SECONDS
  warnings = []
  issuer.mood = 'well'
  issuer.answers = {
    [METADATA]: { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` },
    '/keys': { keys: Object.values(pairs).map(({ publicJwk }) => publicJwk) },
  }
  verifier = make()
})

const make = (options: Partial<Parameters<typeof createVerifier>[0]> = {}) =>
  createVerifier({
    issuer: issuer.url,
    audience: AUDIENCE,
    nowMs: () => nowSeconds * 1000,
    onWarning: (warning) => warnings.push(warning),
    ...options,
  })
const kit = (): Promise<Kit> => createKit({ issuer: issuer.url, audience: AUDIENCE, scope: 'a', clientId: 'shop', pairs }, nowSeconds)
const judge = async (claims: Record<string, unknown> = {}, by = verifier) => {
  const verdict = await by.verify(`Bearer ${await (await kit()).signed(claims)}`)
  return 'claims' in verdict ? 200 : verdict.refusal.status
}
/** Returns the warnings since the last call. */
const said = () => warnings.splice(0)

test('an outage of a day causes one warning at each change', async () => {
  expect([await judge(), said()]).toEqual([200, []])
  issuer.mood = 'fails'
  for (let n = 0; n < 100; n += 1) {
    nowSeconds += 300
    expect(await judge()).toBe(200)
  }
  expect(said()).toEqual([
    expect.stringMatching(/the keys cannot be fetched again; those from before are used for 24 hours: .* answered 500\./),
  ])
  nowSeconds = START_SECONDS + 86_400
  for (let n = 0; n < 10; n += 1) {
    nowSeconds += 5
    expect(await judge()).toBe(503)
  }
  expect(said()).toEqual([expect.stringMatching(/no token can be verified, and requests get 503: .* answered 500\./)])
  issuer.mood = 'well'
  nowSeconds += 5
  for (let n = 0; n < 10; n += 1) expect(await judge()).toBe(200)
  expect(said()).toEqual([`@mintmark/verify: the keys of ${issuer.url} were fetched; the fault is over.`])
  issuer.mood = 'fails'
  nowSeconds += 300
  expect([await judge(), said()]).toEqual([200, [expect.stringMatching('cannot be fetched again')]])
})

test('a second fault behind the first is also named', async () => {
  issuer.mood = 'fails'
  for (let n = 0; n < 5; n += 1) expect(await judge()).toBe(503)
  expect(said()).toEqual([expect.stringMatching(/Is it Mintmark that answers there\?/)])
  issuer.mood = 'well'
  issuer.answers[METADATA] = { issuer: 'https://other.example.com', jwks_uri: `${issuer.url}/keys` }
  for (let n = 0; n < 5; n += 1) {
    nowSeconds += 5
    expect(await judge()).toBe(503)
  }
  expect(said()).toEqual([expect.stringMatching(`${issuer.url} names itself "https://other.example.com"`)])
})

test('a redirect to https names its target', async () => {
  const redirecting = await running(
    createServer((request, response) => {
      response.writeHead(308, { location: `https://auth.example.com${request.url}` }).end()
    }).listen(0, '127.0.0.1'),
  )
  onTestFinished(() => redirecting.close())
  await judge({}, make({ issuer: redirecting.url }))
  expect(said()).toEqual([
    expect.stringMatching(`answered 308, a redirect to "https://auth.example.com${METADATA}", which is not followed`),
  ])
})

test('a wrong audience is one fault until an hour passes without it', async () => {
  const stock = { aud: 'https://stock.example.com' }
  for (let n = 0; n < 30; n += 1) {
    nowSeconds += 60
    expect([await judge(), await judge(stock)]).toEqual([200, 401])
  }
  expect(said()).toHaveLength(1)
  nowSeconds += 3600
  expect([await judge(stock), said()]).toEqual([401, [expect.stringMatching('https://stock.example.com')]])
})

test('at most ten wrong audiences are named', async () => {
  for (let n = 0; n < 100; n += 1) expect(await judge({ aud: `https://${n}.example.com` })).toBe(401)
  expect(said()).toHaveLength(10)
})

test('a clock that is behind is named once, with the seconds', async () => {
  for (let n = 0; n < 5; n += 1) expect(await judge({ iat: nowSeconds + 45 + n, exp: nowSeconds + 600 })).toBe(401)
  expect(said()).toEqual([
    expect.stringMatching(
      /iat is 45 s ahead of this machine's clock, and 30 s are allowed\. Set the clock of this machine.*clockToleranceSeconds/,
    ),
  ])
})

test('a token without a valid signature causes no warning', async () => {
  const { forged, hmac } = await kit()
  for (const token of ['x', 'a.b.c', await forged(), hmac('')]) await verifier.verify(`Bearer ${token}`)
  expect([await judge({ jti: 1 }), await judge({ exp: nowSeconds - 60 }), said()]).toEqual([401, 401, []])
})

test('foreign values are shown on one line, printable and shortened', async () => {
  await judge({ aud: `https://${'x'.repeat(900)}\n\u001b[31m\u009b` })
  const [warning] = said()
  expect(warning).toMatch(/^[\x20-\x7e]{1,700}$/)
})

test.each([
  ['throws', () => JSON.parse('')],
  ['rejects', () => Promise.reject(new Error('the log is away'))],
])('onWarning that %s changes no answer', async (_, onWarning) => {
  expect(await judge({ aud: 'https://stock.example.com' }, make({ onWarning }))).toBe(401)
})
