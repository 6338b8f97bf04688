// A verifier that is set up wrongly says so on the console once. It runs in its own process beside a running
// Mintmark.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { sqlite } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'
import { createRunningSystem } from '../support/test-system.ts'

const CHILD = fileURLToPath(new URL('children/verifying-process.ts', import.meta.url))
const AUDIENCE = 'https://orders.example.com'

let s: RunningService
let token: string
beforeAll(async () => {
  const config = { audience: [AUDIENCE] }
  s = await startService((await sqlite.fresh()).config, { ownIssuer: true, system: createRunningSystem(), config })
  await s.addUser('alice')
  token = (await s.logIn('alice')).access_token
})
afterAll(() => s.stop())

/** Returns the statuses of 20 requests, and everything that the process printed to standard error. */
async function consoleOf(options: object): Promise<{ statuses: string; said: string }> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CHILD, JSON.stringify(options), token])
  return { statuses: stdout.trim(), said: stderr.trim() }
}
const METADATA = '/.well-known/oauth-authorization-server'

test('nothing is printed if all is well', async () => {
  expect(await consoleOf({ issuer: s.url, audience: AUDIENCE })).toEqual({ statuses: '200', said: '' })
})

test('a wrong port is named once', async () => {
  const issuer = `http://127.0.0.1:${await freePort()}`
  const { statuses, said } = await consoleOf({ issuer, audience: AUDIENCE })
  expect(statuses).toBe('503')
  expect(said).toMatch(new RegExp(`^@mintmark/verify: no token can be verified, .* ${issuer}${METADATA} cannot be reached: .*ECONNREFUSED`))
  expect(said).toMatch(new RegExp(`Check scheme, host name and port of the option issuer, ${issuer}\\.$`))
  expect(said.split('\n')).toHaveLength(1)
})

test('localhost in place of 127.0.0.1 is named once, with both names', async () => {
  const issuer = s.url.replace('127.0.0.1', 'localhost')
  expect(await consoleOf({ issuer, audience: AUDIENCE })).toEqual({
    statuses: '503',
    said:
      `@mintmark/verify: no token can be verified, and requests get 503: ${issuer} names itself "${s.url}". If this is your Mintmark, ` +
      'set the option issuer to the name that it gives itself (MINTMARK_ISSUER), character by character.',
  })
})

test('https in place of http is named once', async () => {
  const issuer = s.url.replace('http:', 'https:')
  const { statuses, said } = await consoleOf({ issuer, audience: AUDIENCE })
  expect(statuses).toBe('503')
  expect(said).toMatch(`${issuer}${METADATA} cannot be reached`)
  expect(said).toMatch('(it answers there without TLS: http instead of https?)')
  expect(said.split('\n')).toHaveLength(1)
})

test('a wrong audience is named once, with those of the token', async () => {
  const wrong = 'https://stock.example.com'
  expect(await consoleOf({ issuer: s.url, audience: wrong })).toEqual({
    statuses: '401',
    said:
      `@mintmark/verify: a token was refused: the token is for ["${s.url}","${AUDIENCE}"], not for "${wrong}". ` +
      `If it was meant for this service, correct the option audience, or let the client ask for resource=${wrong}.`,
  })
})

test("a wrong issuer beside jwksUri is named once, with the token's", async () => {
  const issuer = 'https://auth.example.com'
  expect(await consoleOf({ issuer, jwksUri: `${s.url}/.well-known/jwks.json`, audience: AUDIENCE })).toEqual({
    statuses: '401',
    said:
      `@mintmark/verify: a token was refused: the token is of the issuer "${s.url}", not of "${issuer}". ` +
      'If the token is of your Mintmark, set the option issuer to the name that it gives itself (MINTMARK_ISSUER).',
  })
})
