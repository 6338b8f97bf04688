// REQUIREMENTS H 1: the largest request, on every path and whichever code reads it.
import { describe, expect } from 'vitest'
import { operations } from '../../support/contract.ts'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { openConnection, type RawConnection, withConnection } from '../../support/raw-connection.ts'
import { PASSWORD, type RunningService } from '../../support/service.ts'

const KIB = 1024
const MAX_BODY = 64 * KIB
const MAX_HEADERS = 16 * KIB

const test = onDatabase(sqlite)
test.afterAll(({ service }) => expect(service.logged.filter((line) => line.includes('a defect'))).toEqual([]))

const head = (method: string, path: string, ...headers: string[]) =>
  `${[`${method} ${path} HTTP/1.1`, 'Host: a.example', ...headers].join('\r\n')}\r\n\r\n`
const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`

const onConnection = <T>(service: RunningService, use: (connection: RawConnection) => Promise<T>): Promise<T> =>
  withConnection(service.url, use)

const anywhere: [string, string][] = [
  ...operations.map(({ method, path }): [string, string] => [method, path.replaceAll(/\{[^}]+\}/g, 'x')]),
  ['GET', '/nope'],
  ['PATCH', '/me'],
  ['TRACE', '/token'],
  ['OPTIONS', '/token'],
]

describe.each(anywhere)('%s %s', (method, path) => {
  test('a body announced above 64 KiB is refused before it is sent (H 1)', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(head(method, path, `Content-Length: ${MAX_BODY + 1}`))
      const { status, text } = await connection.answerTo(method, path)
      expect(status).toBe(413)
      expect(JSON.parse(text)).toEqual({ title: 'Content Too Large', status: 413, detail: 'The body is larger than 64 KiB.' })
    }))

  test('a body in chunks is refused once it passes 64 KiB (H 1)', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(head(method, path, 'Transfer-Encoding: chunked') + chunk(MAX_BODY) + chunk(1))
      expect((await connection.answerTo(method, path)).status).toBe(413)
    }))

  test('a body of 64 KiB is accepted, announced or in chunks (H 1)', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(head(method, path, `Content-Length: ${MAX_BODY}`) + 'x'.repeat(MAX_BODY))
      expect((await connection.answerTo(method, path)).status).not.toBe(413)
      connection.write(`${head(method, path, 'Transfer-Encoding: chunked') + chunk(MAX_BODY - 1) + chunk(1)}0\r\n\r\n`)
      expect((await connection.answerTo(method, path)).status).not.toBe(413)
    }))
})

describe('a body', () => {
  const JSON_TYPE = 'Content-Type: application/json'

  test('of 64 KiB in chunks is read unchanged (H 1)', ({ service, alice }) =>
    onConnection(service, async (connection) => {
      const text = JSON.stringify({ username: alice.username, password: PASSWORD, rest: '' })
      const body = text.replace('""', `"${'x'.repeat(MAX_BODY - text.length)}"`)
      const chunks = body.match(/.{1,1000}/gs)!.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`)
      connection.write(`${head('POST', '/login', JSON_TYPE, 'Transfer-Encoding: chunked') + chunks.join('')}0\r\n\r\n`)
      expect((await connection.answerTo('POST', '/login')).status).toBe(200)
    }))

  test('that is too large leaves the operation undone (H 1)', async ({ service, alice: { username } }) => {
    const { access_token } = await service.logIn(username)
    await onConnection(service, async (connection) => {
      const headers = [`Authorization: Bearer ${access_token}`, 'Transfer-Encoding: chunked']
      connection.write(`${head('POST', '/logout', ...headers) + chunk(MAX_BODY + 1)}0\r\n\r\n`)
      expect((await connection.answerTo('POST', '/logout')).status).toBe(413)
    })
    expect((await service.get('/protected', access_token)).status).toBe(200)
  })

  test('without end is cut off, whether the route reads it or not (H 1)', async ({ service }) => {
    for (const [method, path] of [['POST', '/login'] as const, ['GET', '/livez'] as const]) {
      await onConnection(service, async (connection) => {
        connection.write(head(method, path, JSON_TYPE, 'Transfer-Encoding: chunked'))
        const endless = setInterval(() => connection.write(chunk(16 * KIB)), 5)
        try {
          expect((await connection.answerTo(method, path)).status).toBe(413)
          expect(await connection.closed()).toBe('')
        } finally {
          clearInterval(endless)
        }
      })
    }
  })

  test('that is refused and still sent does not spoil the next request (H 1)', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(head('POST', '/login', JSON_TYPE, `Content-Length: ${MAX_BODY + 1}`))
      expect((await connection.answerTo('POST', '/login')).status).toBe(413)
      connection.write('x'.repeat(MAX_BODY + 1) + head('GET', '/livez'))
      expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
    }))

  test('that is too large gets no 100 Continue, another one does (H 1)', ({ service }) =>
    onConnection(service, async (connection) => {
      const document = '{"username":"nobody","password":"x"}'
      const expecting = (length: number) => head('POST', '/login', JSON_TYPE, `Content-Length: ${length}`, 'Expect: 100-continue')
      connection.write(expecting(document.length))
      expect((await connection.unchecked()).status).toBe(100)
      connection.write(document)
      expect((await connection.answerTo('POST', '/login')).status).toBe(401)
      connection.write(expecting(MAX_BODY + 1))
      expect((await connection.answerTo('POST', '/login')).status).toBe(413)
    }))

  test.for<[string, string, object]>([
    ['/token', 'application/x-www-form-urlencoded', { error: 'invalid_request' }],
    ['/login', 'application/json', { detail: 'The body is not JSON in UTF-8.' }],
  ])('announced at %s but empty is refused like by its operation (T 1)', async ([path, type, body], { service }) => {
    for (const length of [[], ['Content-Length: 0']]) {
      await onConnection(service, async (connection) => {
        connection.write(head('POST', path, `Content-Type: ${type}`, ...length))
        const answer = await connection.answerTo('POST', path)
        expect([answer.status, JSON.parse(answer.text)]).toEqual([400, expect.objectContaining(body)])
      })
    }
  })

  test('that the client stops sending causes no error and does nothing (H 1)', async ({ service }) => {
    for (const length of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
      const connection = await openConnection(service.url)
      connection.write(`${head('POST', '/login', JSON_TYPE, length)}5\r\n{"use`)
      await new Promise((resolve) => setTimeout(resolve, 50))
      connection.destroy()
    }
    expect((await service.get('/livez')).status).toBe(200)
  })
})

