// The service serves exactly the operations that the contract lists.
import { describe, expect } from 'vitest'
import { conformingFetch } from '../support/conformance.ts'
import { contract, operations } from '../support/contract.ts'
import { sqlite } from '../support/databases.ts'
import { onDatabase } from '../support/fixtures.ts'
import { derivedFrom, differing, inventoryOf } from './drift.ts'

/** Methods that both `fetch` and an HTTP server accept. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'PURGE']

const test = onDatabase(sqlite)

test('the served routes are exactly those of the contract', ({ service }) => {
  const served = service.service.app.routes.map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  expect([...new Set(served)].sort()).toEqual(inventoryOf(contract).sort())
})

test('the served routes are described as in the contract', ({ service }) => {
  expect(differing(derivedFrom(service.service.app as never, contract), contract)).toEqual([])
})

describe.each([...new Set(operations.map(({ path }) => path))])('%s', (template) => {
  const allowed = operations.filter(({ path }) => path === template).map(({ method }) => method)
  const path = template.replaceAll(/\{[^}]+\}/g, 'x')

  test.for(METHODS.filter((method) => !allowed.includes(method)))(
    'refuses %s and names the allowed methods',
    async (method, { service }) => {
      const { status, headers } = await service.send(method, path)
      expect(status).toBe(405)
      expect(headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(allowed))
    },
  )
})

test.for(operations.filter(({ method }) => method === 'GET'))(
  '$path answers HEAD like GET, without a body',
  async ({ path }, { service }) => {
    const ask = conformingFetch(service.url)
    const [get, head] = [await ask(path), await ask(path, { method: 'HEAD' })]
    expect(head.status).toBe(get.status)
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
  },
)

test.for(['/nope', '/token/', '/Token', '/me/sessions/a/b', '/openapi.jso', '/openapixjson', '/me%2fsessions', '/protected/x'])(
  'the path %s is unknown',
  async (path, { service }) => expect((await service.send('GET', path)).status).toBe(404),
)
