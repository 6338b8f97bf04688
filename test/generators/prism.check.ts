// Prism is a proxy between a client and the service. It compares each request and answer with the contract.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { sqlite } from '../support/databases.ts'
import type { Api, CreateApi } from './api.ts'
import { CALLS, type World } from './calls.ts'
import { FOLDER, GENERATORS, generate } from './generators.ts'
import { startWorld } from './world.ts'

type CreateApiWith = (...given: [...Parameters<CreateApi>, typeof fetch]) => Api

/** What Prism says of a call that departs from the contract, because its request has no token. */
const TRUE_VIOLATIONS: Record<string, string[]> = {
  'a protected route without a token': ['Invalid security scheme used'],
}

let world: Omit<World, 'client'>
let createApiWith: CreateApiWith
let proxy: string
let stopProxy: () => void
beforeAll(async () => {
  world = await startWorld(await sqlite.fresh())
  await generate(GENERATORS.find(({ name }) => name === 'openapi-fetch')!)
  ;({ createApiWith } = (await import(join(FOLDER, 'clients', 'openapi-fetch.ts'))) as { createApiWith: CreateApiWith })
  const port = await freePort()
  const prism = spawn(
    process.execPath,
    [join(FOLDER, 'node_modules/.bin/prism'), 'proxy', 'openapi/openapi.yaml', world.service.url, '--port', String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  stopProxy = () => prism.kill()
  let said = ''
  while (!said.includes('Prism is listening')) said += String((await once(prism.stdout, 'data'))[0])
  prism.stdout.resume()
  proxy = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  stopProxy()
  await world.service.stop()
})

/** Returns what Prism says about each answer in the header `sl-violations`. */
const violationsIn = ({ headers }: Response): string[] =>
  JSON.parse(headers.get('sl-violations') ?? '[]').map(({ message }: { message: string }) => message)

test.each(CALLS)('$name: Prism finds what is there, and nothing else', async ({ name, make, status }) => {
  const violations: string[] = []
  const watching: typeof fetch = async (...request) => {
    const response = await fetch(...request)
    violations.push(...violationsIn(response))
    return response
  }
  const client = (authorization?: string) => createApiWith(proxy, authorization === undefined ? {} : { authorization }, watching)
  expect((await make({ ...world, client })).status).toBe(status)
  expect(violations).toEqual(TRUE_VIOLATIONS[name] ?? [])
})

test('Prism finds a request that breaks the contract', async () => {
  const headers = { authorization: `Bearer ${(await world.service.logIn('alice')).access_token}` }
  expect(violationsIn(await fetch(`${proxy}/admin/users?limit=1000`, { headers }))).not.toEqual([])
})
