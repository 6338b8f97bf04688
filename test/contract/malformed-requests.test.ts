// Every operation, with what a careless or hostile client may send, must answer with a declared refusal and
// never fail. The harness checks each answer against the contract, so an undeclared status, media type or
// body fails the test.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deref, type Operation, operations, takesToken } from '../support/contract.ts'
import { sqlite } from '../support/databases.ts'
import { PASSWORD, type RunningService, startService } from '../support/service.ts'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'
const bytes = (...values: number[]) => new Uint8Array(values)

type Body = string | Uint8Array<ArrayBuffer>

const FORMS: [string, Body][] = [
  ['an empty form', ''],
  ['no parameter', '&&&'],
  ['a parameter without a name', '=x'],
  ['an unknown grant', 'grant_type=nope'],
  ['a repeated parameter', 'grant_type=password&grant_type=password&username=a&password=b'],
  ['a broken escape', 'grant_type=%&username=%zz'],
  ['escapes that are not UTF-8', 'username=%ff&password=%fe'],
  ['a surrogate', 'username=%ed%a0%80&password=x'],
  ['a NUL', 'username=a%00&password=x'],
  ['bytes that are not UTF-8', bytes(0x61, 0x3d, 0xff, 0xfe)],
  ['arrays', 'username[]=a&password[]=b'],
  ['the prototype', '__proto__=x&constructor=y&toString=z'],
  ['a scope with odd characters', 'grant_type=password&username=a&password=b&scope=%22%5C'],
  ['JSON', '{"grant_type":"password"}'],
  ['a refresh token with odd characters', `grant_type=refresh_token&refresh_token=${encodeURIComponent('mrt_ü\n')}`],
]

const DOCUMENTS: [string, Body, number][] = [
  ['nothing', '', 400],
  ['half a document', '{', 400],
  ['two documents', '{}{}', 400],
  ['a form', 'username=a&password=b', 400],
  ['bytes that are not UTF-8', bytes(0x22, 0xff, 0x22), 400],
  ['UTF-16', bytes(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00), 400],
  ['a byte order mark', bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d), 400],
  ['null', 'null', 422],
  ['a list', '[]', 422],
  ['a number', '1', 422],
  ['text', '"a"', 422],
  ['no members', '{}', 422],
  ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 422],
  ['the prototype', '{"__proto__":{"username":"a","password":"b"}}', 422],
  ['members of other types', '{"username":1,"password":{},"current_password":[],"new_password":true}', 422],
  ['members that are null', '{"username":null,"password":null,"current_password":null,"new_password":null}', 422],
]

const OTHER_TYPES = [
  undefined,
  'text/plain',
  'multipart/form-data; boundary=x',
  `${JSON_TYPE}; charset=utf-16`,
  `${FORM}; charset=latin1`,
  'application/jsonp',
  'application/problem+json',
  ';',
  'a/b/c',
]

const HEADERS: [string, Record<string, string>][] = [
  ...['Bearer', 'Bearer ', 'bearer  x', 'Bearer a b', 'Bearer a.b.c', 'Bearer mrt_', 'Bearer mrt_%00', `Bearer ${'x'.repeat(8000)}`].map(
    authorization,
  ),
  ...['Basic', 'Basic !!!', 'Basic YQ==', `Basic ${btoa(':')}`, `Basic ${btoa('\xff:\xfe')}`, 'Digest a="b"', ',', '='].map(authorization),
  ['an odd Accept', { accept: 'image/*;q=x' }],
  ['a Range', { range: 'bytes=0-0' }],
  ['conditions', { 'if-none-match': '*', 'if-modified-since': 'never' }],
  ['forwarded addresses', { 'x-forwarded-for': '1.2.3.4, "', forwarded: 'for=_a;by=' }],
  ['an odd Cookie', { cookie: '=;;=\t' }],
  ['another method', { 'x-http-method-override': 'DELETE' }],
  ['an odd Origin', { origin: 'null' }],
  ['an odd language', { 'accept-language': 'x'.repeat(1000) }],
]

function authorization(value: string): [string, Record<string, string>] {
  return [`Authorization: ${value.slice(0, 20)}`, { authorization: value }]
}

