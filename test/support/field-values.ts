/**
 * Makes header fields at the edges of the grammar of RFC 9110 §5.6. All are well-formed, and most are rare.
 *
 * @module
 */

import type { Random } from './random.ts'

const TOKENS = ['x', "!#$%&'*+-.^_`|~", '0', 'A-Z', 'q1', 'profile', 'odata.metadata', '__proto__']
const QUOTED = ['""', '"a b"', '"a;b,c=d"', '"\\"\\\\\\t"', '"\t"', '"\xe9\xff"', '"\\\xe9"', '"charset=utf-16"', '"utf-8;"']
const WHITE_SPACE = ['', '', ' ', '\t', ' \t ']

/** Changes the case of letters at random, which does not change the meaning. */
export const inAnyCase = (random: Random, text: string): string =>
  [...text].map((character) => (random.number(2) === 0 ? character.toUpperCase() : character.toLowerCase())).join('')

const parameter = (random: Random) => `${random.pick(TOKENS)}=${random.pick([...TOKENS, ...QUOTED])}`

/** Parameters may be empty, with white space on both sides of each semicolon (RFC 9110 §5.6.6). */
const parameters = (random: Random, among: string[]): string =>
  random
    .some(0, 3, () => `${random.pick(WHITE_SPACE)};${random.pick(WHITE_SPACE)}${random.pick(['', parameter(random), ...among])}`)
    .join('')

/** Lists may have empty elements (RFC 9110 §5.6.1.2). */
const list = (random: Random, element: () => string): string =>
  random.some(1, 4, () => random.pick([element(), element(), ''])).join(`${random.pick(WHITE_SPACE)},${random.pick(WHITE_SPACE)}`)

const charset = (random: Random) =>
  `${inAnyCase(random, 'charset')}=${random.pick([inAnyCase(random, 'utf-8'), `"${inAnyCase(random, 'utf-8')}"`, '"utf\\-8"'])}`

/** Returns a `Content-Type` that means the same as `type`. */
export const contentType = (random: Random, type: string): string =>
  inAnyCase(random, type) + parameters(random, [charset(random), charset(random)])

const weight = (random: Random) => random.pick(['', ';q=0.5', ' ; Q=1.000', '\t;\tq=0', ';q=0.'])
const range = (random: Random) =>
  `${random.pick(['*/*', 'application/*', 'application/json', 'image/x'])}${parameters(random, [])}${weight(random)}`
const entityTag = (random: Random) => random.pick(['""', 'W/""', '"a,b"', 'W/"!#~"', '"\xff\\"', '"W/"'])
const comment = '(a "b" \\) (c \xe9))'

const MAKERS: ((random: Random) => string)[] = [
  (r) => `Accept: ${list(r, () => range(r))}`,
  (r) => `Accept-Encoding: ${list(r, () => r.pick(['gzip', '*;q=0', 'identity;q=0.5', 'br']))}`,
  (r) => `Accept-Language: ${list(r, () => r.pick(['de-CH', '*;q=0.1', 'x-y-z ; q=0']))}`,
  (r) => `Cache-Control: ${list(r, () => r.pick(['no-cache', 'max-age=0', 'x="a, b"']))}`,
  (r) => `Connection: ${list(r, () => r.pick(['keep-alive', 'Keep-Alive', 'x', 'te', '__proto__']))}`,
  (r) => `Content-Encoding: ${list(r, () => r.pick(['identity', 'Identity']))}`,
  (r) => `Content-Language: ${list(r, () => 'de')}`,
  (r) => `Cookie: ${r.pick(['a=b', '=', 'a="b"', '__Host-x=1; y='])}`,
  (r) =>
    `Expect: ${r.pick([list(r, () => r.pick(['x="y, z";q=1', 'x'])), inAnyCase(r, '100-continue'), `, ${inAnyCase(r, '100-continue')}`])}`,
  (r) => `Forwarded: ${list(r, () => r.pick(['for="[2001:db8::1]:4711"', 'by=_x;proto=https']))}`,
  (r) => `From: ${r.pick(['a@b.example', '"a b"@c'])}`,
  (r) => `If-Match: ${list(r, () => entityTag(r))}`,
  (r) => `If-Modified-Since: ${r.pick(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])}`,
  (r) => `If-None-Match: ${list(r, () => entityTag(r))}`,
  (r) => `If-Range: ${entityTag(r)}`,
  (r) => `Max-Forwards: ${r.pick(['0', '007'])}`,
  (r) => `Prefer: ${list(r, () => r.pick(['wait=1', 'x="y;z"; a']))}`,
  (r) => `Range: ${r.pick(['bytes=0-0', 'bytes=-1, , 5-', 'x=y'])}`,
  (r) => `Referer: ${r.pick(['/a?b', 'about:blank'])}`,
  (r) => `TE: ${list(r, () => r.pick(['trailers', 'deflate;q=0.5', 'x;a="b,c"']))}`,
  (r) => `Trailer: ${list(r, () => 'X')}`,
  (r) => `User-Agent: ${r.pick([comment, `a/1 ${comment} b`, '\xe9/1'])}`,
  (r) => `Via: ${list(r, () => `1.1 a ${comment}`)}`,
  (r) => `X-Forwarded-For: ${list(r, () => r.pick(['192.0.2.1', '"[2001:db8::1]"', 'unknown', '_x']))}`,
  (r) => `baggage: ${list(r, () => 'a=b;c;d=e')}`,
  (r) => `traceparent: ${r.pick(['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'x'])}`,
  (r) => `${r.pick(TOKENS)}:${r.pick(['', ' ', '\t', ' x \t', '\xff', ' "'])}`,
]

/** Makes any fields except those that determine the request: host, length, type and credentials. */
export const anyFields = (random: Random): string[] => random.some(0, 5, () => random.pick(MAKERS)(random))

/** Frames a body, and returns it with the fields that describe the framing (RFC 9112 §6, §7.1). */
export function framed(random: Random, body: string): { fields: string[]; content: string } {
  if (random.number(2) === 0) {
    const length = `Content-Length:${random.pick(WHITE_SPACE)}${random.pick(['', '0', '000'])}${body.length}${random.pick(WHITE_SPACE)}`
    return { fields: [length], content: body }
  }
  // Node's parser accepts a space after the coding, but no tab.
  const coding = `Transfer-Encoding:${random.pick(WHITE_SPACE)}${inAnyCase(random, 'chunked')}${random.pick(['', ' '])}`
  const extension = () => random.pick(['', ';x', ';x=y', ';x="y;z"', ';x="\\""'])
  const size = Math.max(1, Math.ceil(body.length / (1 + random.number(3))))
  const chunks = body.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
  const written = chunks.map((chunk) => `${random.pick(['', '0'])}${chunk.length.toString(16)}${extension()}\r\n${chunk}\r\n`)
  return { fields: [coding], content: `${written.join('')}0${extension()}\r\n${random.pick(['', 'X-Checksum: "a, b"\r\n'])}\r\n` }
}
