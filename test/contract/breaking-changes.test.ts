// A breaking change against the released contract fails, unless the version is raised
// (docs/design/architecture.md#the-contract).
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { breakingChanges, mayBreak } from '../../scripts/breaking-changes.ts'

const read = (name: string) => parse(readFileSync(new URL(`../../openapi/${name}.yaml`, import.meta.url), 'utf8'))
const released = read('released')

/**
 * `/token/refresh` has one schema for both bodies of a refusal. No answer changed, because the check of every
 * answer keeps the pair of media type and body (docs/decisions/0020-a-contract-for-generators.md). Each status
 * has one sentence for each media type. A change to one of the bodies adds another.
 */
const ONLY_WRITTEN_WIDER = ['400', '401'].flatMap((status) => [
  `POST /token/refresh ${status}: an alternative has no match: RFC 9457. Every error that is not an \`OAuthError\`.`,
  `POST /token/refresh ${status}: an alternative has no match: RFC 6749 §5.2. Every refusal of a grant or of a client.`,
])

test('the contract breaks no released client without a version step', () => {
  const current = read('openapi')
  if (!mayBreak(released.info.version, current.info.version)) expect(breakingChanges(released, current)).toEqual(ONLY_WRITTEN_WIDER)
})

// biome-ignore lint/suspicious/noExplicitAny: a document to change at will
type Document = any
const changed = (change: (document: Document) => void): string[] => {
  const document = structuredClone(released)
  change(document)
  return breakingChanges(released, document)
}
const schemas = (document: Document) => document.components.schemas

test.each<[string, (document: Document) => void, RegExp]>([
  ['an operation is removed', (d) => delete d.paths['/logout'], /POST \/logout: is gone/],
  [
    'a path is renamed',
    (d) => {
      d.paths['/signin'] = d.paths['/login']
      delete d.paths['/login']
    },
    /POST \/login: is gone/,
  ],
  ['a success is removed', (d) => delete d.paths['/protected'].get.responses['200'], /200 is no longer answered/],
  [
    'a success has another status',
    (d) => {
      const { responses } = d.paths['/logout'].post
      responses['200'] = responses['204']
      delete responses['204']
    },
    /204 is no longer/,
  ],
  ['a member of an answer is removed', (d) => delete schemas(d).TokenResponse.properties.expires_in, /expires_in is gone/],
  ['a member of an answer may be absent', (d) => schemas(d).TokenResponse.required.pop(), /may now be absent/],
  [
    'a member of an answer has another type',
    (d) => (schemas(d).TokenResponse.properties.expires_in.type = 'string'),
    /integer became string/,
  ],
  ['a member of a request is removed', (d) => delete schemas(d).LoginRequest.properties.username, /username is gone/],
  [
    'a member of a request is newly required',
    (d) => {
      schemas(d).LoginRequest.properties.otp = { type: 'string' }
      schemas(d).LoginRequest.required.push('otp')
    },
    /otp is newly required/,
  ],
  [
    'a value is no longer accepted',
    (d) => {
      schemas(d).RefreshTokenGrant.properties.grant_type.enum = ['refresh']
    },
    /no match/,
  ],
  [
    'a pattern is added',
    (d) => {
      schemas(d).LoginRequest.properties.username.pattern = '^a'
    },
    /pattern was absent/,
  ],
  [
    "a text's maximum length is lower",
    (d) => {
      d.components.parameters.After.schema.maxLength = 10
    },
    /maxLength was \d+ and is 10/,
  ],
  [
    "a number's minimum is higher",
    (d) => {
      d.components.parameters.Limit.schema.minimum = 2
    },
    /minimum was \d+ and is 2/,
  ],
  ['a media type is removed', (d) => delete d.paths['/login'].post.requestBody.content['application/json'], /application\/json is gone/],
  [
    'a scope is newly needed',
    (d) => {
      d.paths['/protected'].get.security = [{ bearer: ['admin'] }]
    },
    /no longer opens it/,
  ],
  [
    'a token is newly needed',
    (d) => {
      d.paths['/livez'].get.security = [{ bearer: [] }]
    },
    /no longer opens it/,
  ],
  ['a header is removed', (d) => delete d.components.responses.Unauthenticated.headers['WWW-Authenticate'], /WWW-Authenticate is gone/],
  [
    'a parameter is newly required',
    (d) => (d.paths['/protected'].get.parameters = [{ name: 'q', in: 'query', required: true, schema: { type: 'string' } }]),
    /q is newly required/,
  ],
  [
    'a parameter is removed',
    (d) => {
      d.paths['/me/sessions/{session_id}'].delete.parameters = []
    },
    /session_id is gone/,
  ],
])('found if %s', (_, change, sentence) => {
  expect(changed(change).join('\n')).toMatch(sentence)
})

test.each<[string, (document: Document) => void]>([
  ['nothing', () => {}],
  [
    'a new operation',
    (d) => {
      d.paths['/new'] = d.paths['/livez']
    },
  ],
  [
    'a new member of an answer',
    (d) => {
      schemas(d).TokenResponse.properties.extra = { type: 'string' }
    },
  ],
  [
    'a new optional member of a request',
    (d) => {
      schemas(d).LoginRequest.properties.otp = { type: 'string' }
    },
  ],
  [
    'a new refusal',
    (d) => {
      d.paths['/protected'].get.responses['418'] = d.components.responses.Forbidden
    },
  ],
  [
    'wider limits',
    (d) => {
      d.components.parameters.After.schema.maxLength = 9000
      d.components.parameters.Limit.schema.minimum = 0
    },
  ],
  [
    'another description',
    (d) => {
      d.paths['/protected'].get.description = 'other'
    },
  ],
  [
    'a scope that is no longer needed',
    (d) => {
      for (const way of d.paths['/secure-data'].get.security) way[Object.keys(way)[0]!] = []
    },
  ],
  [
    'a new grant',
    (d) =>
      schemas(d).TokenRequest.anyOf.push({
        type: 'object',
        required: ['grant_type'],
        properties: { grant_type: { type: 'string', enum: ['new'] } },
      }),
  ],
])('not a break: %s', (_, change) => {
  expect(changed(change)).toEqual([])
})

test.each([
  ['0.1.0', '0.1.5', false],
  ['0.1.0', '0.2.0', true],
  ['1.2.0', '1.3.0', false],
  ['1.2.0', '2.0.0', true],
  ['0.9.0', '1.0.0', true],
])('from %s to %s a break is allowed: %s', (before, after, allowed) => {
  expect(mayBreak(before, after)).toBe(allowed)
})
