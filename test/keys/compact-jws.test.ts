// Which text is a JWS in three parts (RFC 7515 §7.1, RFC 7519 §7.2).
import { expect, test } from 'vitest'
import { jsonObject, parseCompactJws } from '../../src/keys/compact-jws.ts'

const encoded = (text: string | Buffer) => Buffer.from(text).toString('base64url')
const [HEADER, PAYLOAD, SIGNATURE] = [encoded('{"alg":"ES256"}'), encoded('{"sub":"a"}'), encoded('signature')]
const NOT_JWS = 'not a compact JWS'
const NOT_BASE64URL = 'a part is not canonical base64url'
const BAD_HEADER = 'the header is malformed'
const REFUSED = 'the header has a member that is refused'

test('a JWS is read in its parts, and nothing is verified (RFC 7515 §7.1)', () => {
  expect(parseCompactJws(`${HEADER}.${PAYLOAD}.${SIGNATURE}`)).toEqual({
    kind: 'jws',
    header: { alg: 'ES256' },
    payload: Buffer.from('{"sub":"a"}'),
    signingInput: `${HEADER}.${PAYLOAD}`,
    signature: Buffer.from('signature'),
  })
})

test.each<[string, string, string]>([
  ['one part', HEADER, NOT_JWS],
  ['two parts', `${HEADER}.${PAYLOAD}`, NOT_JWS],
  ['four parts', `${HEADER}.${PAYLOAD}.${SIGNATURE}.a`, NOT_JWS],
  ['five parts, as an encrypted one', `${HEADER}.a.b.c.d`, NOT_JWS],
  ['no header', `.${PAYLOAD}.${SIGNATURE}`, NOT_BASE64URL],
  ['no payload', `${HEADER}..${SIGNATURE}`, NOT_BASE64URL],
  ['no signature', `${HEADER}.${PAYLOAD}.`, NOT_BASE64URL],
  ['padding', `${HEADER}.${PAYLOAD}.AA==`, NOT_BASE64URL],
  ['a set unused bit', `${HEADER}.${PAYLOAD}.AB`, NOT_BASE64URL],
  ['a header that is a list', `${encoded('[]')}.${PAYLOAD}.${SIGNATURE}`, BAD_HEADER],
  [
    'a header that is not UTF-8',
    `${encoded(Buffer.from([...Buffer.from('{"alg":"'), 0xff, ...Buffer.from('"}')]))}.${PAYLOAD}.${SIGNATURE}`,
    BAD_HEADER,
  ],
  ...['crit', 'b64', 'zip', 'enc'].map((member): [string, string, string] => [
    `the header ${member}`,
    `${encoded(`{"alg":"ES256","${member}":null}`)}.${PAYLOAD}.${SIGNATURE}`,
    REFUSED,
  ]),
])('%s is malformed, with the reason (RFC 7515 §4.1.11, RFC 4648 §3.5)', (_, token, problem) => {
  expect(parseCompactJws(token)).toEqual({ kind: 'malformed', problem })
})

test.each<[string, object | undefined]>([
  ['{"a":1}', { a: 1 }],
  ['{}', {}],
  ['[1]', undefined],
  ['null', undefined],
  ['"a"', undefined],
  ['7', undefined],
  ['{', undefined],
  ['', undefined],
])('of the JSON %j only an object is taken (RFC 7519 §7.2)', (text, value) => expect(jsonObject(Buffer.from(text))).toEqual(value))

test('malformed UTF-8 is not read as JSON (RFC 7519 §7.2)', () => {
  expect(jsonObject(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toBeUndefined()
  expect(jsonObject(Buffer.from('{"a":"\u{1f511}"}'))).toEqual({ a: '\u{1f511}' })
})
