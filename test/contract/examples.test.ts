import { describe, expect, test } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract, deref, faultsOf } from '../support/contract.ts'

interface Example {
  at: string
  schema: Node
  value: unknown
}

/** Returns every example of the document with its schema. */
function examplesIn(node: unknown, at = '#'): Example[] {
  if (node === null || typeof node !== 'object') return []
  const { schema, example, examples } = node as Node
  const here = schema === undefined ? [] : Object.entries<Node>(examples ?? (example === undefined ? {} : { example: { value: example } }))
  return [
    ...here.map(([name, { value }]) => ({ at: `${at}/${name}`, schema, value })),
    ...Object.entries(node)
      .filter(([key]) => key !== 'examples' && key !== 'example')
      .flatMap(([key, value]) => examplesIn(value, `${at}/${key}`)),
  ]
}

const examples = examplesIn(contract)

test.each(examples)('the example $at validates against its schema', ({ schema, value }) => {
  expect(faultsOf(schema, value)).toEqual([])
})

describe('every body has an example', () => {
  const bodies = Object.entries<Node>(contract.paths).flatMap(([path, item]) =>
    Object.entries<Node>(item).flatMap(([method, { requestBody, responses }]) =>
      Object.entries<Node>({ ...(requestBody ? { request: requestBody } : {}), ...responses }).flatMap(([part, body]) =>
        Object.entries<Node>(deref(body).content ?? {}).map(([media, content]) => ({ at: `${method} ${path} ${part} ${media}`, content })),
      ),
    ),
  )
  /** The contract would be its own example. */
  const itself = ['get /openapi.json 200 application/json', 'get /openapi.yaml 200 application/yaml']

  test.each(bodies.filter(({ at }) => !itself.includes(at)))('$at', ({ content }) => {
    expect(Object.keys(content.examples ?? {})).not.toEqual([])
  })
})
