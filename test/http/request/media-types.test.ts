// RFC 9110 §5.6.6, §8.3.1: what a request says of its body is read in the same way on every route.
import { describe, expect } from 'vitest'
import { type Operation, operations } from '../../support/contract.ts'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { withConnection } from '../../support/raw-connection.ts'
import type { RunningService } from '../../support/service.ts'

const test = onDatabase(sqlite, { config: { docs: true } })
test.beforeAll(async ({ service }) => {
  await service.addUser('alice')
})
test.afterAll(({ service }) => expect(service.logged.filter((line) => line.includes('a defect'))).toEqual([]))

const mediaOf = ({ declared }: Operation): string | undefined => Object.keys(declared.requestBody?.content ?? {})[0]
/** Operations that read a body without a token. */
const OPEN = operations.filter((operation) => mediaOf(operation) && operation.declared.security.every((way: object) => !('bearer' in way)))
const BODIES: Record<string, string> = { 'application/json': '{}', 'application/x-www-form-urlencoded': 'x=y' }

/**
 * Returns the status of a request without what its operation needs. The status shows whether the body was
 * read, or its type refused.
 */
async function statusOf(service: RunningService, operation: Operation, contentTypes: string[], more: string[] = []): Promise<number> {
  const body = BODIES[mediaOf(operation)!]!
  const fields = [...contentTypes.map((type) => `Content-Type: ${type}`), `Content-Length: ${body.length}`, ...more]
  return withConnection(service.url, async (connection) => {
    connection.write(`${[`${operation.method} ${operation.path} HTTP/1.1`, 'Host: a', ...fields].join('\r\n')}\r\n\r\n${body}`)
    return (await connection.answerTo(operation.method, operation.path)).status
  })
}
const sentenceOf = async (service: RunningService, operation: Operation, contentType: string) =>
  (await service.send(operation.method, operation.path, { headers: { 'content-type': contentType }, body: BODIES[mediaOf(operation)!]! }))
    .body.detail

describe.each(OPEN)('$id', (operation) => {
  const type = mediaOf(operation)!
  const isJson = type === 'application/json'

  test.for([
    ' ; charset=UTF-8',
    '\t;\tcharset=utf-8',
    ';charset="utf-8"',
    '; CharSet="UTF\\-8"',
    ';',
    ' ; ; ',
    '; odata=verbose',
    '; profile="a;b, \\"c\\""; charset=utf-8',
    '; charset=utf8',
    '; x=""',
    '; boundary=x',
    '; x="\xe9"',
  ])('accepts its type followed by "%s" (T 1)', async (parameters, { service }) => {
    expect(await statusOf(service, operation, [type.toUpperCase() + parameters])).toBe(isJson ? 422 : 400)
    expect(await sentenceOf(service, operation, type + parameters)).not.toMatch(/^Send /)
  })

  test.for<[string, string[], string[]?]>([
    ['another charset', [`${type}; charset=iso-8859-1`]],
    ['another charset in quotes', [`${type}; charset="utf-16"`]],
    ['UTF-8 and another charset', [`${type}; charset=utf-8; charset=utf-7`]],
    ['an empty charset', [`${type}; charset=""`]],
    ['a parameter without a value', [`${type}; charset`]],
    ['white space before an equals sign', [`${type}; charset =utf-8`]],
    ['quotes without an end', [`${type}; charset="utf-8`]],
    ['text after the quotes', [`${type}; charset="utf-8"x`]],
    ['no semicolon', [`${type} charset=utf-8`]],
    ['two types in one field', [`${type}, ${type}`]],
    ['two fields', [type, type]],
    ['no subtype', [type.split('/')[0]!]],
    ['another type', ['text/plain']],
    ['a longer type that begins the same', [`${type}x`]],
    ['no value', ['']],
    ['a coding', [type], ['Content-Encoding: gzip']],
    ['a coding besides identity', [type], ['Content-Encoding: identity, br']],
    ['a coding that is not a token', [type], ['Content-Encoding: "identity"']],
  ])('refuses %s (T 1)', async ([_, contentTypes, more], { service }) => {
    expect(await statusOf(service, operation, contentTypes, more)).toBe(isJson ? 415 : 400)
  })

  test('accepts the coding identity and an empty list (T 1)', async ({ service }) => {
    for (const coding of ['identity', 'Identity ,', ' , ', '']) {
      expect(await statusOf(service, operation, [type], [`Content-Encoding: ${coding}`]), coding).toBe(isJson ? 422 : 400)
    }
  })
})

test('an absent optional body may have any type (T 1)', async ({ service }) => {
  const { access_token } = await service.logIn('alice')
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'text/plain;charset=UTF-8' }
  expect((await service.send('POST', '/token/refresh', { headers })).status).toBe(200)
})

test('a type with 4,000 empty parameters and an error is answered (H 2)', async ({ service }) => {
  expect(await statusOf(service, OPEN[0]!, [`${mediaOf(OPEN[0]!)}${' ; '.repeat(4_000)}=`])).toBe(400)
})

describe('a list of media ranges', () => {
  test.for<[string, number]>([
    ['text/html;level="1,2";q=1.000 , */* ; q=0.1', 303],
    [',, text/html', 303],
    ['text/*', 303],
    ['x, text/html', 303],
    ['text/html;q=0.9;x=y, application/json ; Q=0.1', 303],
    ['text/html;q=0', 401],
    ['text/*, text/html;q=0', 401],
    ['text/html;q=0.1, application/*', 401],
    ['"text/html"', 401],
    ['x="a, text/html"', 401],
  ])('%s is answered at / with %i', async ([accept, status], { service }) => {
    expect((await service.send('GET', '/', { headers: { accept } })).status).toBe(status)
  })
})

test('an entity tag may have a comma (RFC 9110 §8.8.3)', async ({ service }) => {
  const { headers } = await service.get('/docs')
  const etag = headers.get('etag')!
  const statusWith = async (tags: string) => (await service.send('GET', '/docs', { headers: { 'if-none-match': tags } })).status
  for (const tags of [etag, `W/${etag}`, `"a,b" ,, ${etag}`, '*', ' * ']) expect(await statusWith(tags), tags).toBe(304)
  for (const tags of [`"x,${etag.slice(1)}`, '"*"', etag.slice(1, -1), '', ',']) expect(await statusWith(tags), tags).toBe(200)
})
