// The packed package @mintmark/client on each runtime: sessions in memory and in a file, service tokens, and
// an unreachable service.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { createFileTokenStore } from '../../sdk/client/src/node.ts'
import { temporaryFolder } from '../process/mintmark.ts'
import { type ConsumerProject, installPacked } from '../sdk/packed-package.ts'
import { playground } from '../sdk/playground.ts'
import { PASSWORD } from '../support/service.ts'
import { RUNTIMES, run } from './runtimes.ts'

const ORDERS = 'https://orders.example.com'
const p = playground({ audience: [ORDERS] })

const HEAD = `
import { createMintmarkClient, createServiceTokens } from '@mintmark/client'
import { createFileTokenStore } from '@mintmark/client/node'
const [baseUrl, argument] = process.argv.slice(2)
const login = { username: 'alice', password: '${PASSWORD}' }
let lateMs = 0
const system = {
  nowMs: () => Date.now() + lateMs,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
}
const print = (value) => console.log(JSON.stringify(value))
const statuses = async (calls) => (await Promise.all(calls)).map(({ status }) => status)
const calls = (client, times) => statuses(Array.from({ length: times }, () => client.get('/me')))
`
const PROGRAMS = {
  /** By the client's clock, the access token expires 900 s after the login. */
  'session.mjs': `
const client = createMintmarkClient({ baseUrl, system })
const opened = await statuses([client.logIn(login)])
lateMs = 900_000
const called = await calls(client, 30)
const other = await client.fetch(baseUrl + '/protected', {}, { resource: '${ORDERS}' })
const { username } = await client.session()
const closed = [...(await statuses([client.logOut()])), ...(await statuses([client.get('/me')]))]
print({ opened, called, username, other: other.response.status, closed })
`,
  'file.mjs': `
const client = createMintmarkClient({ baseUrl, system, store: createFileTokenStore(argument) })
lateMs = 900_000
print(await calls(client, 15))
`,
  'away.mjs': `
const retry = { tries: 2 }
const client = createMintmarkClient({ baseUrl: argument, retry, system: { ...system, sleep: async () => {} } })
const slow = createMintmarkClient({ baseUrl, timeoutSeconds: 0.1, fetch: () => new Promise(() => {}) })
const leaving = new AbortController()
const left = slow.get('/livez', { signal: leaving.signal })
leaving.abort()
print(await statuses([client.logIn(login), client.get('/livez'), slow.get('/livez'), left]))
`,
  'service.mjs': `
const tokens = createServiceTokens({ baseUrl, client: { id: 'shop', secret: argument } })
const asked = await Promise.all(Array.from({ length: 20 }, () => tokens.accessToken({ resource: '${ORDERS}' })))
const refused = await createServiceTokens({ baseUrl, client: { id: 'shop', secret: 'x'.repeat(32) } }).accessToken()
print({ tokens: new Set(asked.map(({ accessToken }) => accessToken)).size, refused: refused.answer.body.error })
`,
}

let project: ConsumerProject
let secret: string
beforeAll(async () => {
  project = await installPacked('sdk/client')
  for (const [path, text] of Object.entries(PROGRAMS)) project.write(path, HEAD + text)
  secret = await p.s.addClient('shop', { audiences: [ORDERS] })
})

describe.each(RUNTIMES)('on $name', (runtime) => {
  test('a login and 30 calls cost one refresh (R 6)', async () => {
    expect(await run(runtime, project.folder, 'session.mjs', p.between.url)).toEqual({
      opened: [200],
      called: Array(30).fill(200),
      username: 'alice',
      // The token is for another service.
      other: 401,
      closed: [200, 'session_ended'],
    })
    expect(p.between.refreshes().map(({ form }) => form.get('resource'))).toEqual([null, ORDERS, ORDERS])
  })

  test('two processes on one file send one refresh (R 6)', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'session.json')
    // The programs use the machine's clock.
    await p.loggedIn({ store: createFileTokenStore(file), system: { ...p.world, nowMs: Date.now } })
    const both = [1, 2].map(() => run(runtime, project.folder, 'file.mjs', p.between.url, file))
    expect(await Promise.all(both)).toEqual([Array(15).fill(200), Array(15).fill(200)])
    expect(p.between.refreshes()).toHaveLength(1)
    expect(readdirSync(folder)).toEqual(['session.json'])
  })

  test('an unreachable or hanging service gives a result, not an exception', async () => {
    const closed = `http://127.0.0.1:${await freePort()}`
    expect(await run(runtime, project.folder, 'away.mjs', p.between.url, closed)).toEqual(['network', 'network', 'network', 'aborted'])
  })

  test('20 callers share one service token (X 1)', async () => {
    expect(await run(runtime, project.folder, 'service.mjs', p.between.url, secret)).toEqual({ tokens: 1, refused: 'invalid_client' })
    expect(p.between.count('POST /token')).toBe(2)
  })
})

test.each(['sdk/client/README.md', 'sdk/verify/README.md', 'docs/service-to-service.md'])('%s names the tested versions', async (page) => {
  const text = readFileSync(page, 'utf8')
  for (const { name, version } of RUNTIMES.slice(1)) {
    const [number] = /\d+\.\d+\.\d+/.exec(await version())!
    expect(text).toContain(`${name} ${number}`)
  }
})
