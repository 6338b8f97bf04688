// Python clients and a resource server as Debian has them: Authlib, requests-oauthlib, PyJWT. Each script
// asserts, and prints what it has proved.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { exportPKCS8 } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqlite } from '../support/databases.ts'
import { PASSWORD } from '../support/service.ts'
import { AWKWARD_SECRET, type ForeignService, ORDERS, startForForeigners } from './foreign-service.ts'

let s: ForeignService
beforeAll(async () => {
  s = await startForForeigners(await sqlite.fresh())
})
afterAll(() => s.stop())

/** Uses Debian's Python, whatever else the machine has, and none of its proxies. */
async function python(script: string, given: object): Promise<{ said: string[]; complaint: string }> {
  const file = fileURLToPath(new URL(`python/${script}`, import.meta.url))
  const env = { OAUTHLIB_INSECURE_TRANSPORT: '1', PYTHONDONTWRITEBYTECODE: '1', NO_PROXY: '*' }
  const child = spawn('/usr/bin/python3', ['-W', 'ignore::DeprecationWarning', file], { env })
  child.stdin.on('error', () => {}) // It may end before it has read.
  child.stdin.end(JSON.stringify(given))
  const [stdout, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { said: stdout.trimEnd().split('\n'), complaint }
}

test.each([
  [
    'Authlib',
    'authlib-client.py',
    [
      'client_credentials by basic, post and private_key_jwt',
      'log in, call, refresh, introspect, revoke',
      'auto refresh with update_token',
      'refusals by their names',
    ],
  ],
  [
    'requests-oauthlib',
    'requests-oauthlib-client.py',
    ['client_credentials by basic and post', 'log in, call, refresh', 'auto refresh with token_updater'],
  ],
  ['PyJWT', 'pyjwt-verifier.py', ['verified for its audience, refused for others']],
])('%s works with the service (RFC 6749, RFC 7009, RFC 7662, RFC 9068)', async (_, script, held) => {
  const robotKey = await exportPKCS8(s.robotKey)
  const given = { issuer: s.url, secret: s.secret, awkward: AWKWARD_SECRET, robotKey, password: PASSWORD, orders: ORDERS }
  expect(await python(script, given)).toEqual({ said: held, complaint: '' })
})
