// @mintmark/verify, packed as its users get it, behind Hono on each runtime, as in docs/protect-a-service.md.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { type ConsumerProject, installPacked } from '../sdk/packed-package.ts'
import { getWith } from '../sdk/raw-request.ts'
import { databases } from '../support/databases.ts'
import { PASSWORD, type RunningService, startService } from '../support/service.ts'
import { createRunningSystem } from '../support/test-system.ts'
import { RUNTIMES, run, start } from './runtimes.ts'

const ORDERS = 'https://orders.example.com'

const SERVER = `
import { requireAuth } from '@mintmark/verify/hono'
import { Hono } from 'hono'
const [issuer] = process.argv.slice(2)
const app = new Hono()
app.get('/orders', requireAuth({ issuer, audience: '${ORDERS}', scope: 'data:read' }), (c) => c.json({ orders: [], of: c.get('auth').username }))
const { fetch } = app
const hostname = '127.0.0.1'
if (globalThis.Bun) console.log(Bun.serve({ fetch, port: 0, hostname }).port)
else if (globalThis.Deno) Deno.serve({ port: 0, hostname, onListen: ({ port }) => console.log(port) }, fetch)
else (await import('@hono/node-server')).serve({ fetch, port: 0, hostname }, ({ port }) => console.log(port))
`
/** Prints which adapters can be loaded there. */
const ALL = `
const names = ['hono', 'express', 'fastify']
const loaded = await Promise.all(names.map((name) => import('@mintmark/verify/' + name)))
console.log(JSON.stringify(loaded.map((module) => typeof module.requireAuth)))
`

let s: RunningService
let project: ConsumerProject
beforeAll(async () => {
  const { config } = await databases.find(({ kind }) => kind === 'sqlite')!.fresh()
  // The verifiers use the machine's clock.
  s = await startService(config, { config: { audience: [ORDERS] }, system: createRunningSystem(), ownIssuer: true })
  await s.addUser('alice', { scope: 'data:read admin' })
  project = await installPacked('sdk/verify', ['hono', '@hono/node-server'])
  project.write('server.mjs', SERVER)
  project.write('all.mjs', ALL)
})

afterAll(() => s.stop())

describe.each(RUNTIMES)('on $name', (runtime) => {
  test('valid tokens open the route, and others get the reason (RFC 6750 §3)', async () => {
    const port = await start(runtime, project.folder, 'server.mjs', s.url)
    const get = (...tokens: string[]) =>
      getWith(
        `http://127.0.0.1:${port}/orders`,
        tokens.map((token) => `Bearer ${token}`),
      )
    const tokenFor = async (form: Record<string, string>) =>
      (await s.form('/token', { grant_type: 'password', username: 'alice', password: PASSWORD, ...form })).body.access_token
    const good = await tokenFor({ resource: ORDERS })
    expect(await get(good)).toMatchObject({ status: 200, body: { orders: [], of: 'alice' } })
    expect(await get()).toMatchObject({ status: 401, challenge: 'Bearer realm="mintmark"' })
    for (const bad of [`${good}x`, await tokenFor({ resource: s.url })]) {
      expect(await get(bad)).toMatchObject({ status: 401, challenge: expect.stringContaining('error="invalid_token"') })
    }
    const narrow = await tokenFor({ resource: ORDERS, scope: 'admin' })
    expect(await get(narrow)).toMatchObject({ status: 403, challenge: expect.stringContaining('scope="data:read"') })
  })

  test('an unreachable issuer gives 503, never 401', async () => {
    const port = await start(runtime, project.folder, 'server.mjs', `http://127.0.0.1:${await freePort()}`)
    const { access_token } = await s.logIn('alice')
    expect(await getWith(`http://127.0.0.1:${port}/orders`, [`Bearer ${access_token}`])).toMatchObject({ status: 503 })
  })

  test('every adapter loads', async () => {
    expect(await run(runtime, project.folder, 'all.mjs')).toEqual(['function', 'function', 'function'])
  })
})
