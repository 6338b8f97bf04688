// The service requires exactly the credentials that the contract declares, for each operation.
import { describe, expect } from 'vitest'
import { type Operation, operations } from '../support/contract.ts'
import { sqlite } from '../support/databases.ts'
import { onDatabase } from '../support/fixtures.ts'
import { ISSUER, PASSWORD } from '../support/service.ts'

/** True if every alternative needs credentials. */
const isGuarded = ({ declared: { security } }: Operation): boolean =>
  security.length > 0 && security.every((requirement: object) => Object.keys(requirement).length > 0)
const guarded = operations.filter(isGuarded)
const open = operations.filter(({ declared }) => declared.security.length === 0)

const needsScope = guarded.filter(({ declared: { security } }) => security[0].bearer?.length > 0)
const needsExclusiveAudience = guarded.filter(({ declared }) => declared['x-audience'] === 'exclusive')

const pathOf = ({ path }: Operation) => path.replaceAll(/\{[^}]+\}/g, 'x')

const test = onDatabase(sqlite, { config: { audience: ['https://orders.example.com'] } })
  .extend(
    'ask',
    ({ service }) =>
      (operation: Operation, headers: Record<string, string> = {}) =>
        service.send(operation.method, pathOf(operation), { headers }),
  )
  .extend('logIn', ({ service }) => async (form: Record<string, string> = {}): Promise<string> => {
    return (await service.form('/token', { username: 'alice', password: PASSWORD, ...form })).body.access_token
  })
test.beforeAll(async ({ service }) => {
  await service.addUser('alice', { scope: 'nothing' })
})

test('there are operations of each kind', () => {
  for (const kind of [guarded, open, needsScope, needsExclusiveAudience]) expect(kind).not.toEqual([])
})

describe.each(guarded)('$id', (operation) => {
  test('refuses a request without credentials before any other check', async ({ ask }) => {
    const { status, headers, body } = await ask(operation)
    expect(status).toBe(401)
    expect(body).toEqual({ detail: 'Not authenticated' })
    expect(headers.get('www-authenticate')).not.toContain('error=')
  })

  test('refuses an invalid token', async ({ ask }) => {
    const { status, headers, body } = await ask(operation, { authorization: 'Bearer nonsense' })
    expect(status).toBe(401)
    expect(body).toEqual({ detail: 'Invalid or expired token' })
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test('refuses credentials of another scheme', async ({ ask }) => {
    expect((await ask(operation, { authorization: `Basic ${btoa('alice:secret')}` })).status).toBe(401)
  })
})

test.for(needsScope)('$id refuses a token without its scope, and names it', async (operation, { ask, logIn }) => {
  const { status, headers } = await ask(operation, { authorization: `Bearer ${await logIn({ resource: ISSUER })}` })
  expect(status).toBe(403)
  expect(headers.get('www-authenticate')).toContain(`scope="${operation.declared.security[0].bearer.join(' ')}"`)
})

test.for(needsExclusiveAudience)('$id refuses a token that other services also accept', async (operation, { ask, logIn }) => {
  expect((await ask(operation, { authorization: `Bearer ${await logIn()}` })).status).toBe(403)
})

test.for(open)('$id asks for no credentials', async (operation, { ask }) => {
  expect((await ask(operation)).status).not.toBe(401)
})