const mediaOf = ({ declared }: Operation): string | undefined => Object.keys(declared.requestBody?.content ?? {})[0]
const targetOf = ({ path }: Operation) => path.replace('{asset}', 'mintmark.css').replaceAll(/\{[^}]+\}/g, 'x')

let s: RunningService
let token: string
beforeAll(async () => {
  s = await startService((await sqlite.fresh()).config, { config: { docs: true } })
  await s.addUser('alice', { scope: 'data:read admin' })
  token = (await s.form('/token', { username: 'alice', password: PASSWORD, scope: 'data:read admin' })).body.access_token
})
afterAll(async () => {
  const answered = s.logged.map((line) => JSON.parse(line)).filter(({ message, status }) => message === 'answered' && status >= 400)
  expect(answered.length).toBeGreaterThan(1000)
  // The log line of each refusal has a code and a reason (G 1).
  expect(answered.filter(({ code, reason }) => !code || !reason)).toEqual([])
  await s.stop()
})

const send = (operation: Operation, headers: Record<string, string>, body?: Body) =>
  s.send(operation.method, targetOf(operation), {
    headers: { ...(takesToken(operation) ? { authorization: `Bearer ${token}` } : {}), ...headers },
    ...(body === undefined ? {} : { body }),
  })

describe.each(operations.filter((operation) => mediaOf(operation) === FORM))('$id', (operation) => {
  test.each(FORMS)('refuses a malformed form: %s', async (_, form) => {
    const { status, body } = await send(operation, { 'content-type': FORM }, form)
    expect([400, 401]).toContain(status)
    expect(body.detail).toEqual(expect.any(String))
  })

  test.each(OTHER_TYPES)('refuses a body of the type %s', async (type) => {
    const form = new TextEncoder().encode('grant_type=refresh_token&refresh_token=x')
    expect((await send(operation, type === undefined ? {} : { 'content-type': type }, form)).status).toBe(400)
  })
})

/**
 * If no member is required, an empty document is valid and the answer is 404. If the body is optional too, no
 * document is also valid.
 */
const isGood = ({ declared: { requestBody } }: Operation, name: string): boolean =>
  deref(requestBody.content[JSON_TYPE].schema).required === undefined &&
  (name === 'no members' || (name === 'nothing' && requestBody.required !== true))

describe.each(operations.filter((operation) => mediaOf(operation) === JSON_TYPE))('$id', (operation) => {
  test.each(DOCUMENTS)('refuses a malformed document: %s', async (name, document, expected) => {
    const { status, body } = await send(operation, { 'content-type': JSON_TYPE }, document)
    expect(status).toBe(isGood(operation, name) ? 404 : expected)
    if (status === 422) expect(body.errors).not.toEqual([])
  })

  test.each(OTHER_TYPES)('refuses a body of the type %s', async (type) => {
    const document = new TextEncoder().encode('{"username":"a","password":"b"}')
    expect((await send(operation, type === undefined ? {} : { 'content-type': type }, document)).status).toBe(415)
  })
})

describe.each(operations.filter((operation) => operation.path.includes('{')))('$id', (operation) => {
  const { method, path } = operation
  const document = mediaOf(operation) === undefined ? {} : { body: '{}' }
  test.each(['%00', '%ff', '%F0%9F%98%80', 'a%2Fb', '%25', '*', "'--", 'x'.repeat(4000), '__proto__'])(
    'finds nothing for %s',
    async (value) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': JSON_TYPE }
      expect((await s.send(method, path.replaceAll(/\{[^}]+\}/g, value), { headers, ...document })).status).toBe(404)
    },
  )
})

describe.each(operations)('$id', (operation) => {
  test.each(HEADERS)('gives a declared answer to %s', async (_, headers) => {
    const body = mediaOf(operation) === undefined ? undefined : ''
    const { status } = await s.send(operation.method, targetOf(operation), { headers, ...(body === undefined ? {} : { body }) })
    expect(status).toBeLessThan(500)
    if (takesToken(operation)) expect(status).toBe(401)
  })
})

test.each(operations.filter((operation) => mediaOf(operation) === undefined))('$id ignores an unknown query', async (operation) => {
  const { status } = await s.send(operation.method, `${targetOf(operation)}?a=1&a=%ff&b[]=&%zz`)
  expect(status).toBe(takesToken(operation) ? 401 : 200)
})