describe('headers', () => {
  test.for<[string, string, string]>([
    ['one header', `X: ${'x'.repeat(MAX_HEADERS)}`, '/livez'],
    ['many headers', Array.from({ length: 900 }, (_, n) => `X-${n}: 0123456789abcdef`).join('\r\n'), '/livez'],
    ['more than a thousand headers', Array.from({ length: 1001 }, () => 'a:').join('\r\n'), '/livez'],
    ['a token', `Authorization: Bearer ${'x'.repeat(MAX_HEADERS)}`, '/protected'],
    ['the target', 'X: y', `/livez?${'x'.repeat(MAX_HEADERS)}`],
  ])('above 16 KiB are refused with 431: %s (H 1)', ([_, header, path], { service }) =>
    onConnection(service, async (connection) => {
      connection.write(head('GET', path, header))
      const { status, headers, text } = await connection.refusal()
      expect(status).toBe(431)
      expect(headers.get('connection')).toBe('close')
      expect(headers.get('date')).toMatch(/ GMT$/)
      expect(JSON.parse(text)).toMatchObject({ title: 'Request Header Fields Too Large', status: 431 })
      expect(await connection.closed()).toBe('')
    }),
  )

  test('just below 16 KiB are accepted (H 1)', ({ service, alice }) =>
    onConnection(service, async (connection) => {
      connection.write(head('GET', '/protected', `Authorization: Bearer ${alice.access_token}`, `X: ${'x'.repeat(MAX_HEADERS - 2 * KIB)}`))
      expect((await connection.answerTo('GET', '/protected')).status).toBe(200)
    }))

  test('after the body count too (H 1)', ({ service }) =>
    onConnection(service, async (connection) => {
      const trailer = `X: ${'x'.repeat(MAX_HEADERS)}\r\n\r\n`
      connection.write(`${head('GET', '/livez', 'Transfer-Encoding: chunked')}0\r\n${trailer}`)
      expect((await connection.refusal()).status).toBe(431)
      expect(await connection.closed()).toBe('')
    }))

  test('endless chunk extensions are refused with 413 (H 1)', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(`${head('GET', '/livez', 'Transfer-Encoding: chunked')}1;${'x'.repeat(MAX_HEADERS + 1)}\r\n`)
      expect((await connection.refusal()).status).toBe(413)
      expect(await connection.closed()).toBe('')
    }))
})
