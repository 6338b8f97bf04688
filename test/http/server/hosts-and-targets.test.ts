// REQUIREMENTS H 4, H 6: for any host and target, the answer is one of the contract.
import { describe, expect } from 'vitest'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { type RawConnection, withConnection } from '../../support/raw-connection.ts'
import type { RunningService } from '../../support/service.ts'

const test = onDatabase(sqlite)
test.afterAll(({ service }) => expect(service.logged.filter((line) => line.includes('a defect'))).toEqual([]))

const onConnection = <T>(service: RunningService, use: (connection: RawConnection) => Promise<T>): Promise<T> =>
  withConnection(service.url, use)

const request = (line: string, ...headers: string[]) => `${[line, ...headers].join('\r\n')}\r\n\r\n`
const get = (path: string, ...headers: string[]) => request(`GET ${path} HTTP/1.1`, 'Host: a', ...headers)
describe('a bad Host is refused (H 4)', () => {
  test.for<[string, string[]]>([
    ['no Host', []],
    ['an empty Host', ['Host:']],
    ['two Hosts', ['Host: a', 'Host: b']],
    ['two equal Hosts', ['Host: a', 'host: a']],
    ['a path', ['Host: a/b']],
    ['a path upwards', ['Host: a/../protected?']],
    ['a query', ['Host: a?b']],
    ['a fragment', ['Host: a#']],
    ['a user', ['Host: a@b']],
    ['a backslash', ['Host: a\\b']],
    ['a space', ['Host: a b']],
    ['a tab', ['Host: a\tb']],
    ['a list', ['Host: a, b']],
    ['a port that is not a number', ['Host: a:b']],
    ['an empty port', ['Host: a:']],
    ['a port beyond the last', ['Host: a:99999']],
    ['half an IPv6 address', ['Host: [::1']],
    ['an invalid IPv6 address', ['Host: [:::1]']],
    ['an IPv6 address without brackets', ['Host: ::1']],
    ['bytes', ['Host: \xff\xfe']],
    ['angle brackets', ['Host: <script>']],
    ['a broken escape', ['Host: %zz']],
    ['an escape that ends the host', ['Host: a%2Fprotected%3F']],
  ])('%s', ([_, hosts], { service }) =>
    onConnection(service, async (connection) => {
      connection.write(request('GET /livez HTTP/1.1', ...hosts))
      const { status, headers, text } = await connection.refusal()
      expect(status).toBe(400)
      expect(headers.get('content-type')).toBe('application/problem+json')
      expect(JSON.parse(text)).toMatchObject({ title: 'Bad Request', status: 400 })
    }),
  )

  test.for([
    'localhost',
    'LOCALHOST',
    'a.example:80',
    'a.example:443',
    'a.example:8080',
    'a.example.',
    '127.0.0.1:1',
    '[::1]',
    '[::1]:443',
    '0',
    '_a-b.example',
    'xn--mnchen-3ya.example',
  ])('%s is accepted and has no effect', (host, { service }) =>
    onConnection(service, async (connection) => {
      connection.write(request('GET /livez HTTP/1.1', `Host: ${host}`))
      expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
    }),
  )

  test('HTTP/1.0 needs no Host', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(request('GET /livez HTTP/1.0'))
      expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
      expect(await connection.closed()).toBe('')
    }))
})

describe('the target of a request (H 4, H 6)', () => {
  test.for<[string, number]>([
    ['OPTIONS *', 400],
    ['GET *', 400],
    ['GET a', 400],
    ['GET a.example:80', 400],
    ['GET ?a', 400],
    ['GET ftp://a/livez', 400],
    ['GET http://', 400],
    ['GET http:///livez', 400],
    ['GET http://a:b/livez', 400],
    ['GET http://user:secret@a/livez', 400],
    ['GET HTTP://a/livez', 400],
    ['GET http://a b/livez', 400],
    ['GET /livez\\x', 400],
    ['GET /\\a/livez', 400],
    ['GET /livez#x', 400],
    ['GET /livez#', 400],
    ['GET /protected?a=b#c', 400],
    ['GET http://a/livez#x', 400],
    ['GET http://a#/livez', 400],
    ['OPTIONS /token#x', 400],
  ])('%s is refused (H 4)', ([line, expected], { service }) =>
    onConnection(service, async (connection) => {
      connection.write(request(`${line} HTTP/1.1`, 'Host: a'))
      expect((await connection.refusal()).status).toBe(expected)
    }),
  )

  test.for<[string, string, number]>([
    ['http://other.example/livez', '/livez', 200],
    ['https://other.example:8443/livez?x', '/livez', 200],
    ['http://other.example', '/', 401],
    ['http://other.example/protected', '/protected', 401],
    ['http://other.example//protected', '//protected', 404],
    ['/http://other.example/livez', '/http://other.example/livez', 404],
    ['/livez?a=b?c=/', '/livez', 200],
  ])('%s has the path %s', ([target, path, expected], { service }) =>
    onConnection(service, async (connection) => {
      connection.write(get(target))
      expect((await connection.answerTo('GET', path)).status).toBe(expected)
    }),
  )

  test.for<[string, string, number]>([
    ['TRACE', '/token', 405],
    ['TRACE', '/nope', 404],
    ['PURGE', '/token', 405],
    ['QUERY', '/token', 405],
    ['M-SEARCH', '/protected', 405],
  ])('the method %s at %s is answered like any other, with %i', ([method, path, expected], { service }) =>
    onConnection(service, async (connection) => {
      connection.write(request(`${method} ${path} HTTP/1.1`, 'Host: a', 'X-Secret: do-not-echo'))
      const { status, text } = await connection.answerTo(method, path)
      expect(status).toBe(expected)
      expect(text).not.toContain('do-not-echo')
    }),
  )
})
