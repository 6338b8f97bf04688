// What the contract owes to the generators of others (docs/decisions/0020-a-contract-for-generators.md).
import { describe, expect, test } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract, operations } from '../support/contract.ts'

/** A tool that takes the first alternative sends the least. */
const ORDER = ['', 'clientBasic', 'password', 'clientCredentials', 'bearer']

test('the server is empty, so no path begins with two slashes (RFC 3986 §4.2)', () => {
  expect(contract.servers.map(({ url }: { url: string }) => url)).toEqual([''])
})

describe.each(operations)('$id', ({ declared: { security, responses, requestBody } }) => {
  test('lists its ways in from the least to the most', () => {
    const ranks = security.map((way: object) => ORDER.indexOf(Object.keys(way).join()))
    expect(ranks).not.toContain(-1)
    expect(ranks).toEqual(ranks.toSorted())
  })

  test('has its successes in line, with named schemas', () => {
    for (const [, response] of Object.entries<Node>(responses).filter(([status]) => status.startsWith('2'))) {
      expect(response).not.toHaveProperty('$ref')
      for (const { schema } of Object.values<Node>(response.content ?? {})) expect(schema).toHaveProperty('$ref')
    }
  })

  test('has a named schema for its body', () => {
    for (const { schema } of Object.values<Node>(requestBody?.content ?? {})) expect(schema).toHaveProperty('$ref')
  })
})

test('a form whose parameters may be lists has alternatives', () => {
  const forms = operations.flatMap(({ declared: { requestBody } }) => requestBody?.content['application/x-www-form-urlencoded'] ?? [])
  const schemas: Node[] = forms.map(({ schema }) => contract.components.schemas[schema.$ref.split('/').at(-1)])
  expect(schemas.filter(({ properties }) => properties?.resource)).toEqual([])
  expect(schemas.filter(({ anyOf }) => anyOf)).toHaveLength(2)
})
