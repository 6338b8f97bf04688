// REQUIREMENTS H 3, H 4, H 6: bytes that two servers may read differently are refused, and the connection
// closed. What follows them is never read as a request.
import { describe, expect } from 'vitest'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { type RawAnswer, type RawConnection, withConnection } from '../../support/raw-connection.ts'
import type { RunningService } from '../../support/service.ts'

const test = onDatabase(sqlite)
test.beforeAll(async ({ service }) => {
  await service.addUser('alice')
})
test.afterAll(({ service }) => expect(service.logged.filter((line) => line.includes('a defect'))).toEqual([]))

/** This would be answered and logged if it were read as a request. */
const BEHIND = 'GET /behind HTTP/1.1\r\nHost: a\r\n\r\n'
const post = (...headers: string[]) => `POST /login HTTP/1.1\r\nHost: a\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`
const get = (...lines: string[]) => `GET /livez HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
const CHUNKED = 'Transfer-Encoding: chunked'
const EMPTY = '0\r\n\r\n'

const onConnection = <T>(service: RunningService, use: (connection: RawConnection) => Promise<T>): Promise<T> =>
  withConnection(service.url, use)

const refusalOf = (service: RunningService, sent: string): Promise<RawAnswer> =>
  onConnection(service, async (connection) => {
    connection.write(sent + BEHIND)
    const answer = await connection.refusal()
    expect(answer.status).toBe(400)
    expect(answer.headers.get('connection')).toBe('close')
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(JSON.parse(answer.text)).toEqual({ title: 'Bad Request', status: 400, detail: expect.any(String) })
    expect(await connection.closed()).toBe('')
    expect(service.logged.join('')).not.toContain('/behind')
    return answer
  })

async function expectRefused(service: RunningService, sent: string): Promise<void> {
  await refusalOf(service, sent)
}

describe('the length of a body is never ambiguous (H 3)', () => {
  test.for<[string, string]>([
    ['Content-Length with Transfer-Encoding', post('Content-Length: 5', CHUNKED) + EMPTY],
    ['Transfer-Encoding with Content-Length', post(CHUNKED, 'Content-Length: 5') + EMPTY],
    ['two different Content-Lengths', `${post('Content-Length: 1', 'Content-Length: 2')}ab`],
    ['two equal Content-Lengths', `${post('Content-Length: 1', 'Content-Length: 1')}a`],
    ['a list of Content-Lengths', `${post('Content-Length: 1, 1')}a`],
    ['a Content-Length with a sign', `${post('Content-Length: +1')}a`],
    ['a negative Content-Length', post('Content-Length: -1')],
    ['a hexadecimal Content-Length', `${post('Content-Length: 0x1')}a`],
    ['a fraction of a Content-Length', `${post('Content-Length: 1.0')}a`],
    ['an empty Content-Length', post('Content-Length:')],
    ['a Content-Length beyond all bounds', post(`Content-Length: ${'9'.repeat(30)}`)],
    ['an unknown transfer coding', post('Transfer-Encoding: xchunked') + EMPTY],
    ['no transfer coding', post('Transfer-Encoding: identity') + EMPTY],
    ['an empty transfer coding', post('Transfer-Encoding:') + EMPTY],
    ['a coding before chunked', post('Transfer-Encoding: gzip, chunked') + EMPTY],
    ['a coding after chunked', post('Transfer-Encoding: chunked, gzip') + EMPTY],
    ['chunked twice', post(CHUNKED, CHUNKED) + EMPTY],
    ['two Transfer-Encodings', post('Transfer-Encoding: x', CHUNKED) + EMPTY],
    ['chunked in quotes', post('Transfer-Encoding: "chunked"') + EMPTY],
    ['chunked after a vertical tab', post('Transfer-Encoding: \x0bchunked') + EMPTY],
    ['chunked before a tab', post('Transfer-Encoding: chunked\t') + EMPTY],
    ['a space before the colon', post('Transfer-Encoding : chunked') + EMPTY],
    ['a space before the name', post('X: y', ' Transfer-Encoding: chunked') + EMPTY],
    ['chunked in HTTP/1.0', post(CHUNKED).replace('HTTP/1.1', 'HTTP/1.0') + EMPTY],
  ])('%s', ([_, sent], { service }) => expectRefused(service, sent))
})

describe('a chunk is as long as it says (H 3)', () => {
  test.for<[string, string]>([
    ['text for a number', 'zz\r\n\r\n'],
    ['an empty line', '\r\n'],
    ['a negative number', '-1\r\n\r\n'],
    ['0x', '0x1\r\na\r\n'],
    ['a space', '1 \r\na\r\n'],
    ['a number beyond all bounds', `${'f'.repeat(17)}\r\na\r\n`],
    ['a bare LF after the size', '1\na\r\n'],
    ['a bare LF after the data', '1\r\na\n'],
    ['a bare LF in an extension', '1;a\nb\r\na\r\n'],
    ['too much data', '1\r\nab\r\n'],
    ['too little data', '3\r\na\r\n'],
    ['a Content-Length after it', '0\r\nContent-Length: 40\r\n\r\n'],
    ['another Transfer-Encoding after it', '0\r\nTransfer-Encoding : chunked\r\n\r\n'],
  ])('%s', ([_, chunks], { service }) => expectRefused(service, post(CHUNKED) + chunks + EMPTY))
})

describe('a header is one line, and one line is one header (H 3)', () => {
  test.for<[string, string]>([
    ['a folded line', get('X: a', ' b')],
    ['a folded line with a tab', get('X: a', '\tb')],
    ['a fold in the first header', 'GET /livez HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n'],
    ['bare LF', get().replaceAll('\r\n', '\n')],
    ['bare LF after a header', get('X: a\nY: b')],
    ['bare LF at the end', 'GET /livez HTTP/1.1\r\nHost: a\r\n\n'],
    ['bare CR', get('X: a\rY: b')],
    ['NUL', get('X: a\0b')],
    ['no colon', get('X')],
    ['no name', get(': x')],
    ['an odd name', get('X(: y')],
  ])('%s', ([_, sent], { service }) => expectRefused(service, sent))
})

describe('a request line is method, target and version (H 3)', () => {
  test.for<[string, string]>([
    ['an unknown method', 'FROBNICATE / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a method in lower case', 'get /livez HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a space before the method', ` ${BEHIND}`],
    ['a space in the target', 'GET /livez x HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a control in the target', 'GET /livez\x01 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a byte in the target', 'GET /livez\xff HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['HTTP/2.0', 'GET /livez HTTP/2.0\r\nHost: a\r\n\r\n'],
    ['HTTP/1.9', 'GET /livez HTTP/1.9\r\nHost: a\r\n\r\n'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['nonsense', 'nonsense\r\n\r\n'],
  ])('%s', ([_, sent], { service }) => expectRefused(service, sent))
})

test('all such refusals are alike and echo nothing (H 6)', async ({ service }) => {
  const answers = [await refusalOf(service, post('Content-Length: secret')), await refusalOf(service, 'secret\r\n\r\n')]
  const shapes = answers.map(({ text, headers }) => [text, [...headers.keys()].sort()])
  expect(shapes[0]).toEqual(shapes[1])
  expect(JSON.stringify(answers)).not.toContain('secret')
})

test('the log has nothing of the bytes (G 2)', async ({ service }) => {
  await expectRefused(service, get('X: a\nforged'))
  await expectRefused(service, `GET /forged\x01 HTTP/1.1\r\nHost: forged\r\n\r\n`)
  expect(service.logged.join('')).toContain('malformed_request')
  expect(service.logged.join('')).not.toContain('forged')
})

test('and has one line, however much nonsense follows', ({ service }) =>
  onConnection(service, async (connection) => {
    const before = service.logged.length
    for (let n = 0; n < 20; n += 1) {
      connection.write('nonsense\r\n')
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect((await connection.refusal()).status).toBe(400)
    expect(service.logged.slice(before)).toEqual([expect.stringContaining('malformed_request')])
  }))
