// Tests of the conformance check that all other tests rely on. It accepts what is right and finds every kind
// of violation.
import { expect, test } from 'vitest'
import { departures } from '../support/contract.ts'

const NO_STORE = { 'cache-control': 'no-store' }
const CHALLENGE = { ...NO_STORE, 'www-authenticate': 'Bearer realm="mintmark"' }
const TOKENS = { access_token: 'x', token_type: 'bearer', expires_in: 900, scope: 'data:read' }

const json = (body: unknown, status = 200, headers: Record<string, string> = NO_STORE, media = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': media, ...headers } })
const problem = (status: number, headers: Record<string, string> = NO_STORE) =>
  json({ detail: 'No.' }, status, headers, 'application/problem+json')
const empty = (status: number, headers: Record<string, string> = NO_STORE) => new Response(null, { status, headers })

test.each<[string, string, string, Response]>([
  ['tokens', 'POST', '/token', json(TOKENS)],
  ['a charset', 'POST', '/token', json(TOKENS, 200, { ...NO_STORE, 'content-type': 'application/json; charset=UTF-8' })],
  ['a problem', 'GET', '/me', problem(401, CHALLENGE)],
  ['the other body of two', 'POST', '/token/refresh', problem(401, CHALLENGE)],
  ['a query', 'GET', '/protected?a=b', json({ message: 'Protected route' })],
  ['an absolute URL', 'GET', 'http://127.0.0.1:8080/protected', json({ message: 'Protected route' })],
  ['a path with a parameter', 'DELETE', '/me/sessions/abc', empty(204)],
  [
    'text',
    'GET',
    '/openapi.yaml',
    new Response('openapi', { headers: { 'content-type': 'application/yaml', 'cache-control': 'public, max-age=300' } }),
  ],
  ['an open object', 'GET', '/openapi.json', json({ openapi: '3.1.0', info: {} }, 200, { 'cache-control': 'public, max-age=300' })],
  ['HEAD, which has no body', 'HEAD', '/livez', empty(200)],
  ['an unknown path', 'GET', '/nope', problem(404)],
  ['an unknown method', 'PATCH', '/me', problem(405, { ...NO_STORE, allow: 'GET, HEAD' })],
])('the check accepts %s', async (_, method, url, response) => {
  expect(await departures(method, url, response)).toEqual([])
})

test.each<[string, string, string, Response, RegExp]>([
  ['an undeclared status', 'GET', '/protected', json({ message: 'Protected route' }, 201), /201 is not declared for getProtected/],
  ['a defect', 'GET', '/protected', problem(500), /500 is not declared/],
  ['a 404 for a known path', 'GET', '/protected', problem(404), /404 is not declared/],
  ['a 405 for an unknown path', 'GET', '/nope', problem(405, { ...NO_STORE, allow: 'GET' }), /405 is not declared/],
  ['a success outside the contract', 'GET', '/nope', json({}), /200 is not declared for a request outside the contract/],
  ['a missing member', 'GET', '/protected', json({}), /required property 'message'/],
  ['a leaked member', 'POST', '/token', json({ ...TOKENS, user_id: 1 }), /must NOT have additional properties/],
  ['a leaked member within', 'GET', '/', json({ User: { username: 'a', id: 'b', hash: 'c' } }), /must NOT have additional properties/],
  ['a member of another type', 'POST', '/token', json({ ...TOKENS, expires_in: '900' }), /must be integer/],
  ['another text', 'GET', '/protected', json({ message: 'Hello' }), /must be equal to one of the allowed values/],
  ['null', 'POST', '/token', json({ ...TOKENS, refresh_token: null }), /must be string/],
  [
    'a time in another format',
    'GET',
    '/me',
    json({ id: 'a', username: 'b', scope: '', created_at: 'now', password_changed_at: 'now' }),
    /format "date-time"/,
  ],
  ['a missing header', 'POST', '/token', json(TOKENS, 200, {}), /the header Cache-Control is missing/],
  [
    'another value of a header',
    'POST',
    '/token',
    json(TOKENS, 200, { 'cache-control': 'private' }),
    /the header Cache-Control: .* constant/,
  ],
  ['no challenge', 'GET', '/me', problem(401), /the header WWW-Authenticate is missing/],
  [
    'a challenge in another form',
    'GET',
    '/me',
    problem(401, { ...NO_STORE, 'www-authenticate': 'Bearer' }),
    /WWW-Authenticate: .* pattern/,
  ],
  [
    'JSON for a problem',
    'GET',
    '/me',
    json({ detail: 'No.' }, 401, CHALLENGE),
    /the media type is 'application\/json', not application\/problem/,
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
  ['a missing body', 'GET', '/protected', empty(200), /the media type is ''/],
])('the check finds %s', async (_, method, url, response, sentence) => {
  expect((await departures(method, url, response)).join('; ')).toMatch(sentence)
})
