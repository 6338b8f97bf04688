// What the contract itself must say, beyond what a linter checks. Each operation declares the refusals that
// its request can cause, and there are exactly two error bodies.
import { describe, expect, test } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract, deref, type Operation, operations, takesToken } from '../support/contract.ts'

/** Declared once for the service; no operation refers to them. */
const OF_THE_SERVICE = ['ContentTooLarge', 'HeadersTooLarge', 'MalformedRequest', 'MethodNotAllowed', 'NotFound', 'RequestTimeout']

const ERROR_BODIES: Record<string, string> = {
  'application/problem+json': '#/components/schemas/Problem',
  'application/json': '#/components/schemas/OAuthError',
}

function refusalsNeeded(operation: Operation): string[] {
  const { declared, path } = operation
  const needsToken = takesToken(operation)
  const media = Object.keys(declared.requestBody?.content ?? {})
  const places: string[] = (declared.parameters ?? []).map((parameter: object) => deref(parameter).in)
  return [
    ...(needsToken ? ['401', '503'] : []),
    ...(needsToken && (declared.security[0].bearer.length > 0 || declared['x-audience']) ? ['403'] : []),
    ...(media.includes('application/json') ? ['400', '415', '422'] : []),
    ...(media.includes('application/x-www-form-urlencoded') ? ['400', '401'] : []),
    ...(path.includes('{') ? ['404'] : []),
    ...(places.includes('header') ? ['400'] : []),
    ...(places.includes('query') ? ['422'] : []),
  ]
}

describe.each(operations)('$id', (operation) => {
  const responses = Object.entries<object>(operation.declared.responses).map(([status, node]): Node => ({ status, ...deref(node) }))

  test('declares every refusal that its request can cause', () => {
    expect(Object.keys(operation.declared.responses)).toEqual(expect.arrayContaining(refusalsNeeded(operation)))
  })

  test('refuses with one of the two error bodies, and forbids caching', () => {
    for (const { status, content, headers } of responses.filter(({ status }) => Number(status) >= 400)) {
      for (const [media, { schema }] of Object.entries<Node>(content)) {
        expect(schema, status).toEqual({ $ref: ERROR_BODIES[media] })
      }
      expect(headers['Cache-Control'], status).toEqual({ $ref: '#/components/headers/NoStore' })
    }
  })

  test('has a challenge on every 401 and Retry-After on 429 and 503', () => {
    for (const { status, headers } of responses) {
      if (status === '401') expect(headers['WWW-Authenticate']).toBeDefined()
      if (status === '429' || status === '503') expect(headers['Retry-After']).toBeDefined()
    }
  })

  test('says for each success whether it may be stored', () => {
    for (const { headers } of responses.filter(({ status }) => Number(status) < 300)) expect(headers['Cache-Control']).toBeDefined()
  })
})

test.each(operations.filter(takesToken))('$id needs the same scopes however the token was obtained', ({ declared: { security } }) => {
  const [{ bearer: scopes }, ...others] = security
  expect(scopes).toBeDefined()
  for (const way of others) expect(Object.values(way)).toEqual([scopes])
  expect(security).toContainEqual({ password: scopes })
})

test('every component is used, except the responses of the whole service', () => {
  const text = JSON.stringify(contract)
  const unused = Object.entries<object>(contract.components)
    .filter(([kind]) => kind !== 'securitySchemes')
    .flatMap(([kind, named]) => Object.keys(named).filter((name) => !text.includes(`"#/components/${kind}/${name}"`)))
  expect(unused.filter((name) => !OF_THE_SERVICE.includes(name))).toEqual([])
})
