// Tests of the conformance check that all other tests rely on. It accepts what is right and finds every kind
// of violation.
import { expect, test } from 'vitest'
import { exchangeOf } from '../support/conformance.ts'
import { departures } from '../support/contract.ts'

const COMMON = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}
const NO_STORE = { ...COMMON, 'cache-control': 'no-store' }
const PUBLIC = { ...COMMON, 'cache-control': 'public, max-age=300' }
const CHALLENGE = { ...NO_STORE, 'www-authenticate': 'Bearer realm="mintmark"' }
const TOKENS = { access_token: 'x', token_type: 'bearer', expires_in: 900, scope: 'data:read' }

const json = (body: unknown, status = 200, headers: Record<string, string> = NO_STORE, media = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': media, ...headers } })
const problem = (status: number, headers: Record<string, string> = NO_STORE, body: object = { detail: 'No.' }) =>
  json(body, status, headers, 'application/problem+json')
const refusal = (error: string, status: number, headers: Record<string, string> = NO_STORE, more: object = {}) =>
  json({ error, error_description: 'No.', detail: 'No.', ...more }, status, headers)
const SLOW = { ...NO_STORE, 'retry-after': '1' }
const TITLED = { title: 'Too Many Requests', status: 429, detail: 'No.' }
const empty = (status: number, headers: Record<string, string> = NO_STORE) => new Response(null, { status, headers })

const found = async (method: string, url: string, response: Response) =>
  departures(await exchangeOf({ method, path: new URL(url, 'http://service').pathname }, response))

test.each<[string, string, string, Response]>([
  ['tokens', 'POST', '/token', json(TOKENS)],
  ['a charset', 'POST', '/token', json(TOKENS, 200, { ...NO_STORE, 'content-type': 'application/json; charset=UTF-8' })],
  ['a problem', 'GET', '/me', problem(401, CHALLENGE)],
  ['the other body of two', 'POST', '/token/refresh', problem(401, CHALLENGE)],
  ['a query', 'GET', '/protected?a=b', json({ message: 'Protected route' })],
  ['an absolute URL', 'GET', 'http://127.0.0.1:8080/protected', json({ message: 'Protected route' })],
  ['a path with a parameter', 'DELETE', '/me/sessions/abc', empty(204)],
  ['text', 'GET', '/openapi.yaml', new Response('openapi', { headers: { 'content-type': 'application/yaml', ...PUBLIC } })],
  ['an open object', 'GET', '/openapi.json', json({ openapi: '3.1.0', info: {} }, 200, PUBLIC)],
  ['HEAD, which has no body', 'HEAD', '/livez', empty(200)],
  ['an unknown path', 'GET', '/nope', problem(404, NO_STORE, { detail: 'Not found' })],
  ['an unknown method', 'PATCH', '/me', problem(405, { ...NO_STORE, allow: 'GET, HEAD' }, { detail: 'Method not allowed' })],
  ['a title', 'POST', '/login', problem(429, SLOW, TITLED)],
  ['a refused grant', 'POST', '/token', refusal('invalid_grant', 400)],
])('the check accepts %s', async (_, method, url, response) => {
  expect(await found(method, url, response)).toEqual([])
})

test.each<[string, string, string, Response, RegExp]>([
  ['an undeclared status', 'GET', '/protected', json({ message: 'Protected route' }, 201), /201 is not declared for getProtected/],
  ['a defect', 'GET', '/protected', problem(500), /500 is not declared/],
  ['a 404 for a known path', 'GET', '/protected', problem(404), /404 is not declared/],
  ['a 405 for an unknown path', 'GET', '/nope', problem(405, { ...NO_STORE, allow: 'GET' }), /405 is not declared/],
  ['a success outside the contract', 'GET', '/nope', json({}), /200 is not declared for a request outside the contract/],
  ['a missing member', 'GET', '/protected', json({}), /\/message is required/],
  ['a leaked member', 'POST', '/token', json({ ...TOKENS, user_id: 1 }), /has a member that is not known here/],
  ['a leaked member within', 'GET', '/', json({ User: { username: 'a', id: 'b', hash: 'c' } }), /has a member that is not known here/],
  ['a member of another type', 'POST', '/token', json({ ...TOKENS, expires_in: '900' }), /\/expires_in must be of type number/],
  ['another text', 'GET', '/protected', json({ message: 'Hello' }), /\/message must be one of Protected route/],
  ['null', 'POST', '/token', json({ ...TOKENS, refresh_token: null }), /\/refresh_token must be of type string/],
  [
    'a time in another format',
    'GET',
    '/me',
    json({ id: 'a', username: 'b', scope: '', created_at: 'now', password_changed_at: 'now' }),
    /\/created_at must be of the form date-time/,
  ],
  ['a missing header', 'POST', '/token', json(TOKENS, 200, COMMON), /the header cache-control is missing/],
  [
    'another value of a header',
    'POST',
    '/token',
    json(TOKENS, 200, { ...COMMON, 'cache-control': 'private' }),
    /the header cache-control must be one of no-store/,
  ],
  ['no challenge', 'GET', '/me', problem(401), /the header www-authenticate is missing/],
  [
    'a challenge in another form',
    'GET',
    '/me',
    problem(401, { ...NO_STORE, 'www-authenticate': 'Bearer' }),
    /the header www-authenticate must be of the form/,
  ],
  [
    'JSON for a problem',
    'GET',
    '/me',
    json({ detail: 'No.' }, 401, CHALLENGE),
    /the media type is 'application\/json', not application\/problem/,
  ],
  ['a problem as JSON', 'POST', '/token/refresh', json({ detail: 'No.' }, 401, CHALLENGE), /\/error is required/],
  [
    'an OAuth error as a problem',
    'POST',
    '/token/refresh',
    json({ error: 'invalid_client', error_description: 'No.', detail: 'No.' }, 401, CHALLENGE, 'application/problem+json'),
    /has a member that is not known here/,
  ],
  ['plain text', 'GET', '/me', new Response('Unauthorized', { status: 401, headers: CHALLENGE }), /the media type is 'text\/plain'/],
  [
    'invalid JSON',
    'GET',
    '/me',
    new Response('{', { status: 401, headers: { ...CHALLENGE, 'content-type': 'application/problem+json' } }),
    /not JSON/,
  ],
  ['a body in answer to HEAD', 'HEAD', '/livez', json({ status: 'ok' }), /a body in answer to HEAD/],
  [
    'an undeclared header',
    'GET',
    '/livez',
    json({ status: 'ok' }, 200, { ...NO_STORE, 'x-powered-by': 'x' }),
    /the header x-powered-by is not declared/,
  ],
  [
    'no common header',
    'GET',
    '/livez',
    json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }),
    /the header referrer-policy is missing/,
  ],
  ['an empty detail', 'GET', '/nope', json({ detail: '' }, 404, NO_STORE, 'application/problem+json'), /the detail is empty/],
  ['no title', 'POST', '/login', problem(429, SLOW), /the title 'undefined' is none of the examples/],
  ['another title', 'POST', '/login', problem(429, SLOW, { ...TITLED, title: 'Conflict' }), /the title 'Conflict' is none/],
  ['a title without status', 'POST', '/login', problem(429, SLOW, { ...TITLED, status: undefined }), /no example agrees about status/],
  ['another status in the body (RFC 9457 §3.1.2)', 'POST', '/login', problem(429, SLOW, { ...TITLED, status: 503 }), /the body says 503/],
  ['the sentence of another status', 'GET', '/me', problem(403, NO_STORE, { detail: 'Not found' }), /does not fit the status 403/],
  ['a sentence that the status does not have', 'POST', '/login', problem(415), /does not fit the status 415/],
  [
    'a lack of scope as 401 (RFC 6750 §3.1)',
    'GET',
    '/me',
    problem(401, { ...NO_STORE, 'www-authenticate': 'Bearer realm="mintmark", error="insufficient_scope"' }),
    /differ about a scope/,
  ],
  [
    'a lack of scope without a challenge',
    'GET',
    '/me',
    problem(403, NO_STORE, { detail: 'Not enough permissions' }),
    /differ about a scope/,
  ],
  ['a client error without its challenge (RFC 6749 §5.2)', 'POST', '/token', refusal('invalid_client', 400), /has not its challenge/],
  ['two sentences', 'POST', '/token', refusal('invalid_grant', 400, NO_STORE, { detail: 'Yes.' }), /the detail is not the error_desc/],
  ['another reason', 'POST', '/token', refusal('invalid_grant', 400, NO_STORE, { reason: 'refresh_reused' }), /the reason of 'No\.'/],
  ['a missing body', 'GET', '/protected', empty(200), /the media type is ''/],
])('the check finds %s', async (_, method, url, response, sentence) => {
  expect((await found(method, url, response)).join('; ')).toMatch(sentence)
})
