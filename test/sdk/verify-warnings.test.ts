// A verifier that is set up wrongly says so, once. What users see of it is only 401 or 503.
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { createKit, type Kit, makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { createVerifier, type Verifier } from '../../sdk/verify/src/index.ts'
import { sqlite } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'
import { createRunningSystem } from '../support/test-system.ts'
import { type Issuer, startIssuer } from './issuer.ts'
import { running } from './protected-services.ts'

const CHILD = fileURLToPath(new URL('children/verifying-process.ts', import.meta.url))
const AUDIENCE = 'https://orders.example.com'

describe('on the console, beside a running Mintmark', () => {
  let s: RunningService
  let token: string
  beforeAll(async () => {
    const config = { audience: [AUDIENCE] }
    s = await startService((await sqlite.fresh()).config, { ownIssuer: true, system: createRunningSystem(), config })
    await s.addUser('alice')
    token = (await s.logIn('alice')).access_token
  })
  afterAll(() => s.stop())

  /** What 20 requests were answered, and all that the process said. */
  async function consoleOf(options: object): Promise<{ statuses: string; said: string }> {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [CHILD, JSON.stringify(options), token])
    return { statuses: stdout.trim(), said: stderr.trim() }
  }
  const METADATA = '/.well-known/oauth-authorization-server'

  test('nothing is said if all is well', async () => {
    expect(await consoleOf({ issuer: s.url, audience: AUDIENCE })).toEqual({ statuses: '200', said: '' })
  })

  test('a wrong port is named, once', async () => {
    const issuer = `http://127.0.0.1:${await freePort()}`
    const { statuses, said } = await consoleOf({ issuer, audience: AUDIENCE })
    expect(statuses).toBe('503')
    expect(said).toMatch(
      new RegExp(`^@mintmark/verify: no token can be verified, .* ${issuer}${METADATA} cannot be reached: .*ECONNREFUSED`),
    )
    expect(said).toMatch(new RegExp(`Check scheme, host name and port of the option issuer, ${issuer}\\.$`))
    expect(said.split('\n')).toHaveLength(1)
  })

  test('localhost for 127.0.0.1 is named, with both names, once', async () => {
    const issuer = s.url.replace('127.0.0.1', 'localhost')
    expect(await consoleOf({ issuer, audience: AUDIENCE })).toEqual({
      statuses: '503',
      said:
        `@mintmark/verify: no token can be verified, and requests get 503: ${issuer} names itself "${s.url}". If this is your Mintmark, ` +
        'set the option issuer to the name that it gives itself (MINTMARK_ISSUER), character by character.',
    })
  })

  test('https for http is named, once', async () => {
    const issuer = s.url.replace('http:', 'https:')
    const { statuses, said } = await consoleOf({ issuer, audience: AUDIENCE })
    expect(statuses).toBe('503')
    expect(said).toMatch(`${issuer}${METADATA} cannot be reached`)
    expect(said).toMatch('(it answers there without TLS: http instead of https?)')
    expect(said.split('\n')).toHaveLength(1)
  })

  test('a wrong audience is named, with those of the token, once', async () => {
    const wrong = 'https://stock.example.com'
    expect(await consoleOf({ issuer: s.url, audience: wrong })).toEqual({
      statuses: '401',
      said:
        `@mintmark/verify: a token was refused: the token is for ["${s.url}","${AUDIENCE}"], not for "${wrong}". ` +
        `If it was meant for this service, correct the option audience, or let the client ask for resource=${wrong}.`,
    })
  })

  test('a wrong issuer beside jwksUri is named, with the one of the token, once', async () => {
    const issuer = 'https://auth.example.com'
    expect(await consoleOf({ issuer, jwksUri: `${s.url}/.well-known/jwks.json`, audience: AUDIENCE })).toEqual({
      statuses: '401',
      said:
        `@mintmark/verify: a token was refused: the token is of the issuer "${s.url}", not of "${issuer}". ` +
        'If the token is of your Mintmark, set the option issuer to the name that it gives itself (MINTMARK_ISSUER).',
    })
  })
})

describe('one warning for each change of state', () => {
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
  /** What was said since this was last asked. */
  const said = () => warnings.splice(0)

  test('the issuer goes, is away for a day, and comes back', async () => {
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

  test('another fault behind the first is named too', async () => {
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

  test('http for https: the place that the redirect leads to is named', async () => {
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

  test('good and bad audiences by turns are one fault; after an hour without, a new one', async () => {
    const stock = { aud: 'https://stock.example.com' }
    for (let n = 0; n < 30; n += 1) {
      nowSeconds += 60
      expect([await judge(), await judge(stock)]).toEqual([200, 401])
    }
    expect(said()).toHaveLength(1)
    nowSeconds += 3600
    expect([await judge(stock), said()]).toEqual([401, [expect.stringMatching('https://stock.example.com')]])
  })

  test('of many wrong audiences ten are named', async () => {
    for (let n = 0; n < 100; n += 1) expect(await judge({ aud: `https://${n}.example.com` })).toBe(401)
    expect(said()).toHaveLength(10)
  })

  test('a clock that is behind is named, once, with the seconds', async () => {
    for (let n = 0; n < 5; n += 1) expect(await judge({ iat: nowSeconds + 45 + n, exp: nowSeconds + 600 })).toBe(401)
    expect(said()).toEqual([
      expect.stringMatching(
        /iat is 45 s ahead of this machine's clock, and 30 s are allowed\. Set the clock of this machine.*clockToleranceSeconds/,
      ),
    ])
  })

  test('what anybody could send without a good signature is not worth a warning', async () => {
    const { forged, hmac } = await kit()
    for (const token of ['x', 'a.b.c', await forged(), hmac('')]) await verifier.verify(`Bearer ${token}`)
    expect([await judge({ jti: 1 }), await judge({ exp: nowSeconds - 60 }), said()]).toEqual([401, 401, []])
  })

  test('what others chose is written on one line, in printable characters, and shortened', async () => {
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
})
