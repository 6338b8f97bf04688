import { expect, test } from 'vitest'
import { generateRoutes } from '../../scripts/generate-routes.ts'
import type { Node } from '../../scripts/json-pointer.ts'

const ok = { 200: { description: '', content: { 'application/json': { schema: { $ref: '#/components/schemas/Health' } } } } }
const withOperation = (operation: Node, method = 'get', path = '/things'): Node => ({
  paths: { [path]: { [method]: { operationId: 'listThings', security: [], responses: ok, ...operation } } },
  components: { schemas: { Health: { type: 'object' }, Limit: { type: 'integer' } } },
})
const inQuery = (schema: Node) => ({ parameters: [{ name: 'limit', in: 'query', schema }] })

test('an integer in a query is generated as a number', () => {
  const text = generateRoutes(withOperation(inQuery({ $ref: '#/components/schemas/Limit' })))
  expect(text).toContain('query: zListThingsQuery.extend({ limit: integer(zListThingsQuery.shape.limit) }),')
  expect(text).toContain("import { createRoute, z } from '@hono/zod-openapi'")
})

test('a response of several media types keeps them all', () => {
  const schema = { $ref: '#/components/schemas/Health' }
  const content = { 'application/json': { schema }, 'application/problem+json': { schema } }
  expect(generateRoutes(withOperation({ responses: { 401: { content } } }))).toContain(
    "401: { description: '', content: { 'application/json': { schema: zHealth }, 'application/problem+json': { schema: zHealth } } },",
  )
})

test('a body is required if the contract requires it', () => {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Health' } } }
  expect(generateRoutes(withOperation({ requestBody: { required: true, content } }))).toContain('body: { required: true,')
  expect(generateRoutes(withOperation({ requestBody: { content } }))).toContain('body: { required: false,')
})

test.each<[string, Node, RegExp]>([
  ['an unknown method', withOperation({}, 'parameters'), /\/things: 'parameters'/],
  ['a missing operationId', withOperation({ operationId: undefined }), /get \/things/],
  ['missing security', withOperation({ security: undefined }), /listThings: say its security/],
  ['callbacks', withOperation({ callbacks: {} }), /listThings: 'callbacks'/],
  ['a cookie parameter', withOperation({ parameters: [{ name: 'a', in: 'cookie' }] }), /listThings: a parameter in 'cookie'/],
  ['a query parameter of another type', withOperation(inQuery({ type: 'boolean' })), /listThings: 'limit' cannot be of type 'boolean'/],
  ['a query parameter without a type', withOperation(inQuery({ anyOf: [] })), /listThings: 'limit' cannot be/],
  ['an integer in a path', withOperation({ parameters: [{ name: 'n', in: 'path', schema: { type: 'integer' } }] }), /listThings: 'n'/],
  ['two media types of a body', withOperation({ requestBody: { content: { 'application/json': {}, 'text/csv': {} } } }), /one media type/],
  ['another media type of a body', withOperation({ requestBody: { content: { 'multipart/form-data': {} } } }), /one media type/],
  ['a default response', withOperation({ responses: { default: {} } }), /listThings: 'default' is not a status/],
  ['a range of statuses', withOperation({ responses: { '4XX': {} } }), /listThings: '4XX' is not a status/],
  [
    'a response whose schema has no name',
    withOperation({ responses: { 200: { content: { 'application/json': { schema: { type: 'object' } } } } } }),
    /listThings 200: give the schema a name/,
  ],
  ['a dangling reference', withOperation({ responses: { 200: { $ref: '#/components/responses/Nope' } } }), /Nope points at nothing/],
  [
    'an operationId used twice',
    { paths: { '/a': withOperation({}).paths['/things'], '/b': withOperation({}).paths['/things'] } },
    /listThings: the operationId is not unique/,
  ],
])('the generation stops at %s', (_, contract, sentence) => {
  expect(() => generateRoutes(contract)).toThrow(sentence)
})
