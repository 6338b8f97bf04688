// A verifier that is set up wrongly says so on the console once. It runs in its own process beside a running
// Mintmark.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { sqlite } from '../support/databases.ts'
import { onDatabase } from '../support/fixtures.ts'
import { createRunningSystem } from '../support/test-system.ts'

const CHILD = fileURLToPath(new URL('children/verifying-process.ts', import.meta.url))
const AUDIENCE = 'https://orders.example.com'

/** `consoleOf` returns the statuses of 20 requests, and all that the process printed to standard error. */
const test = onDatabase(sqlite, { ownIssuer: true, system: createRunningSystem(), config: { audience: [AUDIENCE] } }).extend(
  'consoleOf',
  ({ alice }) =>
    async (options: object): Promise<{ statuses: string; said: string }> => {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [CHILD, JSON.stringify(options), alice.access_token])
      return { statuses: stdout.trim(), said: stderr.trim() }
    },
)
const METADATA = '/.well-known/oauth-authorization-server'

test('nothing is printed if all is well', async ({ consoleOf, service }) => {
  expect(await consoleOf({ issuer: service.url, audience: AUDIENCE })).toEqual({ statuses: '200', said: '' })
})

test('a wrong port is named once', async ({ consoleOf }) => {
  const issuer = `http://127.0.0.1:${await freePort()}`
  const { statuses, said } = await consoleOf({ issuer, audience: AUDIENCE })
  expect(statuses).toBe('503')
  expect(said).toMatch(new RegExp(`^@mintmark/verify: no token can be verified, .* ${issuer}${METADATA} cannot be reached: .*ECONNREFUSED`))
  expect(said).toMatch(new RegExp(`Check scheme, host name and port of the option issuer, ${issuer}\\.$`))
  expect(said.split('\n')).toHaveLength(1)
})

test('localhost in place of 127.0.0.1 is named once, with both names', async ({ consoleOf, service }) => {
  const issuer = service.url.replace('127.0.0.1', 'localhost')
  expect(await consoleOf({ issuer, audience: AUDIENCE })).toEqual({
    statuses: '503',
    said:
      `@mintmark/verify: no token can be verified, and requests get 503: ${issuer} names itself "${service.url}". If this is your Mintmark, ` +
      'set the option issuer to the name that it gives itself (MINTMARK_ISSUER), character by character.',
  })
})

test('https in place of http is named once', async ({ consoleOf, service }) => {
  const issuer = service.url.replace('http:', 'https:')
  const { statuses, said } = await consoleOf({ issuer, audience: AUDIENCE })
  expect(statuses).toBe('503')
  expect(said).toMatch(`${issuer}${METADATA} cannot be reached`)
  expect(said).toMatch('(it answers there without TLS: http instead of https?)')
  expect(said.split('\n')).toHaveLength(1)
})

test('a wrong audience is named once, with those of the token', async ({ consoleOf, service }) => {
  const wrong = 'https://stock.example.com'
  expect(await consoleOf({ issuer: service.url, audience: wrong })).toEqual({
    statuses: '401',
    said:
      `@mintmark/verify: a token was refused: the token is for ["${service.url}","${AUDIENCE}"], not for "${wrong}". ` +
      `If it was meant for this service, correct the option audience, or let the client ask for resource=${wrong}.`,
  })
})

test("a wrong issuer beside jwksUri is named once, with the token's", async ({ consoleOf, service }) => {
  const issuer = 'https://auth.example.com'
  expect(await consoleOf({ issuer, jwksUri: `${service.url}/.well-known/jwks.json`, audience: AUDIENCE })).toEqual({
    statuses: '401',
    said:
      `@mintmark/verify: a token was refused: the token is of the issuer "${service.url}", not of "${issuer}". ` +
      'If the token is of your Mintmark, set the option issuer to the name that it gives itself (MINTMARK_ISSUER).',
  })
})
