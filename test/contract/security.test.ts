// The service requires exactly the credentials that the contract declares, for each operation.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Operation, operations } from '../support/contract.ts'
import { sqlite } from '../support/databases.ts'
import { ISSUER, PASSWORD, type RunningService, startService } from '../support/service.ts'

/** True if every alternative needs credentials. */
const isGuarded = ({ declared: { security } }: Operation): boolean =>
  security.length > 0 && security.every((requirement: object) => Object.keys(requirement).length > 0)
const guarded = operations.filter(isGuarded)
const open = operations.filter(({ declared }) => declared.security.length === 0)

const needsScope = guarded.filter(({ declared: { security } }) => security[0].bearer?.length > 0)
const needsExclusiveAudience = guarded.filter(({ declared }) => declared['x-audience'] === 'exclusive')

const pathOf = ({ path }: Operation) => path.replaceAll(/\{[^}]+\}/g, 'x')

let s: RunningService
let scopeless: string
let scopelessForUsAlone: string
beforeAll(async () => {
  s = await startService((await sqlite.fresh()).config, { config: { audience: ['https://orders.example.com'] } })
  await s.addUser('alice', { scope: 'nothing' })
  scopeless = (await s.logIn('alice')).access_token
  scopelessForUsAlone = (await s.form('/token', { username: 'alice', password: PASSWORD, resource: ISSUER })).body.access_token
})
afterAll(() => s.stop())

const ask = ({ method, ...operation }: Operation, headers: Record<string, string> = {}) =>
  s.send(method, pathOf({ method, ...operation }), { headers })

test('there are operations of each kind', () => {
  for (const kind of [guarded, open, needsScope, needsExclusiveAudience]) expect(kind).not.toEqual([])
})

describe.each(guarded)('$id', (operation) => {
  test('refuses a request without credentials before any other check', async () => {
    const { status, headers, body } = await ask(operation)
    expect(status).toBe(401)
    expect(body).toEqual({ detail: 'Not authenticated' })
    expect(headers.get('www-authenticate')).not.toContain('error=')
  })

  test('refuses an invalid token', async () => {
    const { status, headers, body } = await ask(operation, { authorization: 'Bearer nonsense' })
    expect(status).toBe(401)
    expect(body).toEqual({ detail: 'Invalid or expired token' })
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test('refuses credentials of another scheme', async () => {
    expect((await ask(operation, { authorization: `Basic ${btoa('alice:secret')}` })).status).toBe(401)
  })
})

test.each(needsScope)('$id refuses a token without its scope, and names it', async (operation) => {
  const { status, headers } = await ask(operation, { authorization: `Bearer ${scopelessForUsAlone}` })
  expect(status).toBe(403)
  expect(headers.get('www-authenticate')).toContain(`scope="${operation.declared.security[0].bearer.join(' ')}"`)
})

test.each(needsExclusiveAudience)('$id refuses a token that other services also accept', async (operation) => {
  expect((await ask(operation, { authorization: `Bearer ${scopeless}` })).status).toBe(403)
})

test.each(open)('$id asks for no credentials', async (operation) => {
  expect((await ask(operation)).status).not.toBe(401)
})
